package dev.crossregion.bedrock.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the route of the next attempt. Free of side effects: it does no I/O and reads
 * no clock, and the same inputs give the same choice.
 */
final class RouteSelector {

	/**
	 * The delay of a route that earlier calls are queued for. When it will have room for
	 * this call cannot be estimated; the queue wakes the call.
	 */
	private static final long DELAY_BEHIND_OTHERS = 60_000_000_000L;

	private final boolean spread;

	private final long now;

	private int best = -1;

	private double bestHeadroom = Double.NEGATIVE_INFINITY;

	private long shortestDelay = Long.MAX_VALUE;

	private long untilProbe = Long.MAX_VALUE;

	private int faulty = -1;

	private int dailyQuotaExhausted = -1;

	private int denied = -1;

	private RouteSelector(RoutePlan plan, long now) {
		this.spread = plan.declaration().settings().strategy() == RoutingStrategy.SPREAD;
		this.now = now;
	}

	/**
	 * Choose a route. The order of preference is: a route with room; a recently throttled
	 * route with room; waiting, while a route merely lacks room; a faulty route before
	 * its circuit breaker allows a probe; one whose daily quota is exhausted; a denied
	 * one, because an attempt that may fail is better than a certain failure.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed; only a route
	 * whose quota refills is tried again
	 * @param awaited routes that other calls wait for: they count as having no room
	 * @param states the states of the routes of the plan, in their order
	 * @param size how large the request is
	 * @param needs what the call needs beside the model
	 * @param now the time in nanoseconds
	 * @return the decision
	 */
	static Decision decide(RoutePlan plan, Map<Route.Key, FailureKind> used, Set<Route.Key> awaited,
			RouteState[] states, RequestSize size, CallNeeds needs, long now) {
		RouteSelector selector = new RouteSelector(plan, now);
		List<Route> routes = plan.routes();
		for (int i = 0; i < states.length; i++) {
			Route route = routes.get(i);
			FailureKind failure = (used.isEmpty()) ? null : used.get(route.key());
			if (failure != null && !failure.refills()) {
				continue;
			}
			RouteState state = states[i];
			boolean behindOthers = !awaited.isEmpty() && awaited.contains(route.key());
			RequestSize sent = size.withMaximumOf(route.accounting().maxOutputTokens());
			long delay = (behindOthers) ? DELAY_BEHIND_OTHERS : state.quota().delay(state.quota().estimate(sent), now);
			boolean needDenied = state.denials().isDenied(needs, now);
			if (needDenied || (state.health().isSuspended() && !state.health().allowsProbe(now))) {
				selector.considerSuspended(i, state.health(), needDenied, delay, failure);
			}
			else if (selector.considerUsable(i, state, delay)) {
				return new Decision(i, 0);
			}
		}
		return selector.decision();
	}

	// Returns true if the route is to be used, whatever the other routes are.
	private boolean considerUsable(int route, RouteState state, long delay) {
		if (delay > 0) {
			this.shortestDelay = Math.min(this.shortestDelay, delay);
			return false;
		}
		boolean uncertain = state.isQuotaUncertain(this.now);
		if (!this.spread && !uncertain) {
			return true;
		}
		// At most 1, and more than 0 where there is room, so that an uncertain route
		// comes after all others.
		double headroom = state.quota().headroom(this.now) - ((uncertain) ? 1 : 0);
		if (headroom > this.bestHeadroom) {
			this.best = route;
			this.bestHeadroom = headroom;
		}
		return false;
	}

	private void considerSuspended(int route, RouteHealth health, boolean needDenied, long delay,
			@Nullable FailureKind failure) {
		if (health.isSuspended()) {
			this.untilProbe = Math.min(this.untilProbe, health.probeAllowedAt() - this.now);
		}
		if (failure != null) {
			return;
		}
		if (delay > 0) {
			this.shortestDelay = Math.min(this.shortestDelay, delay);
		}
		else if (needDenied || health.denied() != null) {
			this.denied = (this.denied < 0) ? route : this.denied;
		}
		else if (health.dailyQuotaExhausted() != null) {
			this.dailyQuotaExhausted = (this.dailyQuotaExhausted < 0) ? route : this.dailyQuotaExhausted;
		}
		else {
			this.faulty = (this.faulty < 0) ? route : this.faulty;
		}
	}

	private Decision decision() {
		boolean roomLater = this.shortestDelay != Long.MAX_VALUE;
		int chosen = (this.best >= 0 || roomLater) ? this.best : lastResort();
		if (chosen >= 0) {
			return new Decision(chosen, 0);
		}
		return (roomLater) ? new Decision(-1, Math.min(this.shortestDelay, this.untilProbe)) : Decision.EXHAUSTED;
	}

	private int lastResort() {
		if (this.faulty >= 0) {
			return this.faulty;
		}
		return (this.dailyQuotaExhausted >= 0) ? this.dailyQuotaExhausted : this.denied;
	}

	/**
	 * The decision.
	 *
	 * @param route the index of the chosen route in its plan, or -1
	 * @param delay how long until there may be room, in nanoseconds, or -1 when the call
	 * has used up every route
	 */
	record Decision(int route, long delay) {

		static final Decision EXHAUSTED = new Decision(-1, -1);

	}

}
