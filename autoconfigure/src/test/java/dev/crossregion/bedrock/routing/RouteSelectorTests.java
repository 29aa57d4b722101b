package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteSelector}.
 */
class RouteSelectorTests {

	private static final long SECOND = 1_000_000_000;

	private static final RequestSize SIZE = new RequestSize(400, 900);

	private final RoutePlan plan = RouteStateRegistryTests.plan(DeclaredQuota.NONE, "us-east-1", "eu-central-1",
			"eu-west-1");

	@Test
	void walksTheRoutesInOrderAndEachOnce() {
		Map<Route.Key, FailureKind> used = new HashMap<>();
		List<Route> routes = this.plan.routes();
		for (int i = 0; i < routes.size(); i++) {
			assertThat(decide(this.plan, used, unused(3)).route()).isEqualTo(i);
			used.put(routes.get(i).key(), FailureKind.FAULTY);
		}
		assertThat(routes).extracting(Route::sourceRegion)
			.containsExactly(RoutingFixtures.region("us-east-1"), RoutingFixtures.region("eu-central-1"),
					RoutingFixtures.region("eu-west-1"));
		assertThat(decide(this.plan, used, unused(3))).isEqualTo(RouteSelector.Decision.EXHAUSTED);
	}

	@Test
	void leavesOutWhatWasTriedInAnyOrder() {
		Map<Route.Key, FailureKind> used = Map.of(this.plan.routes().get(1).key(), FailureKind.TIMEOUT,
				this.plan.routes().get(0).key(), FailureKind.DENIED);
		assertThat(decide(this.plan, used, unused(3)).route()).isEqualTo(2);
	}

	@Test
	void waitsForRoomOrForAProbeWhicheverIsSooner() {
		for (long taken : new long[] { 59_200, 60_000 }) {
			RouteState[] states = declared(3, 60_000);
			for (int i = 0; i < states.length; i++) {
				states[i] = states[i].reserve(taken, 0);
			}
			for (int i = 0; i < 3; i++) {
				states[1] = states[1].end(RouteFailure.of(FailureKind.UNAVAILABLE, "it failed"), CallNeeds.NONE, 0);
			}
			long room = states[0].quota().delay(states[0].quota().estimate(SIZE), 0);
			long probe = states[1].health().probeAllowedAt();
			assertThat(room).as("%s tokens are taken", taken).isNotEqualTo(probe).isPositive();
			RouteSelector.Decision decision = decide(this.plan, states, 0);
			assertThat(decision.route()).isNegative();
			assertThat(decision.delay()).isEqualTo(Math.min(room, probe));
			assertThat(room < probe).as("both happen").isEqualTo(taken < 60_000);
		}
	}

	@Test
	void spreadsByWhatIsLeft() {
		RoutePlan spread = spread();
		RouteState[] states = declared(3, 60_000);
		assertThat(decide(spread, Map.of(), states).route()).as("all the same: the order").isZero();
		states[0] = states[0].reserve(2_000, 0);
		states[1] = states[1].reserve(1_000, 0);
		states[2] = states[2].reserve(3_000, 0);
		assertThat(decide(spread, Map.of(), states).route()).isEqualTo(1);
		assertThat(decide(this.plan, Map.of(), states).route()).isZero();
	}

	@Test
	void spreadsOverRoutesOfWhichNothingIsKnown() {
		RoutePlan spread = spread();
		RouteState[] states = unused(3);
		int[] chosen = new int[3];
		for (int i = 0; i < 30; i++) {
			int route = decide(spread, Map.of(), states).route();
			chosen[route]++;
			states[route] = states[route].reserve(1_000, 0);
		}
		assertThat(chosen).containsExactly(10, 10, 10);
	}

