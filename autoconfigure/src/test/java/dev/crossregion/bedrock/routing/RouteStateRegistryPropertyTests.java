package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for routes whatever calls do and however they end.
 */
class RouteStateRegistryPropertyTests {

	private static final int EXAMPLES = Math.max(200, Theories.EXAMPLES / 20);

	private static final RoutePlan DECLARED = RouteStateRegistryTests.plan(new DeclaredQuota(60_000L, 100L),
			"eu-central-1", "eu-west-1");

	private static final RoutePlan OPEN = RouteStateRegistryTests.plan(DeclaredQuota.NONE, "eu-central-1", "eu-west-1",
			"eu-north-1");

	private static final List<FailureKind> FAILURES = List.of(FailureKind.values());

	private static final List<FailureKind> HARMLESS = List.of(FailureKind.INVALID, FailureKind.CANCELLED,
			FailureKind.CLIENT);

	@Test
	void aCallGetsOnlyWhatItsPlanHoldsAndItHasNotUsedUp() {
		Theories.theory("a call gets only what its plan holds and it has not used up", EXAMPLES)
			.forAll((source) -> new Story(new Choices(source), FAILURES, true))
			.checkAssert((story) -> story.tell(60));
	}

	@Test
	void whatIsReservedIsGivenBack() {
		Theories.theory("what is reserved is given back", EXAMPLES)
			.forAll((source) -> new Story(new Choices(source), HARMLESS, false))
			.checkAssert((story) -> {
				story.tell(60);
				story.endAll();
				story.now += 600_000_000_000L;
				assertThat(story.admissible()).isEqualTo(new Story(story.choices, HARMLESS, false).admissible());
			});
	}

	/** What calls do, one step after another. */
	private static final class Story {

		private final Choices choices;

		private final List<FailureKind> failures;

		private final boolean open;

		private final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC(), this::nanos);

		private final List<Reservation> flying = new ArrayList<>();

		private long now = 1_000_000_000_000L;

		Story(Choices choices, List<FailureKind> failures, boolean open) {
			this.choices = choices;
			this.failures = failures;
			this.open = open;
		}

		private long nanos() {
			return this.now;
		}

		void tell(int steps) {
			for (int i = 0; i < steps; i++) {
				switch (this.choices.below(4)) {
					case 0, 1 -> admit();
					case 2 -> end();
					default -> pass();
				}
			}
		}

		private void admit() {
			RoutePlan plan = (this.open && this.choices.chance(50)) ? OPEN : DECLARED;
			Map<Route.Key, FailureKind> used = new HashMap<>();
			for (Route route : plan.routes()) {
				if (this.choices.chance(20)) {
					used.put(route.key(), this.choices.oneOf(FAILURES));
				}
			}
			RequestSize size = new RequestSize(this.choices.below(8_000), this.choices.below(8_000));
			Map<Route.Key, Boolean> probing = new HashMap<>();
			plan.routes().forEach((route) -> probing.put(route.key(), isProbed(route.key())));
			if (this.states.admit(plan, used, size) instanceof Admission.Granted granted) {
				assertThat(plan.routes()).contains(granted.route());
				assertThat(used.get(granted.route().key())).isIn(null, FailureKind.THROTTLED,
						FailureKind.THROTTLED_REQUESTS);
				this.flying.add(granted.reservation());
				if (probing.get(granted.route().key())) {
					// Only as a last resort, when no other route is any better.
					assertThat(plan.routes()).filteredOn((route) -> !used.containsKey(route.key()))
						.allMatch((route) -> isSuspended(route.key()));
				}
			}
		}

		private boolean isProbed(Route.Key route) {
			RouteState state = this.states.state(route);
			return state != null && state.health().isSuspended() && !state.health().allowsProbe(this.now);
		}

		private boolean isSuspended(Route.Key route) {
			RouteState state = this.states.state(route);
			return state != null && state.health().isSuspended();
		}

		private void end() {
			if (this.flying.isEmpty()) {
				return;
			}
			Reservation reservation = this.flying.remove(this.choices.below(this.flying.size()));
			if (this.choices.chance(20)) {
				this.states.released(reservation);
			}
			else if (this.failures == HARMLESS || this.choices.chance(50)) {
				this.states.ended(reservation,
						RouteFailure.of(this.choices.oneOf(this.failures), "Too many requests or tokens"), null,
						CallNeeds.NONE);
			}
			else {
				this.states.ended(reservation, null,
						new TokenCounts(this.choices.below(3_000), this.choices.below(3_000), 0, 0), CallNeeds.NONE);
			}
			RouteState state = this.states.state(reservation.route());
			this.states.ended(reservation, RouteFailure.of(FailureKind.DENIED, "again"), null, CallNeeds.NONE);
			this.states.released(reservation);
			assertThat(this.states.state(reservation.route())).isSameAs(state);
		}

		// Threads may overtake each other between a look at the clock and its use.
		private void pass() {
			this.now += (this.choices.chance(20)) ? -this.choices.below(50_000_000)
					: 20L * this.choices.below(100_000_000);
		}

		void endAll() {
			this.flying.forEach((reservation) -> this.states.ended(reservation,
					RouteFailure.of(FailureKind.INVALID, null), null, CallNeeds.NONE));
			this.flying.clear();
		}

		int admissible() {
			int admissible = 0;
			while (this.states.admit(DECLARED, Map.of(), new RequestSize(0, 2_000)) instanceof Admission.Granted) {
				admissible++;
			}
			return admissible;
		}

	}

}
