package dev.crossregion.bedrock.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

/**
 * A list of Regions as a careful team would write it: one retry with backoff and jitter
 * and a circuit breaker for each, the next one when a Region throttles or fails, streams
 * moved only before their first text.
 */
final class Resilience4jContender implements Contender {

	private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
		.slidingWindowSize(20)
		.minimumNumberOfCalls(10)
		.failureRateThreshold(50)
		.waitDurationInOpenState(Duration.ofSeconds(5))
		.permittedNumberOfCallsInHalfOpenState(3)
		.ignoreException(NonRetriableException.class::isInstance)
		.build();

	private static final RetryConfig RETRY = RetryConfig.custom()
		.maxAttempts(2)
		.intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(100), 2))
		.retryOnException((ex) -> !isFinal(ex) && !(ex instanceof CallNotPermittedException))
		.build();

	private final TunedClients clients;

	private final List<Place> places;

	Resilience4jContender(Setup setup) {
		this.clients = new TunedClients(setup);
		this.places = setup.regions()
			.stream()
			.map((region) -> new Place(this.clients.chatModel(region), this.clients.streamingChatModel(region),
					CircuitBreaker.of(region, BREAKER), Retry.of(region, RETRY)))
			.toList();
	}

	@Override
	public String name() {
		return "Resilience4j";
	}

	@Override
	public String call(String prompt) {
		RuntimeException last = null;
		for (Place place : this.places) {
			try {
				return place.retry.executeSupplier(() -> place.breaker.executeSupplier(() -> place.model.chat(prompt)));
			}
			catch (RuntimeException ex) {
				if (isFinal(ex)) {
					throw ex;
				}
				last = ex;
			}
		}
		throw (last != null) ? last : new IllegalStateException("There are no Regions");
	}

	@Override
	public void stream(String prompt, StreamingChatResponseHandler handler) {
		stream(0, prompt, handler);
	}

	private void stream(int index, String prompt, StreamingChatResponseHandler handler) {
		Place place = this.places.get(index);
		boolean last = index == this.places.size() - 1;
		if (!place.breaker.tryAcquirePermission()) {
			if (last) {
				handler.onError(CallNotPermittedException.createCallNotPermittedException(place.breaker));
			}
			else {
				stream(index + 1, prompt, handler);
			}
			return;
		}
		long start = System.nanoTime();
		AtomicBoolean begun = new AtomicBoolean();
		place.streamingModel.chat(prompt, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				begun.set(true);
				handler.onPartialResponse(text);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				place.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
				handler.onCompleteResponse(response);
			}

			@Override
			public void onError(Throwable error) {
				place.breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error);
				if (begun.get() || last || isFinal(error)) {
					handler.onError(error);
				}
				else {
					stream(index + 1, prompt, handler);
				}
			}

		});
	}

	private static boolean isFinal(Throwable ex) {
		return ex instanceof NonRetriableException;
	}

	@Override
	public void close() {
		this.clients.close();
	}

	private record Place(ChatModel model, StreamingChatModel streamingModel, CircuitBreaker breaker, Retry retry) {
	}

}
