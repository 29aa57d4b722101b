package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import dev.crossregion.bedrock.client.connection.RequestCredentials;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.routing.CallNeeds;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
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
 * What the caller's request becomes on a route: the same request for the route's profile,
 * bound to the time that is left.
 */
final class RoutedRequest {

	private static volatile Limit lastLimit = Limit.of(1);

	private RoutedRequest() {
	}

	/**
	 * Look for what could send a request elsewhere after its Region was checked. Plugins
	 * change the whole client; an endpoint provider, a signer and execution attributes
	 * can change the address, and an authentication scheme the Region that a request is
	 * signed for.
	 * @param request the request
	 * @return why the request is refused, or {@code null} when it carries nothing of the
	 * kind
	 */
	static Refusal.@Nullable UncheckedOverride refusal(AwsRequest request) {
		return request.overrideConfiguration()
			.map(RoutedRequest::unchecked)
			.map(Refusal.UncheckedOverride::new)
			.orElse(null);
	}

	private static @Nullable String unchecked(AwsRequestOverrideConfiguration override) {
		if (!override.plugins().isEmpty()) {
			return "SDK plugins";
		}
		if (override.endpointProvider().isPresent()) {
			return "an endpoint provider";
		}
		if (override.authSchemeProvider().isPresent()) {
			return "an authentication scheme provider";
		}
		if (override.signer().isPresent()) {
			return "a signer";
		}
		if (!override.executionAttributes().getAttributes().isEmpty()) {
			return "execution attributes";
		}
		if (override.headers().keySet().stream().anyMatch("Host"::equalsIgnoreCase)) {
			return "a Host header";
		}
		return null;
	}

	/**
	 * What reads the text of a request in the source Region itself, wherever the model
	 * runs. Tokens are counted there, and a guardrail exists in one Region, from which it
	 * is applied.
	 * @param request the request
	 * @return {@code CountTokens}, {@code guardrail}, or {@code null} if nothing does
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region.html">Guardrails
	 * and cross-Region inference</a>
	 */
	static @Nullable String readBySource(BedrockRuntimeRequest request) {
		if (request instanceof CountTokensRequest) {
			return "CountTokens";
		}
		return (guardrail(request) != null) ? "guardrail" : null;
	}

	/**
	 * What a call needs beside the access to its model.
	 * @param operation what is called
	 * @param request the request
	 * @return the action, and the guardrail with its version
	 */
	static CallNeeds needs(Operation operation, BedrockRuntimeRequest request) {
		return new CallNeeds(operation.action(), guardrail(request));
	}

	private static @Nullable String guardrail(BedrockRuntimeRequest request) {
		if (request instanceof ConverseRequest converse && converse.guardrailConfig() != null) {
			return guardrail(converse.guardrailConfig().guardrailIdentifier(),
					converse.guardrailConfig().guardrailVersion());
		}
		if (request instanceof ConverseStreamRequest converse && converse.guardrailConfig() != null) {
			return guardrail(converse.guardrailConfig().guardrailIdentifier(),
					converse.guardrailConfig().guardrailVersion());
		}
		if (request instanceof InvokeModelRequest invoke && invoke.guardrailIdentifier() != null) {
			return guardrail(invoke.guardrailIdentifier(), invoke.guardrailVersion());
		}
		if (request instanceof InvokeModelWithResponseStreamRequest invoke && invoke.guardrailIdentifier() != null) {
			return guardrail(invoke.guardrailIdentifier(), invoke.guardrailVersion());
		}
		return null;
	}

	private static String guardrail(@Nullable String identifier, @Nullable String version) {
		return "guardrail " + identifier + ":" + version;
	}

	/**
	 * Whether a request brings credentials of its own.
	 * @param request the request
	 * @return {@code true} if other credentials than the application's authorize it
	 */
	static boolean bringsCredentials(AwsRequest request) {
		return request.overrideConfiguration()
			.flatMap(AwsRequestOverrideConfiguration::credentialsIdentityProvider)
			.isPresent();
	}

	/**
	 * How long the caller lets the call take as a whole.
	 * @param request the request
	 * @return the caller's limit, if there is one
	 */
	static Optional<Duration> timeout(AwsRequest request) {
		return request.overrideConfiguration().flatMap(AwsRequestOverrideConfiguration::apiCallTimeout);
	}

	/**
	 * A request that starts one job however often it is sent.
	 * @param request the request
	 * @return the request, with a token that makes it idempotent
	 */
	static StartAsyncInvokeRequest startedOnce(StartAsyncInvokeRequest request) {
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

	// CountTokens knows no profiles.
	static CountTokensRequest of(CountTokensRequest request, Route route, Duration remaining) {
		FoundationModelId model = route.model();
		return request.toBuilder()
			.modelId((model != null) ? model.value() : route.modelId())
			.overrideConfiguration(within(request, remaining))
			.build();
	}

	// The SDK's clock drops what is less than a millisecond. Rounded up, it never ends an
	// attempt before the deadline has passed, and so never leaves time for another one.
	// First attempts have their whole deadline left, the same number of milliseconds
	// every time.
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
		Limit last = lastLimit;
		if (last.millis() != millis) {
			last = Limit.of(millis);
			lastLimit = last;
		}
		return last.override();
	}

	/**
	 * A limit that the caller's request does not add to.
	 *
	 * @param millis how long a call may take
	 * @param override says so to the SDK
	 */
	private record Limit(long millis, AwsRequestOverrideConfiguration override) {

		static Limit of(long millis) {
			return new Limit(millis,
					AwsRequestOverrideConfiguration.builder().apiCallTimeout(Duration.ofMillis(millis)).build());
		}

	}

}
