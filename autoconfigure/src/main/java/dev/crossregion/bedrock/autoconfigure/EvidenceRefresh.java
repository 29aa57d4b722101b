package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleReport;
import dev.crossregion.bedrock.catalog.ControlPlaneFailure;
import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.plan.PlanChange;
import dev.crossregion.bedrock.plan.PlanChanges;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Renews evidence periodically on a daemon thread, withdraws routes that it no longer
 * admits, and reports every change of a plan: when evidence was renewed, and when it has
 * become too old.
 */
final class EvidenceRefresh implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EvidenceRefresh.class);

	private final Runnable lookUp;

	private final RoutePlans plans;

	private final LifecycleReport lifecycles;

	private final ApplicationEventPublisher events;

	private final RefreshSchedule schedule;

	private final Supplier<List<ControlPlaneFailure>> failures;

	/** The plans as they were reported last. Used on the thread of the scheduler. */
	private Map<String, RoutePlan> reported;

	/** The day of the last report. Used on the thread of the scheduler. */
	private LocalDate reportedOn;

	private @Nullable ScheduledExecutorService scheduler;

	private @Nullable ScheduledFuture<?> expiry;

	/**
	 * Create a refresh.
	 * @param lookUp renews the evidence
	 * @param failures what the last look-up could not read
	 * @param plans the plans that depend on it
	 * @param lifecycles logs what changes in the life cycles of models
	 * @param events where changes of plans are published
	 * @param schedule the delay until the next look-up
	 */
	EvidenceRefresh(Runnable lookUp, Supplier<List<ControlPlaneFailure>> failures, RoutePlans plans,
			LifecycleReport lifecycles, ApplicationEventPublisher events, RefreshSchedule schedule) {
		this.lookUp = lookUp;
		this.failures = failures;
		this.plans = plans;
		this.lifecycles = lifecycles;
		this.events = events;
		this.schedule = schedule;
		this.reported = plans.all();
		this.reportedOn = lifecycles.today();
	}

	@Override
	public synchronized void start() {
		if (this.scheduler != null) {
			return;
		}
		this.schedule.nextDelay(this.failures.get()).ifPresent((delay) -> {
			this.scheduler = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("bedrock-catalog-refresh-"));
			schedule(delay);
			scheduleExpiry();
		});
	}

	private synchronized void schedule(Duration delay) {
		if (this.scheduler != null) {
			this.scheduler.schedule(this::refresh, Math.max(delay.toMillis(), 1), TimeUnit.MILLISECONDS);
		}
	}

	// A look-up may fail, or not end, so that evidence becomes too old between two of
	// them.
	private synchronized void scheduleExpiry() {
		if (this.expiry != null) {
			this.expiry.cancel(false);
			this.expiry = null;
		}
		this.plans.untilTooOld().ifPresent((delay) -> {
			if (this.scheduler != null) {
				this.expiry = this.scheduler.schedule(this::expire, Math.max(delay.toMillis(), 1),
						TimeUnit.MILLISECONDS);
			}
		});
	}

	private void expire() {
		report();
		scheduleExpiry();
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
			// Refreshed even if nothing changed: plans show the age of their evidence.
			this.plans.refresh();
			report();
		}
		catch (RuntimeException | Error ex) {
			// An exception would end the schedule, and evidence would age unnoticed.
			logger.warn("Evidence could not be renewed; the plans stay as they are", ex);
		}
		scheduleExpiry();
		this.schedule.nextDelay(this.failures.get()).ifPresent(this::schedule);
	}

	private void report() {
		Map<String, RoutePlan> before = this.reported;
		LocalDate then = this.reportedOn;
		Map<String, RoutePlan> after = this.plans.all();
		LocalDate now = this.lifecycles.today();
		this.reported = after;
		this.reportedOn = now;
		after.forEach((model, plan) -> {
			RoutePlan earlier = before.get(model);
			report(new RoutePlanChangedEvent(earlier, plan, PlanChanges.between(earlier, plan),
					PlanChanges.lifecycles(earlier, then, plan, now)));
		});
	}

	private void report(RoutePlanChangedEvent event) {
		event.changes().forEach((change) -> log(event.model(), change));
		this.lifecycles.refresh(event.after(), event.lifecycles());
		if (!event.changes().isEmpty() || !event.lifecycles().isEmpty()) {
			publish(event);
		}
	}

	private static void log(String model, PlanChange change) {
		String route = DisplayText.line(change.route().modelId() + " from " + change.route().sourceRegion());
		String what = DisplayText.line(change.describe());
		String reason = (change.refusal() != null) ? "; " + DisplayText.line(change.refusal().describe()) : "";
		switch (change.effect()) {
			case WITHDRAWN -> logger.warn("Model '{}': route {} is withdrawn: {}{}", model, route, what, reason);
			case STILL_ADMITTED -> logger.warn("Model '{}': route {} is still admitted: {}", model, route, what);
			case ADMITTED -> logger.info("Model '{}': route {} is admitted again: {}", model, route, what);
			case NOT_ADMITTED ->
				logger.info("Model '{}': route {} is still not admitted: {}{}", model, route, what, reason);
			case NOT_USED -> logger.info("Model '{}': {}, which no route uses, has changed: {}", model, route, what);
		}
	}

	// A failing listener must not prevent the events of other models.
	private void publish(RoutePlanChangedEvent event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener of RoutePlanChangedEvent failed for model '{}'; its plan is as it was reported",
					event.model(), ex);
		}
	}

}
