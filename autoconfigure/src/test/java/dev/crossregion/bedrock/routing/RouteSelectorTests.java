package dev.crossregion.bedrock.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteSelector}.
 */
class RouteSelectorTests {

	private final RoutePlan plan = RoutingFixtures.planner()
		.plan(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("us-east-1", RoutingFixtures.inRegion()),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion()),
				RoutingFixtures.route("eu-west-1", RoutingFixtures.inRegion())),
				RoutingFixtures.catalog(RoutingFixtures.evidence("us-east-1"), RoutingFixtures.evidence("eu-central-1"),
						RoutingFixtures.evidence("eu-west-1")));

	@Test
	void walksTheRoutesInOrderAndEachOnce() {
		List<Route> routes = this.plan.routes();
		Map<Route.Key, FailureKind> tried = new HashMap<>();
		for (Route route : routes) {
			assertThat(RouteSelector.decide(this.plan, tried)).isSameAs(route);
			tried.put(route.key(), FailureKind.FAULTY);
		}
		assertThat(routes).extracting(Route::sourceRegion)
			.containsExactly(RoutingFixtures.region("us-east-1"), RoutingFixtures.region("eu-central-1"),
					RoutingFixtures.region("eu-west-1"));
		assertThat(RouteSelector.decide(this.plan, tried)).isNull();
	}

	@Test
	void leavesOutWhatWasTriedInAnyOrder() {
		Map<Route.Key, FailureKind> tried = Map.of(this.plan.routes().get(1).key(), FailureKind.FAULTY,
				this.plan.routes().get(0).key(), FailureKind.FAULTY);
		assertThat(RouteSelector.decide(this.plan, tried)).isSameAs(this.plan.routes().get(2));
	}

}
