package dev.crossregion.bedrock.autoconfigure.lifecycle;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import dev.crossregion.bedrock.plan.LifecycleChange;
import dev.crossregion.bedrock.plan.PlanLifecycle;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs at start, and after each refresh, models whose end of life is near; after a
 * refresh also each change of a life cycle. A change that says that an end is near is not
 * followed by a second line about it, and an end that is near is logged once.
 */
public final class LifecycleReport {

	private static final Logger logger = LoggerFactory.getLogger(LifecycleReport.class);

	private final LifecycleDetails details;

	private final Predicate<String> bound;

	private final Set<Near> known = new HashSet<>();

	/**
	 * Create a report.
	 * @param details describe life cycles
	 * @param bound whether a bean is bound to the plan of a model
	 */
	public LifecycleReport(LifecycleDetails details, Predicate<String> bound) {
		this.details = details;
		this.bound = bound;
	}

	/**
	 * Log the ends that are near at start. A Legacy period is no news at start.
	 * @param plans the plans
	 */
	public void start(RoutePlans plans) {
		plans.all().values().forEach((plan) -> refresh(plan, List.of()));
	}

	/**
	 * Log what has changed about the life cycles of a plan.
	 * @param plan the plan
	 * @param changes the changes since the last report
	 */
	public synchronized void refresh(RoutePlan plan, List<LifecycleChange> changes) {
		if (!this.bound.test(plan.name())) {
			return;
		}
		Set<PlanLifecycle.Key> described = new HashSet<>();
		changes.forEach((change) -> {
			PlanLifecycle.Key key = new PlanLifecycle.Key(change.sourceRegion(), change.model());
			described.add(key);
			boolean warn = change.after().isEnding() && !this.details.isSilent();
			logger.atLevel((warn) ? Level.WARN : Level.INFO)
				.log("Model '{}': {}; {}", plan.name(), change.describe(), this.details.text(plan, key));
		});
		this.details.near(plan).ifPresent((key) -> {
			LocalDate endOfLife = plan.lifecycle().of(key).dates().endOfLife();
			if (this.known.add(new Near(plan.name(), endOfLife)) && !described.contains(key)) {
				logger.warn("Model '{}': {}", plan.name(), this.details.text(plan, key));
			}
		});
	}

	/**
	 * The day by which changes are to be found.
	 * @return the day in UTC
	 */
	public LocalDate today() {
		return this.details.today();
	}

	/**
	 * An end that was logged as near.
	 *
	 * @param model the name of the model in the configuration
	 * @param endOfLife its end; another date is news
	 */
	private record Near(String model, @Nullable LocalDate endOfLife) {
	}

}
