package dev.crossregion.bedrock.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
		Set<Route.Key> tried = new HashSet<>();
		for (Route route : routes) {
			assertThat(RouteSelector.next(this.plan, tried)).containsSame(route);
			tried.add(route.key());
		}
		assertThat(routes).extracting(Route::sourceRegion)
			.containsExactly(RoutingFixtures.region("us-east-1"), RoutingFixtures.region("eu-central-1"),
					RoutingFixtures.region("eu-west-1"));
		assertThat(RouteSelector.next(this.plan, tried)).isEmpty();
	}

	@Test
	void leavesOutWhatWasTriedInAnyOrder() {
		Set<Route.Key> tried = Set.of(this.plan.routes().get(1).key(), this.plan.routes().get(0).key());
		assertThat(RouteSelector.next(this.plan, tried)).containsSame(this.plan.routes().get(2));
	}

}
