package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * What tells one streaming operation from another.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
interface StreamGateOperation<Q extends BedrockRuntimeRequest, R, E> {

	Operation operation();

	/**
	 * What a request names as the model.
	 * @param request the request
	 * @return the model, or {@code null} when it names none
	 */
	@Nullable String model(Q request);

	/**
	 * Send a request.
	 * @param client the client of the source Region
	 * @param request the request
	 * @param route the route to send it along
	 * @param remaining how much time the call has left
	 * @param handler is told of the answer
	 * @return completes when the answer has ended
	 */
	CompletableFuture<Void> send(BedrockRuntimeAsyncClient client, Q request, Route route, Duration remaining,
			EventStreamResponseHandler<R, E> handler);

	/**
	 * A reader for the events of one attempt.
	 * @return a new reader
	 */
	StreamGateReader<E> reader();

}