	@Test
	void leavesARouteAloneThatWasThrottledLatelyWhileAnotherHasRoom() {
		RouteState[] states = { throttled(RouteState.unused(0)), RouteState.unused(0), exhausted(600) };
		for (RoutePlan plan : List.of(this.plan, spread())) {
			assertThat(decide(plan, states, 2 * SECOND).route()).isEqualTo(1);
		}
		assertThat(decide(this.plan, states, 6 * SECOND).route()).as("five seconds after its refusal").isZero();
		states[1] = exhausted(60_000);
		assertThat(decide(this.plan, states, SECOND / 2).route()).as("when no other has room").isZero();
	}

	@Test
	void amongRoutesThatWereThrottledLatelyTakesTheOneOfWhichMostIsLeft() {
		RouteState[] states = { throttled(RouteState.unused(0)), throttled(RouteState.unused(0)), exhausted(600) };
		states[0] = states[0].reserve(100, 2 * SECOND);
		assertThat(decide(this.plan, states, 2 * SECOND).route()).isEqualTo(1);
	}

	@Test
	void whoeverDeclaresAQuotaIsBelieved() {
		RouteState[] states = { throttled(declared(600_000)), RouteState.unused(0), RouteState.unused(0) };
		assertThat(decide(this.plan, states, 2 * SECOND).route()).isZero();
	}

	@Test
	void waitsForTheFirstOneThatWillHaveRoom() {
		RouteState[] states = { exhausted(6_000), exhausted(60_000), exhausted(600) };
		RouteSelector.Decision decision = decide(this.plan, Map.of(), states);
		assertThat(decision.route()).isNegative();
		assertThat(Duration.ofNanos(decision.delay())).isBetween(Duration.ofMillis(950), Duration.ofSeconds(1));
	}

	private RoutePlan spread() {
		ModelDeclaration declaration = this.plan.declaration();
		return new RoutePlan(
				new ModelDeclaration(declaration.name(), declaration.model(), declaration.routes(),
						declaration.residency(),
						new RoutingSettings(RoutingStrategy.SPREAD, Duration.ofMinutes(1), Duration.ofSeconds(5))),
				this.plan.model(), this.plan.routes());
	}

	private static RouteSelector.Decision decide(RoutePlan plan, Map<Route.Key, FailureKind> used,
			RouteState[] states) {
		return decide(plan, used, states, 0);
	}

	private static RouteSelector.Decision decide(RoutePlan plan, RouteState[] states, long now) {
		return decide(plan, Map.of(), states, now);
	}

	private static RouteSelector.Decision decide(RoutePlan plan, Map<Route.Key, FailureKind> used, RouteState[] states,
			long now) {
		RouteSelector.Decision decision = RouteSelector.decide(plan, used, Set.of(), states, SIZE, CallNeeds.NONE, now);
		assertThat(RouteSelector.decide(plan, used, Set.of(), states, SIZE, CallNeeds.NONE, now)).isEqualTo(decision);
		return decision;
	}

	/** A route that answers for a while, and is refused at a tenth of a second. */
	private RouteState throttled(RouteState route) {
		Route.Key key = this.plan.routes().get(0).key();
		RouteState state = route;
		for (int i = 1; i <= 10; i++) {
			state = state.reserve(1_000, i);
		}
		return state.end(new Reservation(key, SIZE, 1_000, 10, 10),
				RouteFailure.of(FailureKind.THROTTLED, "Too many tokens"), null, CallNeeds.NONE, SECOND / 10);
	}

	private static RouteState[] unused(int count) {
		RouteState[] states = new RouteState[count];
		Arrays.fill(states, RouteState.unused(0));
		return states;
	}

	private static RouteState[] declared(int count, long tokens) {
		RouteState[] states = new RouteState[count];
		Arrays.fill(states, declared(tokens));
		return states;
	}

	private static RouteState declared(long tokens) {
		Route route = RouteStateRegistryTests.plan(new DeclaredQuota(tokens, null), "eu-central-1").routes().get(0);
		return RouteState.unused(0).declare(route, null, 0);
	}

	private static RouteState exhausted(long tokens) {
		return declared(tokens).reserve(tokens, 0);
	}

}
