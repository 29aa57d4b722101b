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
 * Shared quotas in buckets of Bucket4j. A number of a quota that is known is a bucket
 * that holds a minute's worth and fills at the rate of the quota. For one that is learned
 * there is a mark that is set for a second when a call was throttled, from which the
 * other instances learn the same. While the engine does not answer, every call is given
 * room. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BucketSharedQuotas implements SharedQuotas, AutoCloseable {

	/**
	 * What others give back is found by asking: at the latest after this time, however
	 * long the bucket takes to fill.
	 */
	private static final long LONGEST_WAIT = 100_000_000;

	private final Engine engine;

	private final String keyPrefix;

	private final ConcurrentMap<Route.Key, Quota> quotas = new ConcurrentHashMap<>();

	/**
	 * Create shared quotas. Nothing is connected before {@link #start()}.
	 * @param engine has the buckets; opening may block and fail, and is tried again
	 * @param keyPrefix what all keys begin with
	 * @param timeout how long a call waits for the engine, longer than 0
	 */
	public BucketSharedQuotas(Supplier<? extends ProxyManager<String>> engine, String keyPrefix, Duration timeout) {
		this.engine = new Engine(engine, keyPrefix, timeout);
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
		Quota shared = quota(route, quota);
		Parts parts = new Parts(shared.tokens.take(tokens), shared.requests.take(1));
		if (!this.engine.isAvailable()) {
			return CompletableFuture.completedFuture(new Held(parts));
		}
		long since = System.nanoTime();
		return parts.taken()
			.thenApply(parts::answer)
			.orTimeout(this.engine.timeout().toNanos(), TimeUnit.NANOSECONDS)
			.exceptionally((failure) -> {
				this.engine.failed((failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure, since);
				return new Held(parts);
			});
	}

	private Quota quota(Route route, RouteQuota sizes) {
		Quota known = this.quotas.get(route.key());
		Long tokens = sizes.tokensPerMinute().size();
		Long requests = sizes.requestsPerMinute().size();
		if (known != null && known.tokens.isOf(tokens) && known.requests.isOf(requests)) {
			return known;
		}
		return this.quotas.compute(route.key(), (key, before) -> {
			String name = QuotaKey.of(this.keyPrefix, route);
			return new Quota(
					number((before != null) ? before.tokens : null, name + ":tokens", tokens, FailureKind.THROTTLED),
					number((before != null) ? before.requests : null, name + ":requests", requests,
							FailureKind.THROTTLED_REQUESTS));
		});
	}

	private SharedNumber number(@Nullable SharedNumber before, String key, @Nullable Long size, FailureKind kind) {
		if (before != null && before.isOf(size)) {
			return before;
		}
		return (size != null) ? new KnownNumber(QuotaBucket.perMinute(this.engine, key, size), size)
				: new LearnedNumber(QuotaBucket.mark(this.engine, key + "-throttled"), kind);
	}

	@Override
	public void close() {
		this.engine.close();
	}

	/**
	 * The numbers of one quota.
	 *
	 * @param tokens tokens in a minute
	 * @param requests requests in a minute
	 */
	private record Quota(SharedNumber tokens, SharedNumber requests) {
	}

	/**
	 * What one call has of both numbers.
	 *
	 * @param tokens its tokens
	 * @param requests itself
	 */
	private record Parts(SharedNumber.Part tokens, SharedNumber.Part requests) implements Room {

		CompletableFuture<Void> taken() {
			return CompletableFuture.allOf(this.tokens.taken(), this.requests.taken());
		}

		// Both are there.
		Answer answer(@Nullable Void taken) {
			SharedNumber.Taken tokens = this.tokens.taken().join();
			SharedNumber.Taken requests = this.requests.taken().join();
			FailureKind throttled = (tokens.throttled() != null) ? tokens.throttled() : requests.throttled();
			if (throttled == null && tokens.delay() == 0 && requests.delay() == 0) {
				return new Held(this);
			}
			settle(0, 0);
			return (throttled != null) ? new Throttled(throttled)
					: new NotNow(Duration.ofNanos(Math.min(LONGEST_WAIT, Math.max(tokens.delay(), requests.delay()))));
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
