package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;

/**
 * One token bucket in the store: the tokens left of a quota, or a mark that calls were
 * throttled. Concurrent commands of one instance to one bucket are sent in batches.
 * Thread-safe.
 */
final class QuotaBucket {

	/** Bucket4j refills at most one token per nanosecond. */
	static final long MAX_SIZE = 60_000_000_000L;

	/** How long it takes to refill the bucket of a quota. */
	static final Duration REFILL_DURATION = Duration.ofMinutes(1);

	/** How long the mark of a throttle can be seen. */
	static final Duration MARK_DURATION = Duration.ofSeconds(1);

	private final Engine engine;

	private final String key;

	private final long size;

	private final Duration period;

	/** The tokens of a bucket that is not in the store yet. */
	private final LongSupplier initialTokens;

	/**
	 * The time of creation: if instances differ in the size of a quota, the latest
	 * configuration applies.
	 */
	private final long version;

	private volatile @Nullable ProxyView view;

	private QuotaBucket(Engine engine, String key, long size, Duration period, LongSupplier initialTokens) {
		this.engine = engine;
		this.key = key;
		this.size = size;
		this.period = period;
		this.initialTokens = initialTokens;
		this.version = System.currentTimeMillis();
	}

	// Holds the quota of one minute, as the mirror of an instance does. A store that has
	// lost its buckets gets one with the tokens that this instance knows of.
	static QuotaBucket perMinute(Engine engine, String key, long size, LongSupplier initialTokens) {
		return new QuotaBucket(engine, key, size, REFILL_DURATION, initialTokens);
	}

	// Holds one token: the mark is set while the bucket is empty.
	static QuotaBucket mark(Engine engine, String key) {
		return new QuotaBucket(engine, key, 1, MARK_DURATION, () -> 1);
	}

	static QuotaBucket probe(Engine engine, String key) {
		return new QuotaBucket(engine, key, 1000, Duration.ofSeconds(1), () -> 1000);
	}

	long size() {
		return this.size;
	}

	long refilledWithin(Duration time) {
		return (long) (this.size * (time.toNanos() / (double) this.period.toNanos()));
	}

	private BucketConfiguration configuration() {
		return BucketConfiguration.builder()
			.addLimit(Bandwidth.builder()
				.capacity(this.size)
				.refillGreedy(this.size, this.period)
				.initialTokens(this.initialTokens.getAsLong())
				.build())
			.build();
	}

	<T> CompletableFuture<T> run(Function<AsyncBucketProxy, CompletableFuture<T>> command) {
		return this.engine.run(this, command);
	}

	AsyncBucketProxy proxy(ProxyManager<String> manager) {
		int generation = this.engine.generation();
		ProxyView view = this.view;
		if (view == null || view.generation != generation) {
			synchronized (this) {
				view = this.view;
				if (view == null || view.generation != generation) {
					view = new ProxyView(generation,
							Engine.proxy(manager, this.key, this::configuration, this.version));
					this.view = view;
				}
			}
		}
		return view.proxy;
	}

	/**
	 * The proxy for one generation of the engine.
	 *
	 * @param generation the generation of the engine when the proxy was created
	 * @param proxy sends commands in batches
	 */
	private record ProxyView(int generation, AsyncBucketProxy proxy) {
	}

}
