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
 * A failover list of Regions as a careful team would write it: a retry with backoff and
 * jitter and a circuit breaker for each Region, and failover to the next one when a
 * Region throttles or fails, for streams only before their first text.
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
		.retryOnException((ex) -> !isNonRetriable(ex) && !(ex instanceof CallNotPermittedException))
		.build();

	private final TunedClients clients;

	private final List<RegionModels> regions;

	Resilience4jContender(Setup setup) {
		this.clients = new TunedClients(setup);
		this.regions = setup.regions()
			.stream()
			.map((name) -> new RegionModels(this.clients.chatModel(name), this.clients.streamingChatModel(name),
					CircuitBreaker.of(name, BREAKER), Retry.of(name, RETRY)))
			.toList();
	}

	@Override
	public String name() {
		return "Resilience4j";
	}

	@Override
	public String call(String prompt) {
		RuntimeException last = null;
		for (RegionModels region : this.regions) {
			try {
				return region.retry
					.executeSupplier(() -> region.breaker.executeSupplier(() -> region.model.chat(prompt)));
			}
			catch (RuntimeException ex) {
				if (isNonRetriable(ex)) {
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
		RegionModels region = this.regions.get(index);
		boolean last = index == this.regions.size() - 1;
		if (!region.breaker.tryAcquirePermission()) {
			if (last) {
				handler.onError(CallNotPermittedException.createCallNotPermittedException(region.breaker));
			}
			else {
				stream(index + 1, prompt, handler);
			}
			return;
		}
		long start = System.nanoTime();
		AtomicBoolean textReceived = new AtomicBoolean();
		region.streamingModel.chat(prompt, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				textReceived.set(true);
				handler.onPartialResponse(text);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				region.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
				handler.onCompleteResponse(response);
			}

			@Override
			public void onError(Throwable error) {
				region.breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error);
				if (textReceived.get() || last || isNonRetriable(error)) {
					handler.onError(error);
				}
				else {
					stream(index + 1, prompt, handler);
				}
			}

		});
	}

	private static boolean isNonRetriable(Throwable ex) {
		return ex instanceof NonRetriableException;
	}

	@Override
	public void close() {
		this.clients.close();
	}

	private record RegionModels(ChatModel model, StreamingChatModel streamingModel, CircuitBreaker breaker,
			Retry retry) {
	}

}
