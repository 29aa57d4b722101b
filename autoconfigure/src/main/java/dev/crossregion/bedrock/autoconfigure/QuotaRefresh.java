package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;
import dev.crossregion.bedrock.catalog.ServiceQuotasException;
import dev.crossregion.bedrock.catalog.ServiceQuotasSource;
import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.QuotaSource.Quotas;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Reads quotas from their source when the application has started and periodically after
 * that, on daemon threads. Where a read fails, the quotas read before stay in use.
 */
final class QuotaRefresh implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(QuotaRefresh.class);

	private static final String OPERATION = "QuotaSource";

	/** Bounds a source of the application that never answers. */
	private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(60);

	private final @Nullable QuotaSource source;

	private final RoutePlans plans;

	private final RouteStateRegistry states;

	private final RefreshSchedule schedule;

	private final QuotaReport report;

	private final Map<RegionCode, Quotas> quotasByRegion = new HashMap<>();

	private final Map<RegionCode, ControlPlaneFailure> failures = new TreeMap<>();

	private @Nullable ScheduledExecutorService scheduler;

	private @Nullable ExecutorService readers;

	/**
	 * Create a refresh.
	 * @param source where quotas are read, or {@code null} for nowhere
	 * @param plans the routes whose quotas are read
	 * @param states use the quotas that were read
	 * @param schedule the delay until quotas are read again
	 * @param report logs what was read
	 */
	QuotaRefresh(@Nullable QuotaSource source, RoutePlans plans, RouteStateRegistry states, RefreshSchedule schedule,
			QuotaReport report) {
		this.source = source;
		this.plans = plans;
		this.states = states;
		this.schedule = schedule;
		this.report = report;
	}

	@Override
	public synchronized void start() {
		if (this.source == null || this.scheduler != null || this.plans.all().isEmpty()) {
			return;
		}
		QuotaSource source = this.source;
		ExecutorService readers = Executors.newCachedThreadPool(new DaemonThreads("bedrock-quotas-"));
		ScheduledExecutorService scheduler = Executors
			.newSingleThreadScheduledExecutor(new DaemonThreads("bedrock-quota-refresh-"));
		this.readers = readers;
		this.scheduler = scheduler;
		scheduler.execute(() -> refresh(source, readers, scheduler));
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null && this.readers != null) {
			this.scheduler.shutdownNow();
			this.readers.shutdownNow();
			this.scheduler = null;
			this.readers = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	private void refresh(QuotaSource source, ExecutorService readers, ScheduledExecutorService scheduler) {
		List<ControlPlaneFailure> failed = List.of();
		try {
			failed = read(source, readers);
		}
		catch (RuntimeException | Error ex) {
			// An exception would end the schedule, and numbers would age unnoticed.
			if (!scheduler.isShutdown()) {
				logger.warn("Quotas could not be read; those read before stay in use", ex);
			}
		}
		this.schedule.nextDelay(failed).ifPresent((delay) -> {
			try {
				scheduler.schedule(() -> refresh(source, readers, scheduler), Math.max(delay.toMillis(), 1),
						TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Quotas are not read any more: the application has stopped");
			}
		});
	}

	private List<ControlPlaneFailure> read(QuotaSource source, ExecutorService readers) {
		Map<RegionCode, Map<Route.Key, Route>> routes = new TreeMap<>();
		this.plans.all()
			.values()
			.stream()
			.flatMap((plan) -> plan.routes().stream())
			.forEach((route) -> routes.computeIfAbsent(route.sourceRegion(), (region) -> new LinkedHashMap<>())
				.putIfAbsent(route.key(), route));
		List<ControlPlaneFailure> failed = new CopyOnWriteArrayList<>();
		CompletableFuture
			.allOf(routes.entrySet()
				.stream()
				.map((planned) -> CompletableFuture
					.supplyAsync(() -> source.read(planned.getKey(), List.copyOf(planned.getValue().values())), readers)
					.orTimeout(SOURCE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
					.handleAsync((quotas, failure) -> onRead(planned.getKey(), quotas, failure), readers)
					.thenAccept((failure) -> failure.ifPresent(failed::add)))
				.toArray(CompletableFuture<?>[]::new))
			.join();
		return failed;
	}

	// The quotas of a source Region are used as soon as they are read.
	private Optional<ControlPlaneFailure> onRead(RegionCode region, @Nullable Quotas quotas,
			@Nullable Throwable error) {
		synchronized (this.quotasByRegion) {
			if (quotas == null) {
				ControlPlaneFailure failure = failure(region,
						(error instanceof CompletionException) ? error.getCause() : error);
				warn(failure);
				this.report.write(this.plans, this.states, region);
				return Optional.of(failure);
			}
			this.quotasByRegion.put(region, quotas);
			this.failures.remove(region);
			this.states.useQuotas(new QuotasBySourceRegion(Map.copyOf(this.quotasByRegion)));
			this.report.write(this.plans, this.states, region);
			return Optional.empty();
		}
	}

	private static ControlPlaneFailure failure(RegionCode region, @Nullable Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		if (cause instanceof ServiceQuotasException failed) {
			return failed.getFailure();
		}
		if (cause == null) {
			return new ControlPlaneFailure(region, ControlPlaneFailure.Kind.NONSENSE, OPERATION, "no answer",
					"it answered null");
		}
		boolean timedOut = cause instanceof TimeoutException;
		return new ControlPlaneFailure(region,
				(timedOut) ? ControlPlaneFailure.Kind.TIMED_OUT : ControlPlaneFailure.Kind.UNREACHABLE, OPERATION,
				(timedOut) ? "timed out" : "the source of quotas failed", String.valueOf(cause));
	}

	// Logged once for each cause, because retries follow within seconds.
	private void warn(ControlPlaneFailure failure) {
		ControlPlaneFailure before = this.failures.put(failure.sourceRegion(), failure);
		if (before != null && before.kind() == failure.kind()) {
			return;
		}
		String consequence = (this.quotasByRegion.containsKey(failure.sourceRegion())) ? "what was read before stays"
				: "what is not declared is learned from throttles";
		if (failure.kind() == ControlPlaneFailure.Kind.DENIED) {
			logger.warn(
					"Quotas of {} could not be read, and {}: the permission servicequotas:ListServiceQuotas is "
							+ "missing. Allow it with the IAM statement {} ({})",
					failure.sourceRegion(), consequence, ServiceQuotasSource.IAM_STATEMENT,
					DisplayText.line(failure.message()));
		}
		else {
			logger.warn("Quotas of {} could not be read, and {}: {} ({})", failure.sourceRegion(), consequence,
					DisplayText.line(failure.message()), failure.kind().value());
		}
	}

	/**
	 * The quotas read last, by source Region.
	 *
	 * @param regions the quotas by source Region
	 */
	private record QuotasBySourceRegion(Map<RegionCode, Quotas> regions) implements Quotas {

		@Override
		public RouteQuota of(Route route) {
			Quotas quotas = this.regions.get(route.sourceRegion());
			if (quotas == null) {
				return RouteQuota.LEARNED;
			}
			try {
				RouteQuota quota = quotas.of(route);
				return (quota != null) ? quota : RouteQuota.LEARNED;
			}
			catch (RuntimeException ex) {
				logger.warn("The quota source failed when it was asked for {}; its quota is learned", route, ex);
				return RouteQuota.LEARNED;
			}
		}

	}

}
