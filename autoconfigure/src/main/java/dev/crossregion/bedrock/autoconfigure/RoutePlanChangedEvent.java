package dev.crossregion.bedrock.autoconfigure;

import java.util.List;

import dev.crossregion.bedrock.plan.LifecycleChange;
import dev.crossregion.bedrock.plan.PlanChange;
import dev.crossregion.bedrock.plan.PlanChange.Effect;
import dev.crossregion.bedrock.plan.RoutePlan;

/**
 * Published in the application context when renewed evidence changes the plan of a model,
 * when its evidence has become too old, and when its life cycle changes. A withdrawn
 * route gets no further request, and health reports it as withdrawn; a life cycle
 * withdraws nothing. Published on the thread that renews evidence, after the change has
 * taken effect.
 *
 * @param before the plan until now
 * @param after the plan from now on
 * @param changes what changed about routes and profiles; empty if only life cycles did
 * @param lifecycles what changed about life cycles of models; empty if nothing did
 * @since 0.1.0
 */
public record RoutePlanChangedEvent(RoutePlan before, RoutePlan after, List<PlanChange> changes,
		List<LifecycleChange> lifecycles) {

	/**
	 * Create an event.
	 */
	public RoutePlanChangedEvent {
		changes = List.copyOf(changes);
		lifecycles = List.copyOf(lifecycles);
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
