package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.UUID;

import dev.crossregion.bedrock.client.connection.RequestCredentials;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.FoundationModelId;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesRequest;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;

/**
 * Rewrites the caller's request for a route: with the model ID of the route, and with the
 * remaining time of the call as its time limit.
 */
final class RoutedRequest {

	/** Reused, because first attempts all have the same limit in milliseconds. */
	private static volatile TimeLimit lastTimeLimit = TimeLimit.of(1);

	private RoutedRequest() {
	}

	/**
	 * Make a request idempotent, so that a retry does not start a second job.
	 * @param request the request
	 * @return the request with a client request token
	 */
	static StartAsyncInvokeRequest withClientRequestToken(StartAsyncInvokeRequest request) {
		return (request.clientRequestToken() != null) ? request
				: request.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build();
	}

	static ConverseRequest of(ConverseRequest request, Route route, Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static ConverseStreamRequest of(ConverseStreamRequest request, Route route, Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static InvokeModelRequest of(InvokeModelRequest request, Route route, Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static InvokeModelWithResponseStreamRequest of(InvokeModelWithResponseStreamRequest request, Route route,
			Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static InvokeModelWithBidirectionalStreamRequest of(InvokeModelWithBidirectionalStreamRequest request, Route route,
			Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static StartAsyncInvokeRequest of(StartAsyncInvokeRequest request, Route route, Duration remaining) {
		return request.toBuilder().modelId(route.modelId()).overrideConfiguration(within(request, remaining)).build();
	}

	static GetAsyncInvokeRequest of(GetAsyncInvokeRequest request, Duration remaining) {
		return request.toBuilder().overrideConfiguration(within(request, remaining)).build();
	}

	static ListAsyncInvokesRequest of(ListAsyncInvokesRequest request, Duration remaining) {
		return request.toBuilder().overrideConfiguration(within(request, remaining)).build();
	}

	static ApplyGuardrailRequest of(ApplyGuardrailRequest request, Duration remaining) {
		return request.toBuilder().overrideConfiguration(within(request, remaining)).build();
	}

	static InvokeGuardrailChecksRequest of(InvokeGuardrailChecksRequest request, Duration remaining) {
		return request.toBuilder().overrideConfiguration(within(request, remaining)).build();
	}

	// CountTokens takes the ID of a foundation model, not of a profile.
	static CountTokensRequest of(CountTokensRequest request, Route route, Duration remaining) {
		FoundationModelId model = route.model();
		return request.toBuilder()
			.modelId((model != null) ? model.value() : route.modelId())
			.overrideConfiguration(within(request, remaining))
			.build();
	}

	// The SDK truncates time limits to milliseconds. Rounded up, a limit never ends an
	// attempt before the deadline of the call, which would leave time for another
	// attempt.
	private static AwsRequestOverrideConfiguration within(AwsRequest request, Duration remaining) {
		long millis = Math.max(remaining.plusNanos(999_999).toMillis(), 1);
		AwsRequestOverrideConfiguration override = request.overrideConfiguration().orElse(null);
		if (override != null) {
			AwsRequestOverrideConfiguration.Builder limited = override.toBuilder()
				.apiCallTimeout(Duration.ofMillis(millis));
			override.credentialsIdentityProvider()
				.ifPresent((provider) -> limited.credentialsProvider(new RequestCredentials(provider)));
			return limited.build();
		}
		TimeLimit last = lastTimeLimit;
		if (last.millis() != millis) {
			last = TimeLimit.of(millis);
			lastTimeLimit = last;
		}
		return last.override();
	}

	/**
	 * The override for requests of callers that set none.
	 *
	 * @param millis the time limit in milliseconds
	 * @param override the override that sets it
	 */
	private record TimeLimit(long millis, AwsRequestOverrideConfiguration override) {

		static TimeLimit of(long millis) {
			return new TimeLimit(millis,
					AwsRequestOverrideConfiguration.builder().apiCallTimeout(Duration.ofMillis(millis)).build());
		}

	}

}
