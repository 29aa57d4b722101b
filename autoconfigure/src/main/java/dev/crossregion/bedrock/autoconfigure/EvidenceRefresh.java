package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;
import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Renews evidence periodically on a daemon thread, withdraws routes that it no longer
 * admits, and reports routes that it admits again.
 */
final class EvidenceRefresh implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EvidenceRefresh.class);

	private final Runnable lookUp;

	private final RoutePlans plans;

	private final ApplicationEventPublisher events;

	private final RefreshSchedule schedule;

	private final Supplier<List<ControlPlaneFailure>> failures;

	private @Nullable ScheduledExecutorService scheduler;

	/**
	 * Create a refresh.
	 * @param lookUp renews the evidence
	 * @param failures what the last look-up could not read
	 * @param plans the plans that depend on it
	 * @param events where withdrawn routes are published
	 * @param schedule the delay until the next look-up
	 */
	EvidenceRefresh(Runnable lookUp, Supplier<List<ControlPlaneFailure>> failures, RoutePlans plans,
			ApplicationEventPublisher events, RefreshSchedule schedule) {
		this.lookUp = lookUp;
		this.failures = failures;
		this.plans = plans;
		this.events = events;
		this.schedule = schedule;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler != null) {
			return;
		}
		this.schedule.nextDelay(this.failures.get()).ifPresent((delay) -> {
			this.scheduler = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("bedrock-catalog-refresh-"));
			schedule(delay);
		});
	}

	private synchronized void schedule(Duration delay) {
		if (this.scheduler != null) {
			this.scheduler.schedule(this::refresh, Math.max(delay.toMillis(), 1), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
			this.scheduler = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	private void refresh() {
		try {
			this.lookUp.run();
			Map<String, List<Route>> withdrawn = withdrawn();
			// Refreshed even if nothing changed: plans show the age of their evidence.
			this.plans.refresh().forEach(this::withdraw);
			reportReturned(withdrawn);
		}
		catch (RuntimeException | Error ex) {
			// An exception would end the schedule, and evidence would age unnoticed.
			logger.warn("Evidence could not be renewed; the plans stay as they are", ex);
		}
		this.schedule.nextDelay(this.failures.get()).ifPresent(this::schedule);
	}

	private Map<String, List<Route>> withdrawn() {
		Map<String, List<Route>> withdrawn = new LinkedHashMap<>();
		this.plans.all().forEach((model, plan) -> withdrawn.put(model, this.plans.withdrawn(plan)));
		return withdrawn;
	}

	private void reportReturned(Map<String, List<Route>> before) {
		Map<String, List<Route>> now = withdrawn();
		before.forEach((model, routes) -> routes.stream()
			.filter((route) -> now.get(model).stream().noneMatch((left) -> left.key().equals(route.key())))
			.forEach((route) -> logger.info("Model '{}': route {} is admitted again", model, route)));
	}

	private void withdraw(String model, List<Route> routes) {
		Map<String, RoutePlan> now = this.plans.all();
		routes.forEach((route) -> {
			String reason = now.get(model).reasonAgainst(route);
			logger.warn("Model '{}': route {} is withdrawn: {}", model, route, reason);
			publish(new RouteWithdrawnEvent(model, route, reason));
		});
	}

	// A failing listener must not prevent the events of other routes.
	private void publish(RouteWithdrawnEvent event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener of RouteWithdrawnEvent failed for route {}; the route stays withdrawn",
					event.route(), ex);
		}
	}

}
