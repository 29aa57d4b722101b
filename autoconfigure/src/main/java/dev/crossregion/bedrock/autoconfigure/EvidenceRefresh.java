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
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Renews evidence on a daemon thread of its own, never on that of a request, and
 * withdraws the routes that it does not admit any more.
 */
final class EvidenceRefresh implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EvidenceRefresh.class);

	private final Runnable look;

	private final RoutePlans plans;

	private final ApplicationEventPublisher events;

	private final RefreshPauses pauses;

	private final Supplier<List<ControlPlaneFailure>> failures;

	private @Nullable ScheduledExecutorService scheduler;

	/**
	 * Create a refresh.
	 * @param look renews the evidence
	 * @param failures what the last look could not read
	 * @param plans the plans that depend on it
	 * @param events where withdrawn routes are published
	 * @param pauses how long until the next look
	 */
	EvidenceRefresh(Runnable look, Supplier<List<ControlPlaneFailure>> failures, RoutePlans plans,
			ApplicationEventPublisher events, RefreshPauses pauses) {
		this.look = look;
		this.failures = failures;
		this.plans = plans;
		this.events = events;
		this.pauses = pauses;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler != null) {
			return;
		}
		this.pauses.next(this.failures.get()).ifPresent((pause) -> {
			this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "bedrock-catalog-refresh");
				thread.setDaemon(true);
				return thread;
			});
			schedule(pause);
		});
	}

	private synchronized void schedule(Duration pause) {
		if (this.scheduler != null) {
			this.scheduler.schedule(this::refresh, Math.max(pause.toMillis(), 1), TimeUnit.MILLISECONDS);
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
			this.look.run();
			Map<String, List<Route>> withdrawn = withdrawn();
			// Evidence that says the same as before is younger, and plans show its age.
			this.plans.refresh().forEach(this::withdraw);
			reportReturned(withdrawn);
		}
		catch (RuntimeException | Error ex) {
			// What is thrown would end this, and evidence would age unseen.
			logger.warn("Evidence could not be renewed; the plans stay as they are", ex);
		}
		this.pauses.next(this.failures.get()).ifPresent(this::schedule);
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

	// A listener that fails keeps no other from hearing of other routes.
	private void publish(RouteWithdrawnEvent event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener failed when it was told that route {} is withdrawn; it stays withdrawn",
					event.route(), ex);
		}
	}

}
