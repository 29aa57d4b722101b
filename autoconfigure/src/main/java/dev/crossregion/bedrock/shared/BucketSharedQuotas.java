package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.SharedQuotas;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps shared quotas in token buckets of Bucket4j. A known limit is a bucket that holds
 * one minute of the quota and refills at the rate of the quota. A throttled call sets the
 * mark of its limit for one second, so that the other instances back off too. While the
 * circuit breaker of the engine is open, a call is admitted where the last known level of
 * each known limit, refilled at the rate of the quota, has room for it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BucketSharedQuotas implements SharedQuotas, AutoCloseable {

	/**
	 * The longest time in nanoseconds before a call tries again, even if the bucket takes
	 * longer to refill, because another instance may give back tokens earlier.
	 */
	private static final long MAX_DELAY_NANOS = 100_000_000;

	private final Engine engine;

	private final String keyPrefix;

	private final ConcurrentMap<Route.Key, Limits> quotas = new ConcurrentHashMap<>();

	/**
	 * Create shared quotas. Nothing is connected before {@link #start()}.
	 * @param connect connects to the store of the buckets; may block and fail, and is
	 * retried in the background
	 * @param keyPrefix the prefix of all keys
	 * @param timeout how long a call waits for the store; positive
	 */
	public BucketSharedQuotas(Supplier<? extends ProxyManager<String>> connect, String keyPrefix, Duration timeout) {
		this.engine = new Engine(connect, keyPrefix, timeout);
		this.keyPrefix = keyPrefix;
	}

	/**
	 * Connect in the background. Until that has succeeded, quotas are not shared.
	 */
	public void start() {
		this.engine.start();
	}

	@Override
	public boolean isAvailable() {
		return this.engine.isAvailable();
	}

	@Override
	public CompletableFuture<Answer> reserve(Route route, RouteQuota quota, long tokens) {
		Limits shared = limits(route, quota);
		CallShares shares = new CallShares(shared.tokens.tryTake(tokens), shared.requests.tryTake(1));
		if (!this.engine.isAvailable()) {
			return CompletableFuture.completedFuture(shares.withoutAnswer());
		}
		long since = System.nanoTime();
		return shares.taken()
			.thenApply(shares::answer)
			.orTimeout(this.engine.timeout().toNanos(), TimeUnit.NANOSECONDS)
			.exceptionally((failure) -> {
				this.engine.failed((failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure, since);
				return shares.withoutAnswer();
			});
	}

	private Limits limits(Route route, RouteQuota sizes) {
		Limits known = this.quotas.get(route.key());
		Long tokens = sizes.tokensPerMinute().size();
		Long requests = sizes.requestsPerMinute().size();
		if (known != null && known.tokens.hasSize(tokens) && known.requests.hasSize(requests)) {
			return known;
		}
		return this.quotas.compute(route.key(), (key, before) -> {
			String name = QuotaKey.of(this.keyPrefix, route);
			return new Limits(
					limit((before != null) ? before.tokens : null, name + ":tokens", tokens, FailureKind.THROTTLED),
					limit((before != null) ? before.requests : null, name + ":requests", requests,
							FailureKind.THROTTLED_REQUESTS));
		});
	}

	private SharedLimit limit(@Nullable SharedLimit before, String key, @Nullable Long size, FailureKind kind) {
		if (before != null && before.hasSize(size)) {
			return before;
		}
		QuotaBucket mark = QuotaBucket.mark(this.engine, key + "-throttled");
		return (size != null) ? new KnownLimit(this.engine, key, mark, size, before) : new LearnedLimit(mark, kind);
	}

	@Override
	public void close() {
		this.engine.close();
	}

	/**
	 * The limits of the quota of one route.
	 *
	 * @param tokens tokens per minute
	 * @param requests requests per minute
	 */
	private record Limits(SharedLimit tokens, SharedLimit requests) {
	}

	/**
	 * The shares of one call in both limits.
	 *
	 * @param tokens its share of the tokens per minute
	 * @param requests its share of the requests per minute
	 */
	private record CallShares(SharedLimit.Share tokens, SharedLimit.Share requests) implements Room {

		CompletableFuture<Void> taken() {
			return CompletableFuture.allOf(this.tokens.taken(), this.requests.taken());
		}

		// Called when both shares are complete, so join() does not block.
		Answer answer(@Nullable Void taken) {
			SharedLimit.Taken tokens = this.tokens.taken().join();
			SharedLimit.Taken requests = this.requests.taken().join();
			FailureKind throttled = (tokens.throttled() != null) ? tokens.throttled() : requests.throttled();
			if (throttled != null) {
				settle(0, 0);
				return new Throttled(throttled);
			}
			return heldAfter(Math.max(tokens.delay(), requests.delay()));
		}

		Answer withoutAnswer() {
			return heldAfter(Math.max(this.tokens.tryTakeUnanswered(), this.requests.tryTakeUnanswered()));
		}

		private Answer heldAfter(long delay) {
			if (delay == 0) {
				return new Held(this);
			}
			settle(0, 0);
			return new NotNow(Duration.ofNanos(Math.min(MAX_DELAY_NANOS, delay)));
		}

		@Override
		public CompletableFuture<Void> settle(long tokens, int requests) {
			return CompletableFuture.allOf(this.tokens.settle(tokens), this.requests.settle(requests));
		}

		@Override
		public void throttled(FailureKind kind) {
			boolean ofTokens = kind == FailureKind.THROTTLED;
			((ofTokens) ? this.tokens : this.requests).throttled();
			((ofTokens) ? this.requests : this.tokens).settle(0);
		}

	}

}
