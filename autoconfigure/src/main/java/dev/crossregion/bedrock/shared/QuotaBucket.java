package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;

/**
 * One bucket on the engine: what is left of a quota, or a mark that calls were throttled.
 * Commands of one instance to one bucket are put together where many come at a time.
 * Thread-safe.
 */
final class QuotaBucket {

	/** Bucket4j has no finer rate than one token in a nanosecond. */
	private static final long MOST = 60_000_000_000L;

	/** For so long the others learn that one was throttled. */
	static final Duration MARKED = Duration.ofSeconds(1);

	private final Engine engine;

	private final String key;

	private final long size;

	private final BucketConfiguration configuration;

	/**
	 * Where instances differ in the size of a quota, the one that learned it last wins.
	 */
	private final long version;

	private volatile @Nullable View view;

	private QuotaBucket(Engine engine, String key, long size, Duration period) {
		this.engine = engine;
		this.key = key;
		this.size = size;
		this.configuration = BucketConfiguration.builder()
			.addLimit(Bandwidth.builder().capacity(size).refillGreedy(size, period).build())
			.build();
		this.version = System.currentTimeMillis();
	}

	// A minute's worth, as in the mirror of an instance.
	static QuotaBucket perMinute(Engine engine, String key, long size) {
		return new QuotaBucket(engine, key, Math.min(size, MOST), Duration.ofMinutes(1));
	}

	// Empty for a while after it was set.
	static QuotaBucket mark(Engine engine, String key) {
		return new QuotaBucket(engine, key, 1, MARKED);
	}

	static QuotaBucket probe(Engine engine, String key) {
		return new QuotaBucket(engine, key, 1000, Duration.ofSeconds(1));
	}

	// The most that it ever holds.
	long size() {
		return this.size;
	}

	<T> CompletableFuture<T> run(Function<AsyncBucketProxy, CompletableFuture<T>> command) {
		return this.engine.run(this, command);
	}

	AsyncBucketProxy proxy(ProxyManager<String> manager) {
		int generation = this.engine.generation();
		View view = this.view;
		if (view == null || view.generation != generation) {
			synchronized (this) {
				view = this.view;
				if (view == null || view.generation != generation) {
					view = new View(generation, Engine.proxy(manager, this.key, this.configuration, this.version));
					this.view = view;
				}
			}
		}
		return view.proxy;
	}

	/**
	 * What commands go through.
	 *
	 * @param generation that of the engine when it was made
	 * @param proxy puts them together
	 */
	private record View(int generation, AsyncBucketProxy proxy) {
	}

}
