package dev.crossregion.bedrock.client.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
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
 * Creates and closes the SDK clients of all source Regions, each when it is first used.
 * The clients never retry, whatever the environment configures. All runtime clients share
 * one blocking and one asynchronous HTTP client with {@link ClientSettings their pool and
 * timeouts}; clients of the control plane use an HTTP client without a pool. A call that
 * gets no connection from the pool within ten seconds and the connect timeout fails. The
 * creator of this object closes it, and nothing else closes single clients. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RegionalClients implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegionalClients.class);

	private final ClientSettings settings;

	private final @Nullable TrackedCredentials credentials;

	private final SourceRegionRetries retries;

	private final CallExecutors executors = new CallExecutors();

	private final OpenCalls openCalls = new OpenCalls();

	private final RegionalClientFactory factory;

	private final ConcurrentMap<RegionCode, BedrockRuntimeClient> runtimes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, BedrockRuntimeAsyncClient> asyncRuntimes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, BedrockClient> controlPlanes = new ConcurrentHashMap<>();

	private final ConcurrentMap<RegionCode, ServiceQuotasClient> serviceQuotas = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean closed;

	/**
	 * Create clients whose calls are signed with credentials. Opens no connection and
	 * starts no thread.
	 * @param settings how calls reach Amazon Bedrock
	 * @param credentials the credentials for all Regions
	 */
	public RegionalClients(ClientSettings settings, AwsCredentialsProvider credentials) {
		this(settings, ClientAccess.of(settings, credentials));
	}

	/**
	 * Create clients. Opens no connection and starts no thread.
	 * @param settings how calls reach Amazon Bedrock; its endpoint is not used
	 * @param access the endpoints, the credentials and the HTTP client customizers
	 */
	public RegionalClients(ClientSettings settings, ClientAccess access) {
		this(settings, access, new TrackedCredentials(access.credentials()));
	}

	private RegionalClients(ClientSettings settings, ClientAccess access, TrackedCredentials credentials) {
		this(settings, (timers) -> new SdkClientFactory(settings, access.with(credentials), timers),
				new SourceRegionRetries(), credentials);
	}

	/**
	 * Create clients by a factory.
	 * @param settings how calls reach Amazon Bedrock
	 * @param factory creates the factory of the clients, with the timers of this object
	 */
	public RegionalClients(ClientSettings settings, Function<ScheduledExecutorService, RegionalClientFactory> factory) {
		this(settings, factory, new SourceRegionRetries(), null);
	}

	/**
	 * Create clients by a factory, with retries of their own.
	 * @param settings how calls reach Amazon Bedrock
	 * @param factory creates the factory of the clients, with the timers of this object
	 * @param retries the retries of calls on the same route
	 * @param credentials the credentials, or {@code null} if they are not tracked
	 */
	public RegionalClients(ClientSettings settings, Function<ScheduledExecutorService, RegionalClientFactory> factory,
			SourceRegionRetries retries, @Nullable TrackedCredentials credentials) {
		this.retries = retries;
		this.credentials = credentials;
		this.settings = settings;
		this.factory = factory.apply(this.executors.timers());
	}

	/**
	 * The blocking runtime client of a source Region.
	 * @param region the source Region
	 * @return the client; the same one with each invocation
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockRuntimeClient runtime(RegionCode region) {
		return client(this.runtimes, region, this.factory::runtime);
	}

	/**
	 * The asynchronous runtime client of a source Region.
	 * @param region the source Region
	 * @return the client; the same one with each invocation
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		return client(this.asyncRuntimes, region, this.factory::runtimeAsync);
	}

	/**
	 * The control plane client of a source Region.
	 * @param region the source Region
	 * @return the client; the same one with each invocation
	 * @throws IllegalStateException if this object is closed
	 */
	public BedrockClient controlPlane(RegionCode region) {
		return client(this.controlPlanes, region, this.factory::controlPlane);
	}

	/**
	 * The Service Quotas client of a source Region.
	 * @param region the source Region
	 * @return the client; the same one with each invocation
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
		// Not computeIfAbsent: its monitor would pin the carrier of a virtual thread.
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

	/**
	 * The settings of all clients.
	 * @return the settings
	 */
	public ClientSettings settings() {
		return this.settings;
	}

	/**
	 * The failover threads, on which asynchronous calls continue: their next attempt may
	 * block on credentials, and an event loop must not block.
	 * @return the executor; rejects tasks after the close
	 */
	public Executor failover() {
		return this.executors.failover();
	}

	/**
	 * The timers of calls. Each task runs on a thread of its own, so that a task that
	 * blocks delays no other one. Cancelled tasks are removed at once.
	 * @return the timers; reject tasks after the close
	 */
	public ScheduledExecutorService timers() {
		return this.executors.timers();
	}

	/**
	 * The retries of calls on the same route.
	 * @return the retries
	 */
	public SourceRegionRetries retries() {
		return this.retries;
	}

	/**
	 * Refill the retry token buckets of all source Regions.
	 */
	public void resetRetries() {
		this.retries.reset();
	}

	/**
	 * The version of the credentials, which grows with each change.
	 * @return the version
	 */
	public long credentialsVersion() {
		return (this.credentials != null) ? this.credentials.version() : 0;
	}

	/**
	 * Resolve the credentials again after they were refused. May block.
	 * @param failedVersion the version of the credentials that were refused
	 * @return {@code true} if there are newer credentials
	 */
	public boolean renewCredentials(long failedVersion) {
		return this.credentials != null && this.credentials.renew(failedVersion);
	}

	/**
	 * Whether these clients are closed.
	 * @return {@code true} from the begin of the close
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Explain a failure that these clients have caused. Their close breaks open calls in
	 * many ways, all of which become the same failure; the failure of a full connection
	 * pool names the property of its size.
	 * @param failure the failure of an attempt
	 * @return the explained failure, or the same one
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
	 * Register a call, which fails when this object is closed: the HTTP clients of the
	 * SDK would never end some calls.
	 * @param failer fails the call; runs at most once, and at once if this object is
	 * closed already
	 * @return the call, to be closed when it has ended
	 */
	public OpenCall register(Runnable failer) {
		return this.openCalls.register(failer);
	}

	/**
	 * Fail every open call and close all clients, within milliseconds. Further
	 * invocations have no effect.
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
		this.openCalls.failAll();
		closeAll(this.runtimes);
		closeAll(this.asyncRuntimes);
		closeAll(this.controlPlanes);
		quietly(this.factory);
		this.executors.close();
	}

	private static void closeAll(Map<RegionCode, ? extends AutoCloseable> clients) {
		clients.values().forEach(RegionalClients::quietly);
	}

	// A client that fails to close must not keep the others open.
	private static void quietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			logger.warn("{} failed to close", closeable.getClass().getName(), ex);
		}
	}

}
