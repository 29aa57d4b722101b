package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.RouteStatus.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteChangeFilter} and for what is forgotten by
 * {@link RouteStateRegistry#reset}.
 */
class RouteChangeFilterTests {

	private static final Route.Key ROUTE = new Route.Key(RoutingFixtures.region("eu-central-1"), "eu.a.b");

	private static final Route.Key OTHER = new Route.Key(RoutingFixtures.region("eu-west-1"), "eu.a.b");

	private final MovingClock clock = new MovingClock();

	private final RouteStateRegistry states = new RouteStateRegistry(this.clock, this.clock::nanos);

	private Optional<RouteChange> failed(FailureKind kind) {
		this.states.record(ROUTE, new RouteFailure(kind, kind.name(), null, 3), CallNeeds.NONE);
		return this.states.changeOf(ROUTE);
	}

	private Optional<RouteChange> answered() {
		this.states.record(ROUTE, null, CallNeeds.NONE);
		return this.states.changeOf(ROUTE);
	}

	private static List<Status> statuses(Optional<RouteChange> change) {
		return change.map((told) -> List.of(told.before(), told.state().status())).orElse(List.of());
	}

	@Test
	void eachChangeIsToldOnce() {
		assertThat(answered()).isEmpty();
		assertThat(statuses(failed(FailureKind.CONNECTION))).containsExactly(Status.AVAILABLE, Status.FAULTY);
		assertThat(failed(FailureKind.CONNECTION)).isEmpty();
		assertThat(statuses(answered())).containsExactly(Status.FAULTY, Status.AVAILABLE);
		assertThat(answered()).isEmpty();
		assertThat(statuses(failed(FailureKind.THROTTLED))).containsExactly(Status.AVAILABLE, Status.THROTTLED);
		assertThat(statuses(failed(FailureKind.DENIED))).containsExactly(Status.THROTTLED, Status.DENIED);
		assertThat(this.states.changeOf(OTHER)).isEmpty();
	}

	@Test
	void theReasonIsThatOfTheLastFailure() {
		failed(FailureKind.UNAVAILABLE);
		assertThat(this.states.of(ROUTE).reason()).isEqualTo("UNAVAILABLE");
		assertThat(answered()).hasValueSatisfying((change) -> assertThat(change.state().reason()).isNull());
		this.clock.move(Duration.ofMinutes(1));
		assertThat(failed(FailureKind.CONNECTION))
			.hasValueSatisfying((change) -> assertThat(change.state().reason()).isEqualTo("CONNECTION"));
	}

	@Test
	void aThrottledRouteThatComesAndGoesIsToldOnceInTenMinutes() {
		List<Status> told = new ArrayList<>();
		// Ten calls a second for half an hour, of which every other is refused.
		IntStream.range(0, 18_000).forEach((call) -> {
			((call % 2 == 0) ? failed(FailureKind.THROTTLED) : answered())
				.ifPresent((change) -> told.add(change.state().status()));
			this.clock.move(Duration.ofMillis(100));
		});
		assertThat(told).containsExactly(Status.THROTTLED, Status.AVAILABLE, Status.THROTTLED, Status.AVAILABLE,
				Status.THROTTLED, Status.AVAILABLE);
	}

	@Test
	void aFaultyRouteThatComesAndGoesIsToldOnceAMinute() {
		List<Status> told = new ArrayList<>();
		IntStream.range(0, 3_000).forEach((call) -> {
			((call % 2 == 0) ? failed(FailureKind.UNAVAILABLE) : answered())
				.ifPresent((change) -> told.add(change.state().status()));
			this.clock.move(Duration.ofMillis(100));
		});
		assertThat(told).hasSize(10);
	}

	@Test
	void aStateThatWasLeftOutAndHoldsIsToldLater() {
		failed(FailureKind.CONNECTION);
		answered();
		assertThat(failed(FailureKind.CONNECTION)).isEmpty();
		for (int second = 0; second < 58; second++) {
			this.clock.move(Duration.ofSeconds(1));
			assertThat(failed(FailureKind.CONNECTION)).isEmpty();
		}
		this.clock.move(Duration.ofSeconds(2));
		this.states.record(ROUTE, null, CallNeeds.NONE);
		assertThat(statuses(failed(FailureKind.CONNECTION))).containsExactly(Status.AVAILABLE, Status.FAULTY);
	}

	@Test
	void resetForgetsEverything() {
		RoutePlan plan = RouteStateRegistryTests.plan(DeclaredQuota.NONE, "eu-central-1");
		Route.Key route = plan.routes().get(0).key();
		Admission.Granted flying = (Admission.Granted) this.states.admit(plan, Map.of(), Set.of(),
				new RequestSize(400, 900), CallNeeds.NONE);
		this.states.record(route, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		this.states.record(route, RouteFailure.of(FailureKind.THROTTLED, null), CallNeeds.NONE);
		this.states.credentialsFailed(FailureKind.CREDENTIALS_EXPIRED);
		this.states.changeOf(route);
		this.clock.move(Duration.ofMillis(1));
		this.states.reset();
		assertThat(this.states.of(route)).isEqualTo(RouteStatus.UNUSED);
		assertThat(this.states.credentials()).isEqualTo(CredentialsState.VALID);
		this.states.ended(flying.reservation(), new RouteFailure(FailureKind.CONNECTION, "late", null, 3), null,
				CallNeeds.NONE);
		assertThat(this.states.of(route)).as("what was under way says nothing").isEqualTo(RouteStatus.UNUSED);
		assertThat(this.states.changeOf(route)).isEmpty();
		assertThat(this.states.admit(plan, Map.of(), Set.of(), new RequestSize(400, 900), CallNeeds.NONE))
			.isInstanceOf(Admission.Granted.class);
	}

}
