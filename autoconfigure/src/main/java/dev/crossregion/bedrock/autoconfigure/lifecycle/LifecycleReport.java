package dev.crossregion.bedrock.autoconfigure.lifecycle;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs at start, and after each refresh, models whose end of life is near; after a
 * refresh also those that have entered their Legacy period. Each is logged once.
 */
public final class LifecycleReport {

	private static final Logger logger = LoggerFactory.getLogger(LifecycleReport.class);

	private final LifecycleDetails details;

	private final Predicate<String> bound;

	private final Set<Stage> known = new HashSet<>();

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
	public synchronized void start(RoutePlans plans) {
		plans.all().values().forEach((plan) -> {
			if (this.details.isLegacy(plan)) {
				this.known.add(new Stage(plan.name(), "legacy", ""));
			}
		});
		refresh(plans);
	}

	/**
	 * Log what has changed.
	 * @param plans the plans
	 */
	public synchronized void refresh(RoutePlans plans) {
		if (!this.details.isSilent()) {
			plans.all().values().stream().filter((plan) -> this.bound.test(plan.name())).forEach(this::report);
		}
	}

	private void report(RoutePlan plan) {
		boolean entered = this.details.isLegacy(plan) && this.known.add(new Stage(plan.name(), "legacy", ""));
		boolean near = this.details.warning(plan).isPresent()
				&& this.known.add(new Stage(plan.name(), (this.details.hasEnded(plan)) ? "ended" : "near",
						String.valueOf(this.details.of(plan).get("endOfLife"))));
		if (entered || near) {
			plan.lifecycle()
				.earliest(plan.routes())
				.ifPresent((route) -> logger.warn("Model '{}': {}", plan.name(), this.details.text(plan, route)));
		}
	}

	/**
	 * What was logged.
	 *
	 * @param model the name of the model in the configuration
	 * @param stage the stage of its life
	 * @param endOfLife its end; another date is news
	 */
	private record Stage(String model, String stage, String endOfLife) {
	}

}
