package dev.crossregion.bedrock.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * Creates and sends the attempts of one streaming call.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamAttempts<Q extends BedrockRuntimeRequest, R, E> {

	private final StreamGateOperation<Q, R, E> operation;

	private final Q request;

	private final Invocation invocation;

	private final RegionalClients regions;

	StreamAttempts(StreamGateOperation<Q, R, E> operation, Q request, Invocation invocation, RegionalClients regions) {
		this.operation = operation;
		this.request = request;
		this.invocation = invocation;
		this.regions = regions;
	}

	/**
	 * Create an attempt.
	 * @param route the route
	 * @param serial runs the steps of the call
	 * @param listener handles the events and the end of the attempt
	 * @return the attempt, not sent yet
	 */
	StreamAttempt<R, E> create(Route route, StreamGateSerial serial, StreamAttempt.Listener<R, E> listener) {
		return new StreamAttempt<>(route, this.operation.reader(), serial, listener);
	}

	/**
	 * Send an attempt. Not to be invoked by a step of the call: signing may block on
	 * credentials, and the call must be able to end during that time.
	 * @param attempt the attempt
	 */
	void send(StreamAttempt<R, E> attempt) {
		if (attempt.isEnded()) {
			return;
		}
		try {
			attempt.follow(this.invocation
				.send(() -> this.operation.send(this.regions.runtimeAsync(attempt.route().sourceRegion()), this.request,
						attempt.route(), this.invocation.remaining(), attempt)));
		}
		catch (Throwable ex) {
			attempt.follow(CompletableFuture.failedFuture(ex));
		}
	}

	/**
	 * Send an attempt on a failover thread, because this thread may be an event loop.
	 * @param attempt the attempt
	 */
	void sendOnFailoverThread(StreamAttempt<R, E> attempt) {
		try {
			this.regions.failover().execute(() -> send(attempt));
		}
		catch (RejectedExecutionException ex) {
			attempt.follow(CompletableFuture.failedFuture(ex));
		}
	}

}
