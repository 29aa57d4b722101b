package dev.crossregion.bedrock.autoconfigure;

import java.util.List;

import dev.crossregion.bedrock.plan.PlanChange;
import dev.crossregion.bedrock.plan.PlanChange.Effect;
import dev.crossregion.bedrock.plan.RoutePlan;

/**
 * Published in the application context when renewed evidence changes the plan of a model,
 * and when its evidence has become too old. A withdrawn route gets no further request,
 * and health reports it as withdrawn. Published on the thread that renews evidence, after
 * the change has taken effect.
 *
 * @param before the plan until now
 * @param after the plan from now on
 * @param changes what changed, at least one
 * @since 0.1.0
 */
public record RoutePlanChangedEvent(RoutePlan before, RoutePlan after, List<PlanChange> changes) {

	/**
	 * Create an event.
	 */
	public RoutePlanChangedEvent {
		changes = List.copyOf(changes);
	}

	/**
	 * The name of the model in the configuration.
	 * @return the name
	 */
	public String model() {
		return this.after.name();
	}

	/**
	 * The changes that withdraw a route.
	 * @return the changes; empty if all routes that were admitted still are
	 */
	public List<PlanChange> withdrawals() {
		return this.changes.stream().filter((change) -> change.effect() == Effect.WITHDRAWN).toList();
	}

}
