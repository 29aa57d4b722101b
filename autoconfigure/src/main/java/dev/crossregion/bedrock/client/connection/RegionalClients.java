package dev.crossregion.bedrock.client.connection;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * The SDK clients of every Region that is called, made when first asked for. They never
 * retry by themselves, whatever the environment says, and share one HTTP client each way
 * with {@link ClientSettings its pool and its timeouts}, those of the control plane one
 * without a pool. A call that finds the pool full fails after ten seconds beside the time
 * to connect. Whoever makes this object closes it; the clients are not to be closed one
 * by one. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RegionalClients implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegionalClients.class);

	/** As many as the SDK has at most for its answers; callers may block in both. */
	private static final int FAILOVER_THREADS = 64;

	private static final long IDLE_SECONDS = 10;

	private static final long TICK_SECONDS = 1;

	private final ClientSettings settings;

	private final @Nullable TrackedCredentials credentials;

	private final SourceRegionRetries retries;

	private final DispatchingTimers timers;

	private final ThreadPoolExecutor watchdogs;

	private final ThreadPoolExecutor failover;

	private final RegionalClientFactory factory;

	private final ConcurrentMap<RegionCode, BedrockRuntimeClient> runtimes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, BedrockRuntimeAsyncClient> asyncRuntimes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, BedrockClient> controlPlanes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, ServiceQuotasClient> serviceQuotas = new ConcurrentHashMap<>();

	private final Set<OpenCall> openCalls = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean ticking;

	private volatile boolean closed;

	/**
	 * Create clients that credentials authorize. Nothing is connected and no thread is
	 * started yet.
	 * @param settings how calls reach Amazon Bedrock
	 * @param credentials signs them in every Region
	 */
	public RegionalClients(ClientSettings settings, AwsCredentialsProvider credentials) {
		this(settings, ClientAccess.of(settings, credentials));
	}

	/**
	 * Create clients. Nothing is connected and no thread is started yet.
	 * @param settings how calls reach Amazon Bedrock; its endpoint does not count beside
	 * those of the access
	 * @param access who is called, and by whom
	 */
	public RegionalClients(ClientSettings settings, ClientAccess access) {
		this(settings, access, new TrackedCredentials(access.credentials()));
	}

	private RegionalClients(ClientSettings settings, ClientAccess access, TrackedCredentials credentials) {
		this(settings, (timers) -> new SdkClientFactory(settings, access.with(credentials), timers),
				new SourceRegionRetries(), credentials);
	}

	public RegionalClients(ClientSettings settings, Function<ScheduledExecutorService, RegionalClientFactory> factory) {
		this(settings, factory, new SourceRegionRetries(), null);
	}

	public RegionalClients(ClientSettings settings, Function<ScheduledExecutorService, RegionalClientFactory> factory,
			SourceRegionRetries retries, @Nullable TrackedCredentials credentials) {
		this.retries = retries;
		this.credentials = credentials;
		this.settings = settings;
		this.watchdogs = watchdogThreads();
		this.timers = new DispatchingTimers(threads("bedrock-timer-"), this.watchdogs);
		this.failover = failoverThreads();
		this.factory = factory.apply(this.timers);
	}

	// Without a queue and without a bound: whatever is due runs, however many tasks
	// before it block. There are never more than calls that have ended by their time.
	private static ThreadPoolExecutor watchdogThreads() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads("bedrock-watchdog-"));
	}

	// Not the common pool: signing may wait for credentials, and its threads see another
	// class loader than the application's.
	private static ThreadPoolExecutor failoverThreads() {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(FAILOVER_THREADS, FAILOVER_THREADS, IDLE_SECONDS,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads("bedrock-failover-"));
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * The client that calls models from a Region and blocks.
	 * @param region the source Region
	 * @return the client, the same one every time
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockRuntimeClient runtime(RegionCode region) {
		return client(this.runtimes, region, ticking(this.factory::runtime));
	}

	/**
	 * The client that calls models from a Region and does not block.
	 * @param region the source Region
	 * @return the client, the same one every time
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		return client(this.asyncRuntimes, region, ticking(this.factory::runtimeAsync));
	}

	// Whoever schedules what is due before everything else wakes a thread up. With this,
	// the deadline of a call, which is minutes away, is never that.
	private <C> Function<RegionCode, C> ticking(Function<RegionCode, C> factory) {
		return (region) -> {
			if (!this.ticking) {
				this.ticking = true;
				this.timers.scheduleWithFixedDelay(() -> {
				}, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
			}
			return factory.apply(region);
		};
	}

	/**
	 * The client that asks the control plane of a Region.
	 * @param region the Region
	 * @return the client, the same one every time
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockClient controlPlane(RegionCode region) {
		return client(this.controlPlanes, region, this.factory::controlPlane);
	}

	/**
	 * The client that asks Service Quotas of a Region.
	 * @param region the Region
	 * @return the client, the same one every time
	 * @throws IllegalStateException if this object is closed
	 */
	public ServiceQuotasClient serviceQuotas(RegionCode region) {
		return client(this.serviceQuotas, region, this.factory::serviceQuotas);
	}

	private <C> C client(ConcurrentMap<RegionCode, C> clients, RegionCode region, Function<RegionCode, C> factory) {
		C known = clients.get(region);
		if (known != null && !this.closed) {
			return known;
		}
		// A lock of its own: inside the map's, a virtual thread would hold its carrier.
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException(
						"The Bedrock clients are closed, and a call to " + region + " came after that");
			}
			C made = clients.get(region);
			if (made == null) {
				made = factory.apply(region);
				clients.put(region, made);
			}
			return made;
		}
		finally {
			this.lock.unlock();
		}
	}

	public ClientSettings settings() {
		return this.settings;
	}

	/**
	 * Runs what must not run on an event loop: the next attempt, whose signing may wait
	 * for credentials.
	 * @return the executor; it rejects tasks after the close
	 */
	public Executor failover() {
		return this.failover;
	}

	/**
	 * Timers whose tasks each run on a thread of their own, so that those that block keep
	 * no other waiting. Cancelled ones are forgotten at once.
	 * @return the timers; they reject tasks after the close
	 */
	public ScheduledExecutorService timers() {
		return this.timers;
	}

	/**
	 * The retries of calls along the same route.
	 * @return their backoff and their limits
	 */
	public SourceRegionRetries retries() {
		return this.retries;
	}

	/**
	 * Forget how many retries calls have used up, so that each source Region has all of
	 * them again.
	 */
	public void resetRetries() {
		this.retries.reset();
	}

	/**
	 * How often the credentials have changed.
	 * @return the number, which only grows
	 */
	public long credentialsVersion() {
		return (this.credentials != null) ? this.credentials.changes() : 0;
	}

	/**
	 * Ask for other credentials than those that were refused. May block.
	 * @param before the changes when the attempt began that was refused
	 * @return {@code true} if there are any
	 */
	public boolean renewCredentials(long before) {
		return this.credentials != null && this.credentials.renew(before);
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * What callers are told of a failure: the close of these clients breaks the calls
	 * that are under way in many ways, and callers see one; and a full pool is theirs to
	 * enlarge.
	 * @param failure what the SDK made of it, or these clients
	 * @return the failure, or what is behind it
	 */
	public Throwable reasonOf(Throwable failure) {
		if (this.closed) {
			return FailureClassifier.afterClose(failure);
		}
		return (FailureClassifier.isPoolFull(failure)) ? SdkClientException
			.create("All " + this.settings.maxConnections() + " connections were in use for too long; write a larger "
					+ "bedrock.cross-region.client.max-connections than " + this.settings.maxConnections(), failure)
				: failure;
	}

	/**
	 * Have a call failed when this object is closed, because the HTTP clients leave some
	 * calls hanging.
	 * @param failer fails the call; runs at most once, at once if this object is closed
	 * already
	 * @return to be closed when the call has ended
	 */
	public OpenCall register(Runnable failer) {
		OpenCall call = new OpenCall(failer);
		this.openCalls.add(call);
		if (this.closed) {
			call.fail();
		}
		return call;
	}

	/**
	 * Fail every open call once and close all clients. Takes milliseconds. Further
	 * invocations do nothing.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		this.openCalls.forEach(OpenCall::fail);
		closeAll(this.runtimes);
		closeAll(this.asyncRuntimes);
		closeAll(this.controlPlanes);
		quietly(this.factory);
		this.timers.shutdownNow();
		this.watchdogs.shutdown();
		// Calls wait for these to end; what runs now finds everything closed.
		this.failover.shutdownNow().forEach(Runnable::run);
	}

	private static void closeAll(Map<RegionCode, ? extends AutoCloseable> clients) {
		clients.values().forEach(RegionalClients::quietly);
	}

	// One client that does not close must not keep the others open.
	private static void quietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			logger.warn("{} failed to close", closeable.getClass().getName(), ex);
		}
	}

	/**
	 * A call that is under way.
	 */
	public final class OpenCall implements AutoCloseable {

		private final Runnable failer;

		private final AtomicBoolean over = new AtomicBoolean();

		private OpenCall(Runnable failer) {
			this.failer = failer;
		}

		private void fail() {
			if (this.over.compareAndSet(false, true)) {
				RegionalClients.this.openCalls.remove(this);
				try {
					this.failer.run();
				}
				catch (RuntimeException | Error ex) {
					logger.warn("A call that was open at the close could not be failed", ex);
				}
			}
		}

		@Override
		public void close() {
			this.over.set(true);
			RegionalClients.this.openCalls.remove(this);
		}

	}

}
