package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import dev.crossregion.bedrock.routing.RouteState.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteStates} and {@link RouteState}.
 */
class RouteStatesTests {

	private static final Route.Key ROUTE = new Route.Key(RoutingFixtures.region("eu-central-1"), "eu.a.b");

	private final MovingClock clock = new MovingClock();

	private final RouteStates states = new RouteStates(this.clock);

	@Test
	void aRouteThatNothingWasSentToIsAvailable() {
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, null));
	}

	@Test
	void routesHaveStatesOfTheirOwn() {
		this.states.record(ROUTE, FailureKind.DENIED, "no access");
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-west-1"), "eu.a.b")).status())
			.as("another source Region")
			.isEqualTo(Status.AVAILABLE);
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-central-1"), "global.a.b")).status())
			.as("another profile")
			.isEqualTo(Status.AVAILABLE);
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-central-1"), "eu.a.b")).status())
			.isEqualTo(Status.DENIED);
	}

	@Test
	void aThrottledRouteIsThrottledForAShortWhile() {
		this.states.record(ROUTE, FailureKind.THROTTLED, "Too many tokens");
		RouteState state = this.states.of(ROUTE);
		assertThat(state.status()).isEqualTo(Status.THROTTLED);
		assertThat(state.until()).isAfter(this.clock.instant()).isBefore(this.clock.instant().plusSeconds(60));
		assertThat(state.reason()).isNull();
		assertThat(state.lastOutcome()).isEqualTo(Outcome.THROTTLED);
		this.clock.now = state.until().minusNanos(1);
		assertThat(this.states.of(ROUTE)).isEqualTo(state);
		this.clock.now = state.until();
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, Outcome.THROTTLED));
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAVAILABLE", "TIMEOUT", "FAULTY" })
	void aRouteThatFailedIsFaultyForAWhile(FailureKind failure) {
		this.states.record(ROUTE, failure, "it failed");
		RouteState state = this.states.of(ROUTE);
		assertThat(state.status()).isEqualTo(Status.FAULTY);
		assertThat(state.until()).isAfter(this.clock.instant());
		this.clock.now = state.until();
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, failure.outcome()));
	}

	@Test
	void aDeniedRouteStaysDeniedUntilACallSucceeds() {
		this.states.record(ROUTE, FailureKind.DENIED, "a service control policy forbids it");
		this.clock.now = this.clock.now.plus(Duration.ofDays(30));
		assertThat(this.states.of(ROUTE))
			.isEqualTo(new RouteState(Status.DENIED, null, "a service control policy forbids it", Outcome.DENIED));
		this.states.record(ROUTE, null, null);
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, Outcome.SUCCESS));
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID", "CANCELLED" })
	void whatTheCallerDidSaysNothingOfTheRoute(FailureKind failure) {
		this.states.record(ROUTE, failure, "the caller");
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, failure.outcome()));
		this.states.record(ROUTE, FailureKind.THROTTLED, null);
		Instant until = this.states.of(ROUTE).until();
		this.states.record(ROUTE, failure, "the caller");
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.THROTTLED, until, null, failure.outcome()));
		this.clock.now = until;
		this.states.record(ROUTE, failure, "the caller");
		assertThat(this.states.of(ROUTE)).as("what is over stays over")
			.isEqualTo(new RouteState(Status.AVAILABLE, null, null, failure.outcome()));
		this.states.record(ROUTE, FailureKind.DENIED, "no access");
		this.states.record(ROUTE, failure, "the caller");
		assertThat(this.states.of(ROUTE))
			.isEqualTo(new RouteState(Status.DENIED, null, "no access", failure.outcome()));
	}

	@Test
	void aSuccessEndsEveryState() {
		for (FailureKind failure : FailureKind.values()) {
			this.states.record(ROUTE, failure, "why");
			this.states.record(ROUTE, null, null);
			assertThat(this.states.of(ROUTE)).isEqualTo(new RouteState(Status.AVAILABLE, null, null, Outcome.SUCCESS));
		}
	}

	@Test
	void aStateWithoutAnEndDoesNotEnd() {
		RouteState withdrawn = new RouteState(Status.WITHDRAWN, null, "evidence", Outcome.SUCCESS);
		assertThat(withdrawn.at(Instant.MAX)).isSameAs(withdrawn);
		assertThat(RouteState.UNUSED.at(Instant.MAX)).isSameAs(RouteState.UNUSED);
	}

	@Test
	void namesAreWrittenInLowerCase() {
		assertThat(Status.values()).extracting(Status::value)
			.containsExactly("available", "throttled", "faulty", "denied", "withdrawn");
		assertThat(Outcome.values()).extracting(Outcome::value)
			.containsExactly("success", "throttled", "unavailable", "timeout", "denied", "invalid", "error",
					"cancelled");
		assertThat(Outcome.TIMEOUT).hasToString("timeout");
	}

	/** A clock that moves when it is told to. */
	private static final class MovingClock extends Clock {

		private Instant now = Instant.parse("2026-11-23T06:00:00Z");

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
