package dev.crossregion.bedrock.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * A way to call.
 */
enum Way {

	SYNC, ASYNC, STREAM;

	/**
	 * Make a call.
	 * @param calls keeps its record
	 * @param regions the clients
	 * @return its text
	 */
	CompletableFuture<String> call(Recording calls, RegionalClients regions) {
		return call(calls, regions, null, (override) -> {
		});
	}

	/**
	 * Make a call.
	 * @param calls keeps its record
	 * @param regions the clients
	 * @param guardrail the guardrail that it asks for, or {@code null}
	 * @param override what its request overrides
	 * @return its text
	 */
	CompletableFuture<String> call(Recording calls, RegionalClients regions, @Nullable String guardrail,
			Consumer<AwsRequestOverrideConfiguration.Builder> override) {
		RoutingBedrockRuntimeAsyncClient client = new RoutingBedrockRuntimeAsyncClient(calls.context, regions);
		return switch (this) {
			case SYNC -> sync(calls, regions, guardrail, override);
			case ASYNC -> text(client.converse(request(guardrail, override)),
					(response) -> response.output().message().content().get(0).text());
			case STREAM -> {
				StringBuffer text = new StringBuffer();
				ConverseStreamResponseHandler handler = ConverseStreamResponseHandler.builder().subscriber((event) -> {
					if (event instanceof ContentBlockDeltaEvent delta
							&& delta.delta().type() == ContentBlockDelta.Type.TEXT) {
						text.append(delta.delta().text());
					}
				}).build();
				ConverseRequest request = request(guardrail, override);
				ConverseStreamRequest.Builder stream = ConverseStreamRequest.builder()
					.modelId(request.modelId())
					.messages(request.messages())
					.overrideConfiguration(override);
				if (guardrail != null) {
					stream.guardrailConfig((config) -> config.guardrailIdentifier(guardrail).guardrailVersion("1"));
				}
				yield text(client.converseStream(stream.build(), handler), (nothing) -> text.toString());
			}
		};
	}

	private static ConverseRequest request(@Nullable String guardrail,
			Consumer<AwsRequestOverrideConfiguration.Builder> override) {
		ConverseRequest.Builder request = ConverseRequest.builder()
			.modelId("bedrock")
			.messages(Api.QUESTION)
			.overrideConfiguration(override);
		if (guardrail != null) {
			request.guardrailConfig((config) -> config.guardrailIdentifier(guardrail).guardrailVersion("1"));
		}
		return request.build();
	}

	private static CompletableFuture<String> sync(Recording calls, RegionalClients regions, @Nullable String guardrail,
			Consumer<AwsRequestOverrideConfiguration.Builder> override) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				answer.complete(
						new RoutingBedrockRuntimeClient(calls.context, regions).converse(request(guardrail, override))
							.output()
							.message()
							.content()
							.get(0)
							.text());
			}
			catch (Throwable ex) {
				answer.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return answer;
	}

	// Whoever cancels the text cancels the call.
	private static <R> CompletableFuture<String> text(CompletableFuture<R> response, Function<R, String> text) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		response.whenComplete((value, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(FailureClassifier.unwrap(failure));
			}
			else {
				answer.complete(text.apply(value));
			}
		});
		answer.whenComplete((value, failure) -> {
			if (answer.isCancelled()) {
				response.cancel(true);
			}
		});
		return answer;
	}

}
