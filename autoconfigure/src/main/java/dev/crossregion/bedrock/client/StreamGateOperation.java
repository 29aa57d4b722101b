package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * A streaming operation of Amazon Bedrock: how its request is sent, and what its events
 * mean.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
interface StreamGateOperation<Q extends BedrockRuntimeRequest, R, E> {

	Operation operation();

	/**
	 * The model that a request names.
	 * @param request the request
	 * @return the model, or {@code null} if it names none
	 */
	@Nullable String model(Q request);

	/**
	 * Send a request.
	 * @param client the client of the source Region
	 * @param request the request
	 * @param route the route
	 * @param remaining the remaining time of the call
	 * @param handler gets the response and its events
	 * @return completes when the stream has ended
	 */
	CompletableFuture<Void> send(BedrockRuntimeAsyncClient client, Q request, Route route, Duration remaining,
			EventStreamResponseHandler<R, E> handler);

	/**
	 * Create the reader of the events of one attempt.
	 * @return a new reader
	 */
	EventReader<E> reader();

	/**
	 * Reads the events of one attempt, in order. Not thread-safe.
	 *
	 * @param <E> the type of the events
	 */
	interface EventReader<E> {

		/**
		 * Read the next event.
		 * @param event the event
		 * @return its meaning for the stream
		 */
		EventKind read(E event);

		/**
		 * Whether the answer may be complete although no event has marked its end.
		 * @return {@code false} if a stream that ends here was truncated
		 */
		boolean mayEndHere();

		/**
		 * The events of the kind {@link EventKind#DEFERRED}, which the caller gets after
		 * all others.
		 * @return the events
		 */
		List<E> deferred();

		/**
		 * The event that a truncated stream lacks.
		 * @return the event, as AWS calls it
		 */
		String missing();

		/**
		 * The tokens that the answer used.
		 * @return the tokens, or {@code null} if no event has reported them
		 */
		@Nullable TokenCounts usage();

	}

	/**
	 * The meaning of an event for its stream.
	 */
	enum EventKind {

		/** No content yet: an attempt on another route may send the event again. */
		PREAMBLE,

		/** Part of the answer. The first one commits the stream to its route. */
		CONTENT,

		/** Delivered after an event that has not arrived yet. */
		DEFERRED,

		/** The answer is complete; later events are ignored. */
		END

	}

	/**
	 * An event with its kind.
	 *
	 * @param <E> the type of the event
	 * @param event the event
	 * @param kind its meaning for the stream
	 */
	record Event<E>(E event, EventKind kind) {
	}

}
