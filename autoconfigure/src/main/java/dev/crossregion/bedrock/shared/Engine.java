package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.AsyncBucketProxyAdapter;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs commands on the store of the shared buckets, behind a circuit breaker. The first
 * failure opens the breaker. While it is open, commands fail at once, and a background
 * thread probes the store until it answers; that closes the breaker. Thread-safe.
 */
final class Engine implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Engine.class);

	/** The failure of commands while the breaker is open. */
	private static final UnavailableException UNAVAILABLE = new UnavailableException();

	private static final long PROBE_INTERVAL_MILLIS = 250;

	/** Includes the connection and the load of the first script. */
	private static final Duration FIRST_PROBE_TIMEOUT = Duration.ofSeconds(5);

	private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** For stores whose client only has a blocking API. */
	private static final int BLOCKING_THREADS = 8;

	private static final int BLOCKING_QUEUE_CAPACITY = 1000;

	private final Supplier<? extends ProxyManager<String>> connect;

	private final QuotaBucket probeBucket;

	private final Duration timeout;

	private final ScheduledExecutorService prober;

	private final ExecutorService blocking;

	private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);

	/** Changed by the probing thread, with each probe. */
	private volatile int generation;

	private volatile @Nullable ProxyManager<String> manager;

	/** When the last answer within the timeout came, as {@link System#nanoTime()}. */
	private volatile long answeredAt;

	private volatile boolean closed;

	/** Used by the probing thread alone. */
	private @Nullable Throwable failure;

	private boolean warned;

	private long warnedAt = System.nanoTime() - WARNING_INTERVAL_NANOS;

	Engine(Supplier<? extends ProxyManager<String>> connect, String keyPrefix, Duration timeout) {
		this.connect = connect;
		this.probeBucket = QuotaBucket.probe(this, keyPrefix + "probe");
		this.timeout = timeout;
		ScheduledThreadPoolExecutor prober = new ScheduledThreadPoolExecutor(1, daemons("bedrock-shared-quotas-"));
		prober.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.prober = prober;
		ThreadPoolExecutor blocking = new ThreadPoolExecutor(BLOCKING_THREADS, BLOCKING_THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(BLOCKING_QUEUE_CAPACITY), daemons("bedrock-shared-quotas-blocking-"));
		blocking.allowCoreThreadTimeOut(true);
		this.blocking = blocking;
	}

	private static ThreadFactory daemons(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/** Connect in the background. */
	void start() {
		this.prober.execute(this::probe);
	}

	boolean isAvailable() {
		return this.state.get() == State.CLOSED && !this.closed;
	}

	Duration timeout() {
		return this.timeout;
	}

	// A batching proxy of an earlier generation may wait for an answer that never comes.
	int generation() {
		return this.generation;
	}

	/**
	 * Run a command.
	 * @param <T> the type of the answer
	 * @param bucket the bucket
	 * @param command the command
	 * @return the answer, which may take longer than the timeout; fails at once while the
	 * breaker is open
	 */
	<T> CompletableFuture<T> run(QuotaBucket bucket, Function<AsyncBucketProxy, CompletableFuture<T>> command) {
		ProxyManager<String> manager = this.manager;
		if (manager == null || !isAvailable()) {
			return CompletableFuture.failedFuture(UNAVAILABLE);
		}
		return send(manager, bucket, command);
	}

	private <T> CompletableFuture<T> send(ProxyManager<String> manager, QuotaBucket bucket,
			Function<AsyncBucketProxy, CompletableFuture<T>> command) {
		try {
			long since = System.nanoTime();
			AsyncBucketProxy proxy = bucket.proxy(manager);
			CompletableFuture<T> answer = (manager.isAsyncModeSupported()) ? command.apply(proxy)
					: CompletableFuture.supplyAsync(() -> command.apply(proxy), this.blocking)
						.thenCompose(Function.identity());
			return answer.whenComplete((done, failure) -> {
				long now = System.nanoTime();
				if (failure == null && now - since <= this.timeout.toNanos()) {
					this.answeredAt = now;
				}
			});
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Create the proxy of a bucket, which sends commands to it in batches.
	 * @param manager manages the buckets
	 * @param key the key of the bucket
	 * @param configuration the configuration of the bucket, for when the store needs it
	 * @param version replaces a stored configuration that has a smaller version
	 * @return the proxy
	 */
	static AsyncBucketProxy proxy(ProxyManager<String> manager, String key, Supplier<BucketConfiguration> configuration,
			long version) {
		if (manager.isAsyncModeSupported()) {
			return manager.asAsync()
				.builder()
				.withOptimization(Optimizations.batching())
				.withImplicitConfigurationReplacement(version, TokensInheritanceStrategy.AS_IS)
				.build(key, () -> CompletableFuture.completedFuture(configuration.get()));
		}
		return AsyncBucketProxyAdapter.fromSync(manager.builder()
			.withOptimization(Optimizations.batching())
			.withImplicitConfigurationReplacement(version, TokensInheritanceStrategy.AS_IS)
			.build(key, configuration));
	}

	/**
	 * Record the failure of a command and open the breaker. A single late answer does not
	 * open it if another one came in time since.
	 * @param failure why the command failed
	 * @param since when the command was sent, as {@link System#nanoTime()}
	 */
	void failed(Throwable failure, long since) {
		boolean late = failure instanceof TimeoutException;
		if (failure instanceof UnavailableException || (late && this.answeredAt - since > 0)) {
			return;
		}
		if (this.state.compareAndSet(State.CLOSED, State.OPEN)) {
			logger.debug("Quotas are not shared for now", failure);
			schedule(() -> {
				this.failure = failure;
				if (!late) {
					warnOnce();
				}
				probe();
			}, 0);
		}
	}

	private void schedule(Runnable task, long millis) {
		try {
			this.prober.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Quotas are not shared any more: the application has stopped");
		}
	}

	// Probes with a write, because a store that can only be read cannot count.
	private void probe() {
		if (isAvailable() || this.closed) {
			return;
		}
		boolean first = this.manager == null;
		try {
			ProxyManager<String> manager = this.manager;
			if (manager == null) {
				manager = this.connect.get();
			}
			this.generation = this.generation + 1;
			CompletableFuture<?> answer = send(manager, this.probeBucket, (bucket) -> bucket.tryConsume(1));
			answer.get(((first) ? FIRST_PROBE_TIMEOUT : this.timeout).toNanos(), TimeUnit.NANOSECONDS);
			this.manager = manager;
			closeBreaker();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException | LinkageError ex) {
			openBreaker((ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	private void closeBreaker() {
		State before = this.state.getAndSet(State.CLOSED);
		if (this.warned || before == State.CONNECTING) {
			logger.info("Quotas are shared with other instances" + ((this.warned) ? " again" : ""));
		}
		this.warned = false;
		this.failure = null;
	}

	private void openBreaker(Throwable failure) {
		this.state.set(State.OPEN);
		this.failure = failure;
		warnOnce();
		schedule(this::probe, PROBE_INTERVAL_MILLIS);
	}

	// Once for each outage, and at most once a minute where outages are short.
	private void warnOnce() {
		long now = System.nanoTime();
		if (this.warned || now - this.warnedAt < WARNING_INTERVAL_NANOS || this.closed) {
			return;
		}
		this.warned = true;
		this.warnedAt = now;
		logger.warn(
				"Quotas are not shared with other instances: their engine {}. Until it answers again, this "
						+ "instance uses its own estimate of the quotas, and no call fails because of that",
				reason(this.failure));
	}

	private String reason(@Nullable Throwable failure) {
		if (failure == null || failure instanceof TimeoutException) {
			return "did not answer within " + this.timeout.toMillis() + " ms";
		}
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return "failed (" + cause + ")";
	}

	@Override
	public void close() {
		this.closed = true;
		this.prober.shutdownNow();
		this.blocking.shutdownNow();
	}

	/**
	 * The state of the circuit breaker.
	 */
	private enum State {

		/** Open, because there was no connection yet. */
		CONNECTING,

		/** Commands are sent. */
		CLOSED,

		/** Commands fail at once. */
		OPEN

	}

	/**
	 * The breaker is open. There is a single instance, so it has no stack trace.
	 */
	static final class UnavailableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnavailableException() {
			super("The engine of shared quotas is not available", null, false, false);
		}

	}

}
