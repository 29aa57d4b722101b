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

/**
 * What keeps the buckets, behind a circuit breaker: the first failure opens it, and a
 * thread of its own looks until the engine answers again. While it is open nobody waits.
 * Thread-safe.
 */
final class Engine implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Engine.class);

	/** What calls get while the breaker is open. */
	private static final UnavailableException UNAVAILABLE = new UnavailableException();

	private static final long PAUSE_MILLIS = 250;

	/** The first connection and the first script take longer than all others. */
	private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(5);

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	/** For engines that only answer threads that wait. */
	private static final int BLOCKED_THREADS = 8;

	private static final int QUEUED_TASKS = 1000;

	private final Supplier<? extends ProxyManager<String>> opening;

	private final QuotaBucket probe;

	private final Duration timeout;

	private final ScheduledExecutorService looking;

	private final ExecutorService blocking;

	private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);

	/** Changed by the thread that looks, with each look. */
	private volatile int generation;

	private volatile @Nullable ProxyManager<String> manager;

	/** When the last answer came that came in time. */
	private volatile long answeredAt;

	private volatile boolean closed;

	/** Used by the thread that looks. */
	private @Nullable Throwable failure;

	private boolean told;

	private long toldAt = System.nanoTime() - MINUTE;

	Engine(Supplier<? extends ProxyManager<String>> opening, String keyPrefix, Duration timeout) {
		this.opening = opening;
		this.probe = QuotaBucket.probe(this, keyPrefix + "probe");
		this.timeout = timeout;
		ScheduledThreadPoolExecutor looking = new ScheduledThreadPoolExecutor(1, threads("bedrock-shared-quotas"));
		looking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.looking = looking;
		ThreadPoolExecutor blocking = new ThreadPoolExecutor(BLOCKED_THREADS, BLOCKED_THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(QUEUED_TASKS), threads("bedrock-shared-quotas-blocking"));
		blocking.allowCoreThreadTimeOut(true);
		this.blocking = blocking;
	}

	private static ThreadFactory threads(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

	/** Connect in the background. */
	void start() {
		this.looking.execute(this::look);
	}

	boolean isAvailable() {
		return this.state.get() == State.AVAILABLE && !this.closed;
	}

	Duration timeout() {
		return this.timeout;
	}

	// Buckets of an earlier generation may wait for what never comes.
	int generation() {
		return this.generation;
	}

	/**
	 * Run a command.
	 * @param <T> the type of the answer
	 * @param bucket the bucket
	 * @param command the command
	 * @return the answer, or the failure at once when the engine is not available; may
	 * take longer than the timeout
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
	 * Make the view of a bucket.
	 * @param manager has the buckets
	 * @param key its key
	 * @param configuration its configuration
	 * @param version replaces a configuration with a smaller version
	 * @return the bucket
	 */
	static AsyncBucketProxy proxy(ProxyManager<String> manager, String key, BucketConfiguration configuration,
			long version) {
		if (manager.isAsyncModeSupported()) {
			return manager.asAsync()
				.builder()
				.withOptimization(Optimizations.batching())
				.withImplicitConfigurationReplacement(version, TokensInheritanceStrategy.AS_IS)
				.build(key, () -> CompletableFuture.completedFuture(configuration));
		}
		return AsyncBucketProxyAdapter.fromSync(manager.builder()
			.withOptimization(Optimizations.batching())
			.withImplicitConfigurationReplacement(version, TokensInheritanceStrategy.AS_IS)
			.build(key, () -> configuration));
	}

	/**
	 * Note that a call got no answer.
	 * @param failure why
	 * @param since when the call asked, as {@link System#nanoTime()} tells it
	 */
	void failed(Throwable failure, long since) {
		boolean late = failure instanceof TimeoutException;
		// One that is late among others that are not says nothing of the engine.
		if (failure instanceof UnavailableException || (late && this.answeredAt - since > 0)) {
			return;
		}
		if (this.state.compareAndSet(State.AVAILABLE, State.UNAVAILABLE)) {
			logger.debug("Quotas are not shared for now", failure);
			schedule(() -> {
				this.failure = failure;
				if (!late) {
					tell();
				}
				look();
			}, 0);
		}
	}

	private void schedule(Runnable task, long millis) {
		try {
			this.looking.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Quotas are not shared any more: the application has stopped");
		}
	}

	// A write, because an engine that can only be read is of no use.
	private void look() {
		if (isAvailable() || this.closed) {
			return;
		}
		boolean first = this.manager == null;
		try {
			ProxyManager<String> manager = this.manager;
			if (manager == null) {
				manager = this.opening.get();
			}
			this.generation = this.generation + 1;
			CompletableFuture<?> answer = send(manager, this.probe, (bucket) -> bucket.tryConsume(1));
			answer.get(((first) ? FIRST_TIMEOUT : this.timeout).toNanos(), TimeUnit.NANOSECONDS);
			this.manager = manager;
			available();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException | LinkageError ex) {
			unavailable((ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	private void available() {
		State before = this.state.getAndSet(State.AVAILABLE);
		if (this.told || before == State.CONNECTING) {
			logger.info("Quotas are shared with other instances" + ((this.told) ? " again" : ""));
		}
		this.told = false;
		this.failure = null;
	}

	private void unavailable(Throwable failure) {
		this.state.set(State.UNAVAILABLE);
		this.failure = failure;
		tell();
		schedule(this::look, PAUSE_MILLIS);
	}

	// Once until it answers again, and not more than once in a minute where it fails now
	// and then.
	private void tell() {
		long now = System.nanoTime();
		if (this.told || now - this.toldAt < MINUTE || this.closed) {
			return;
		}
		this.told = true;
		this.toldAt = now;
		logger.warn(
				"Quotas are not shared with other instances: their engine {}. Until it answers again, this "
						+ "instance goes by what it knows itself, and no call fails because of that",
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
		this.looking.shutdownNow();
		this.blocking.shutdownNow();
	}

	/**
	 * What is known of the engine.
	 */
	private enum State {

		CONNECTING, AVAILABLE, UNAVAILABLE

	}

	/**
	 * The breaker is open. Made once, so it has no stack trace.
	 */
	static final class UnavailableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnavailableException() {
			super("The engine of shared quotas is not available", null, false, false);
		}

	}

}
