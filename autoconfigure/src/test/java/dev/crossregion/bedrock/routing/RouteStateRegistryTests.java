package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.RouteStatus.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteStateRegistry}.
 */
class RouteStateRegistryTests {

	private static final Route.Key ROUTE = new Route.Key(RoutingFixtures.region("eu-central-1"), "eu.a.b");

	private static final TokenCounts USAGE = new TokenCounts(100, 10, 0, 0);

	private static final RequestSize SIZE = new RequestSize(400, 900);

	private final MovingClock clock = new MovingClock();

	private final RouteStateRegistry states = new RouteStateRegistry(this.clock, this.clock::nanos);

	private final RoutePlan plan = plan(DeclaredQuota.NONE, "eu-central-1", "eu-west-1");

	private final Route.Key first = this.plan.routes().get(0).key();

	private final Route.Key second = this.plan.routes().get(1).key();

	static RoutePlan plan(DeclaredQuota quota, String... regions) {
		List<RouteDeclaration> routes = new ArrayList<>();
		List<RegionEvidence> evidence = new ArrayList<>();
		for (String region : regions) {
			routes.add(new RouteDeclaration(RoutingFixtures.region(region), RoutingFixtures.inRegion(), quota));
			evidence.add(RoutingFixtures.evidence(region));
		}
		return RoutingFixtures.planner()
			.plan(RoutingFixtures.declare(RoutingFixtures.NOVA, RoutingFixtures.UNLIMITED,
					routes.toArray(RouteDeclaration[]::new)),
					RoutingFixtures.catalog(evidence.toArray(RegionEvidence[]::new)));
	}

	@Test
	void aRouteThatNothingWasSentToIsAvailable() {
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, null));
	}

	@Test
	void routesHaveStatesOfTheirOwn() {
		this.states.record(ROUTE, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-west-1"), "eu.a.b")).status())
			.as("another source Region")
			.isEqualTo(Status.AVAILABLE);
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-central-1"), "global.a.b")).status())
			.as("another profile")
			.isEqualTo(Status.AVAILABLE);
		assertThat(this.states.of(new Route.Key(RoutingFixtures.region("eu-central-1"), "eu.a.b")).status())
			.isEqualTo(Status.DENIED);
	}

	@ParameterizedTest
	@EnumSource(names = { "THROTTLED", "DAILY_QUOTA_EXHAUSTED" })
	void aThrottledRouteIsThrottledForAWhile(FailureKind failure) {
		this.states.record(ROUTE, RouteFailure.of(failure, "Too many tokens"), CallNeeds.NONE);
		RouteStatus state = this.states.of(ROUTE);
		assertThat(state.status()).isEqualTo(Status.THROTTLED);
		assertThat(state.until()).isAfter(this.clock.instant()).isBefore(this.clock.instant().plusSeconds(61));
		assertThat(state.reason()).isNull();
		assertThat(state.lastOutcome()).isEqualTo(Outcome.THROTTLED);
		this.clock.moveTo(state.until().minusMillis(1));
		assertThat(this.states.of(ROUTE)).isEqualTo(state);
		this.clock.moveTo(state.until());
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, Outcome.THROTTLED));
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAVAILABLE", "TIMEOUT", "FAULTY" })
	void aRouteThatFailsAgainAndAgainIsFaultyForAWhile(FailureKind failure) {
		this.states.record(ROUTE, null, CallNeeds.NONE);
		fail(ROUTE, failure, 2);
		assertThat(this.states.of(ROUTE)).as("now and then any route fails")
			.isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, failure.outcome()));
		this.states.record(ROUTE, RouteFailure.of(failure, "it failed"), CallNeeds.NONE);
		RouteStatus state = this.states.of(ROUTE);
		assertThat(state.status()).isEqualTo(Status.FAULTY);
		assertThat(state.until()).isAfter(this.clock.instant());
		this.clock.moveTo(state.until());
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, failure.outcome()));
	}

	@Test
	void oneFailureIsABlip() {
		this.states.record(ROUTE, RouteFailure.of(FailureKind.TIMEOUT, "it failed"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE).status()).isEqualTo(Status.AVAILABLE);
	}

	@Test
	void attemptsOfOneCallCountWhenItGivesTheRouteUp() {
		for (int i = 0; i < 5; i++) {
			this.states.record(ROUTE, new RouteFailure(FailureKind.UNAVAILABLE, "it failed", null, 0), CallNeeds.NONE);
		}
		assertThat(this.states.of(ROUTE).status()).isEqualTo(Status.AVAILABLE);
		this.states.record(ROUTE, new RouteFailure(FailureKind.UNAVAILABLE, "it failed", null, 6), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE).status()).isEqualTo(Status.FAULTY);
	}

	@Test
	void whatIsDeniedToOneNeedClosesTheRouteForNoOtherCall() {
		CallNeeds guarded = new CallNeeds("bedrock:InvokeModel", "guardrail a:1");
		this.states.record(this.first, new RouteFailure(FailureKind.GUARDRAIL, "no guardrail", guarded.guardrail(), 1),
				guarded);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.AVAILABLE);
		assertThat(granted(guarded)).isEqualTo(this.second);
		assertThat(granted(new CallNeeds("bedrock:InvokeModel", "guardrail b:1"))).isEqualTo(this.first);
		assertThat(granted(CallNeeds.NONE)).isEqualTo(this.first);
		this.clock.move(Duration.ofMinutes(5));
		assertThat(granted(guarded)).as("after a while it is tried again").isEqualTo(this.first);
	}

	@Test
	void aDeniedActionIsReportedUntilAnotherIsAnswered() {
		CallNeeds streams = new CallNeeds("bedrock:InvokeModelWithResponseStream", null);
		this.states.record(this.first, new RouteFailure(FailureKind.DENIED, "no streams", streams.action(), 1),
				streams);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.DENIED);
		assertThat(granted(streams)).isEqualTo(this.second);
		CallNeeds blocking = new CallNeeds("bedrock:InvokeModel", null);
		assertThat(granted(blocking)).isEqualTo(this.first);
		this.states.record(this.first, null, blocking);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.AVAILABLE);
		assertThat(this.states.of(this.first).reason()).isEqualTo("no streams");
		this.states.record(this.first, null, streams);
		assertThat(this.states.of(this.first).reason()).isNull();
	}

	@Test
	void asManyNeedsAreRememberedAsABoundAllows() {
		for (int i = 0; i < 100; i++) {
			CallNeeds guarded = new CallNeeds(null, "guardrail " + i);
			this.states.record(this.first, new RouteFailure(FailureKind.GUARDRAIL, "none", guarded.guardrail(), 1),
					guarded);
		}
		assertThat(this.states.state(this.first).denials().byNeed()).hasSize(16).containsKey("guardrail 99");
	}

	private Route.Key granted(CallNeeds needs) {
		Admission.Granted granted = (Admission.Granted) this.states.admit(this.plan, Map.of(), Set.of(), SIZE, needs);
		this.states.released(granted.reservation());
		return granted.route().key();
	}

	private void fail(Route.Key route, FailureKind failure, int times) {
		for (int i = 0; i < times; i++) {
			this.states.record(route, RouteFailure.of(failure, "it failed"), CallNeeds.NONE);
		}
	}

	@Test
	void aDeniedRouteStaysDeniedUntilACallSucceeds() {
		this.states.record(ROUTE, RouteFailure.of(FailureKind.DENIED, "a service control policy forbids it"),
				CallNeeds.NONE);
		this.clock.move(Duration.ofDays(30));
		assertThat(this.states.of(ROUTE))
			.isEqualTo(new RouteStatus(Status.DENIED, null, "a service control policy forbids it", Outcome.DENIED));
		this.states.record(ROUTE, null, CallNeeds.NONE);
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, Outcome.SUCCESS));
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID", "CANCELLED" })
	void whatTheCallerDidSaysNothingOfTheRoute(FailureKind failure) {
		this.states.record(ROUTE, RouteFailure.of(failure, "the caller"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, failure.outcome()));
		this.states.record(ROUTE, RouteFailure.of(FailureKind.THROTTLED, null), CallNeeds.NONE);
		Instant until = this.states.of(ROUTE).until();
		this.states.record(ROUTE, RouteFailure.of(failure, "the caller"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE)).isEqualTo(new RouteStatus(Status.THROTTLED, until, null, failure.outcome()));
		this.clock.moveTo(until);
		this.states.record(ROUTE, RouteFailure.of(failure, "the caller"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE)).as("what is over stays over")
			.isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, failure.outcome()));
		this.states.record(ROUTE, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		this.states.record(ROUTE, RouteFailure.of(failure, "the caller"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE))
			.isEqualTo(new RouteStatus(Status.DENIED, null, "no access", failure.outcome()));
		this.states.record(ROUTE, RouteFailure.of(FailureKind.CLIENT, "not Bedrock"), CallNeeds.NONE);
		assertThat(this.states.of(ROUTE).lastOutcome()).as("what is not of Bedrock is no outcome")
			.isEqualTo(failure.outcome());
	}

	@Test
	void aSuccessEndsEveryState() {
		for (FailureKind failure : FailureKind.values()) {
			fail(ROUTE, failure, 3);
			this.states.record(ROUTE, null, CallNeeds.NONE);
			assertThat(this.states.of(ROUTE)).as(failure.name())
				.isEqualTo(new RouteStatus(Status.AVAILABLE, null, null, Outcome.SUCCESS));
		}
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

	@Test
	void callsGoToTheFirstRouteUntilItHasNoRoom() {
		Reservation refused = granted(Map.of()).reservation();
		assertThat(refused.route()).isEqualTo(this.first);
		this.states.ended(refused, RouteFailure.of(FailureKind.THROTTLED, "Too many tokens"), null, CallNeeds.NONE);
		assertThat(granted(Map.of(this.first, FailureKind.THROTTLED)).route().key()).isEqualTo(this.second);
		this.clock.move(Duration.ofSeconds(10));
		assertThat(granted(Map.of(this.first, FailureKind.THROTTLED)).route().key()).isEqualTo(this.first);
	}

	@Test
	void aCallWaitsForAThrottledRouteRatherThanTryADeniedOrFaultyOne() {
		RoutePlan three = plan(DeclaredQuota.NONE, "eu-central-1", "eu-west-1", "eu-north-1");
		this.states.record(this.first, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		fail(this.second, FailureKind.UNAVAILABLE, 3);
		Admission third = this.states.admit(three,
				Map.of(this.first, FailureKind.DENIED, this.second, FailureKind.FAULTY), SIZE);
		this.states.ended(((Admission.Granted) third).reservation(),
				RouteFailure.of(FailureKind.THROTTLED, "Too many tokens"), null, CallNeeds.NONE);
		assertThat(this.states.admit(three, Map.of(), SIZE)).isInstanceOfSatisfying(Admission.NoRoom.class,
				(wait) -> assertThat(wait.retryAfter()).isPositive().isLessThan(Duration.ofSeconds(5)));
	}

	@Test
	void whatIsFaultyIsTriedWhenNothingElseIsLeftAndThenWhatIsDenied() {
		fail(this.second, FailureKind.UNAVAILABLE, 3);
		this.states.record(this.first, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		Admission.Granted last = granted(Map.of());
		assertThat(last.route().key()).isEqualTo(this.second);
		assertThat(granted(Map.of(this.second, FailureKind.FAULTY)).route().key()).isEqualTo(this.first);
		assertThat(this.states.admit(this.plan, Map.of(this.first, FailureKind.DENIED, this.second, FailureKind.FAULTY),
				SIZE))
			.isEqualTo(new Admission.Exhausted());
		this.states.ended(last.reservation(), null, USAGE, CallNeeds.NONE);
		assertThat(this.states.of(this.second).status()).isEqualTo(Status.AVAILABLE);
	}

	@Test
	void aRouteThatIsThrottledForTheDayIsTriedWhenNoOtherIsLeft() {
		RouteFailure day = RouteFailure.of(FailureKind.DAILY_QUOTA_EXHAUSTED, "Too many tokens per day");
		this.states.record(this.first, day, CallNeeds.NONE);
		assertThat(granted(CallNeeds.NONE)).isEqualTo(this.second);
		this.states.record(this.second, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		assertThat(granted(CallNeeds.NONE)).as("sooner than a denied one").isEqualTo(this.first);
		assertThat(this.states.admit(this.plan, Map.of(this.first, day.kind(), this.second, FailureKind.DENIED), SIZE))
			.as("once in a call")
			.isEqualTo(new Admission.Exhausted());
		this.clock.move(Duration.ofMinutes(1));
		this.states.record(this.first, null, CallNeeds.NONE);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.AVAILABLE);
	}

	private static final RouteFailure DAY = RouteFailure.of(FailureKind.DAILY_QUOTA_EXHAUSTED,
			"Too many tokens per day");

	private static Route.Key key(String region, String profile) {
		return new Route.Key(RoutingFixtures.region(region), profile);
	}

	@Test
	void aDayWithoutQuotaHoldsForAllModelsOfTheSourceRegion() {
		Route.Key other = key("eu-central-1", "eu.anthropic.claude-sonnet-4-6");
		Route.Key application = key("eu-central-1", RoutingFixtures.applicationArn("eu-central-1"));
		Route.Key provisioned = key("eu-central-1", RoutingFixtures.provisionedArn("eu-central-1"));
		Route.Key job = key("eu-central-1", "ListAsyncInvokes");
		Route.Key elsewhere = key("eu-west-1", "eu.anthropic.claude-sonnet-4-6");
		List.of(other, application, provisioned, job, elsewhere)
			.forEach((route) -> this.states.record(route, null, CallNeeds.NONE));
		this.states.record(this.first, DAY, CallNeeds.NONE);
		assertThat(List.of(this.first, other, application)).extracting((route) -> this.states.of(route).status())
			.containsOnly(Status.THROTTLED);
		assertThat(this.states.of(other).until()).isEqualTo(this.states.of(this.first).until());
		assertThat(List.of(provisioned, job, elsewhere)).extracting((route) -> this.states.of(route).status())
			.containsOnly(Status.AVAILABLE);
		assertThat(this.states.of(other).lastOutcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void aModelThatIsCalledFirstOnADayWithoutQuotaKnowsIt() {
		this.states.record(key("eu-central-1", "eu.anthropic.claude-sonnet-4-6"), DAY, CallNeeds.NONE);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.THROTTLED);
		assertThat(granted(CallNeeds.NONE)).isEqualTo(this.second);
		assertThat(this.states.of(key("eu-central-1", RoutingFixtures.provisionedArn("eu-central-1"))).status())
			.isEqualTo(Status.AVAILABLE);
	}

	@Test
	void anAnswerEndsTheDayForAllModels() {
		Route.Key other = key("eu-central-1", "eu.anthropic.claude-sonnet-4-6");
		this.states.record(other, DAY, CallNeeds.NONE);
		assertThat(granted(CallNeeds.NONE)).isEqualTo(this.second);
		this.clock.move(Duration.ofMinutes(1));
		Admission.Granted look = (Admission.Granted) this.states.admit(this.plan, Map.of(), SIZE);
		assertThat(look.route().key()).isEqualTo(this.first);
		this.states.ended(look.reservation(), null, USAGE, CallNeeds.NONE);
		assertThat(List.of(this.first, other)).extracting((route) -> this.states.of(route).status())
			.containsOnly(Status.AVAILABLE);
		this.states.record(other, DAY, CallNeeds.NONE);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.THROTTLED);
	}

	@Test
	void aLookInVainProlongsTheDayForAllModels() {
		Route.Key other = key("eu-central-1", "eu.anthropic.claude-sonnet-4-6");
		this.states.record(other, DAY, CallNeeds.NONE);
		this.clock.move(Duration.ofMinutes(1));
		Admission.Granted look = (Admission.Granted) this.states.admit(this.plan, Map.of(), SIZE);
		assertThat(look.route().key()).isEqualTo(this.first);
		this.states.ended(look.reservation(), DAY, null, CallNeeds.NONE);
		assertThat(this.states.of(other).until()).isEqualTo(this.clock.instant().plus(Duration.ofMinutes(2)))
			.isEqualTo(this.states.of(this.first).until());
	}

	@Test
	void aRefusalOfWhatWasSentBeforeIsNoNewsForAnotherModel() {
		Admission.Granted sent = granted(Map.of());
		assertThat(sent.route().key()).isEqualTo(this.first);
		this.states.record(key("eu-central-1", "eu.anthropic.claude-sonnet-4-6"), DAY, CallNeeds.NONE);
		this.clock.move(Duration.ofSeconds(30));
		this.states.ended(sent.reservation(), DAY, null, CallNeeds.NONE);
		assertThat(this.states.of(this.first).until()).isEqualTo(this.clock.instant().plus(Duration.ofSeconds(30)));
	}

	@Test
	void aNumberThatWasReadLimitsWhatIsNotDeclared() {
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(6_000, "L-1"), QuotaNumber.LEARNED));
		RoutePlan one = plan(DeclaredQuota.NONE, "eu-central-1");
		for (int call = 0; call < 6; call++) {
			assertThat(this.states.admit(one, Map.of(), SIZE)).isInstanceOf(Admission.Granted.class);
		}
		assertThat(this.states.admit(one, Map.of(), SIZE)).isInstanceOf(Admission.NoRoom.class);
		assertThat(this.states.quota(one.routes().get(0)))
			.hasToString("tokens per minute 6,000 (applied value, L-1), requests per minute learned from throttles");
	}

	@Test
	void aDeclaredNumberStaysAndTheOtherIsRead() {
		RoutePlan declared = plan(new DeclaredQuota(6_000L, null), "eu-central-1");
		this.states
			.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(600_000, "L-1"), QuotaNumber.ofAws(3, "L-2")));
		assertThat(this.states.quota(declared.routes().get(0)))
			.hasToString("tokens per minute 6,000 (declared), requests per minute 3 (AWS default, L-2)");
		for (int call = 0; call < 3; call++) {
			assertThat(this.states.admit(declared, Map.of(), SIZE)).isInstanceOf(Admission.Granted.class);
		}
		assertThat(this.states.admit(declared, Map.of(), SIZE)).isInstanceOf(Admission.NoRoom.class);
		this.states
			.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(600_000, "L-1"), QuotaNumber.ofAws(300, "L-2")));
		assertThat(wait(declared, SIZE)).as("it fills a hundred times as fast").isLessThan(Duration.ofMillis(200));
		this.clock.move(Duration.ofSeconds(1));
		for (int call = 0; call < 3; call++) {
			assertThat(this.states.admit(declared, Map.of(), SIZE)).isInstanceOf(Admission.Granted.class);
		}
		this.clock.move(Duration.ofSeconds(30));
		assertThat(this.states.admit(declared, Map.of(), new RequestSize(0, 5_000)))
			.as("the declared number limits tokens")
			.isInstanceOf(Admission.NoRoom.class);
	}

	@Test
	void ofTwoDeclarationsTheStricterOneHoldsWhateverWasRead() {
		RoutePlan loose = plan(new DeclaredQuota(60_000L, null), "eu-central-1");
		RoutePlan strict = plan(new DeclaredQuota(3_000L, null), "eu-central-1");
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(1_000, "L-1"), QuotaNumber.LEARNED));
		RequestSize large = new RequestSize(0, 3_000);
		assertThat(this.states.admit(strict, Map.of(), large)).isInstanceOf(Admission.Granted.class);
		assertThat(this.states.admit(loose, Map.of(), large)).isInstanceOf(Admission.NoRoom.class);
		assertThat(this.states.quota(loose.routes().get(0)).tokensPerMinute()).isEqualTo(QuotaNumber.declared(3_000));
	}

	@Test
	void aNumberThatHasChangedTakesEffect() {
		RoutePlan one = plan(DeclaredQuota.NONE, "eu-central-1");
		RequestSize large = new RequestSize(0, 60_000);
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(60_000, "L-1"), QuotaNumber.LEARNED));
		assertThat(this.states.admit(one, Map.of(), large)).isInstanceOf(Admission.Granted.class);
		assertThat(wait(one, large)).isGreaterThan(Duration.ofSeconds(50));
		AtomicInteger changes = new AtomicInteger();
		this.states.onChange(changes::incrementAndGet);
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(600_000, "L-1"), QuotaNumber.LEARNED));
		assertThat(changes).as("calls that wait look again").hasValue(1);
		assertThat(wait(one, large)).isLessThan(Duration.ofSeconds(7));
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(30_000, "L-1"), QuotaNumber.LEARNED));
		assertThat(wait(one, large)).isGreaterThan(Duration.ofSeconds(50));
		this.states.useQuotas((route) -> RouteQuota.LEARNED);
		assertThat(this.states.admit(one, Map.of(), large)).isInstanceOf(Admission.Granted.class);
	}

	private Duration wait(RoutePlan plan, RequestSize size) {
		Admission admission = this.states.admit(plan, Map.of(), size);
		assertThat(admission).isInstanceOf(Admission.NoRoom.class);
		return ((Admission.NoRoom) admission).retryAfter();
	}

	@Test
	void aQuotaOfNothingIsKnownAndLimitsNothing() {
		this.states.useQuotas((route) -> new RouteQuota(QuotaNumber.applied(0, "L-1"), QuotaNumber.applied(0, "L-2")));
		Route route = this.plan.routes().get(0);
		assertThat(granted(Map.of()).route()).isEqualTo(route);
		assertThat(this.states.quota(route).isNothing()).isTrue();
	}

	@Test
	void quotasAreAskedOnceForEachRouteAndReading() {
		List<Route.Key> asked = new ArrayList<>();
		QuotaSource.Quotas quotas = (route) -> {
			asked.add(route.key());
			return RouteQuota.LEARNED;
		};
		this.states.useQuotas(quotas);
		for (int call = 0; call < 10; call++) {
			granted(Map.of());
		}
		assertThat(asked).containsExactly(this.first, this.second);
	}

	@Test
	void aFaultyRouteIsLookedAtWithOneRequestAtATime() {
		fail(this.first, FailureKind.TIMEOUT, 3);
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.second);
		this.clock.move(Duration.ofMillis(500));
		Admission.Granted look = granted(Map.of());
		assertThat(look.route().key()).isEqualTo(this.first);
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.second);
		this.states.ended(look.reservation(), RouteFailure.of(FailureKind.TIMEOUT, null), null, CallNeeds.NONE);
		this.clock.move(Duration.ofMillis(500));
		assertThat(granted(Map.of()).route().key()).as("the dwell grows").isEqualTo(this.second);
		this.clock.move(Duration.ofMillis(500));
		Admission.Granted again = granted(Map.of());
		assertThat(again.route().key()).isEqualTo(this.first);
		this.states.released(again.reservation());
		Admission.Granted third = granted(Map.of());
		assertThat(third.route().key()).as("a look that was never sent").isEqualTo(this.first);
		this.states.ended(third.reservation(), null, USAGE, CallNeeds.NONE);
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.first);
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.first);
	}

	@Test
	void anOldSuccessDoesNotCloseABreakerNorAnOldFailureOpenIt() {
		Reservation fine = granted(Map.of()).reservation();
		Reservation lost = granted(Map.of()).reservation();
		List<Reservation> stragglers = List.of(granted(Map.of()).reservation(), granted(Map.of()).reservation(),
				granted(Map.of()).reservation());
		fail(this.first, FailureKind.FAULTY, 3);
		this.states.ended(fine, null, USAGE, CallNeeds.NONE);
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.FAULTY);
		this.states.ended(lost, RouteFailure.of(FailureKind.TIMEOUT, null), null, CallNeeds.NONE);
		this.clock.move(Duration.ofMillis(500));
		Admission.Granted look = granted(Map.of());
		this.states.ended(look.reservation(), null, USAGE, CallNeeds.NONE);
		stragglers.forEach((straggler) -> this.states.ended(straggler, RouteFailure.of(FailureKind.TIMEOUT, null), null,
				CallNeeds.NONE));
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.first);
	}

	@Test
	void requestsInFlightCountWhenARegionDies() {
		List<Reservation> flying = List.of(granted(Map.of()).reservation(), granted(Map.of()).reservation(),
				granted(Map.of()).reservation());
		flying.forEach((reservation) -> this.states.ended(reservation, RouteFailure.of(FailureKind.FAULTY, "reset"),
				null, CallNeeds.NONE));
		assertThat(this.states.of(this.first).status()).isEqualTo(Status.FAULTY);
	}

	@Test
	void aDeniedRouteIsLookedAtAgainLater() {
		this.states.record(this.first, RouteFailure.of(FailureKind.DENIED, "no access"), CallNeeds.NONE);
		this.clock.move(Duration.ofMinutes(5));
		Admission.Granted look = granted(Map.of());
		assertThat(look.route().key()).isEqualTo(this.first);
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.second);
		this.states.ended(look.reservation(), RouteFailure.of(FailureKind.DENIED, "no access yet"), null,
				CallNeeds.NONE);
		assertThat(this.states.of(this.first).reason()).isEqualTo("no access yet");
		assertThat(granted(Map.of()).route().key()).isEqualTo(this.second);
	}

	@Test
	void aDeclaredQuotaIsNeverExceededAndTheStricterHolds() {
		RoutePlan generous = plan(new DeclaredQuota(60_000L, null), "eu-central-1");
		RoutePlan strict = plan(new DeclaredQuota(6_000L, null), "eu-central-1");
		assertThat(admitted(generous, 100)).isEqualTo(60);
		assertThat(admitted(strict, 100)).isZero();
		this.clock.move(Duration.ofMinutes(2));
		assertThat(admitted(generous, 100)).isEqualTo(6);
	}

	@Test
	void requestsAreCountedToo() {
		assertThat(admitted(plan(new DeclaredQuota(null, 5L), "eu-central-1"), 10)).isEqualTo(5);
	}

	private int admitted(RoutePlan plan, int attempts) {
		int admitted = 0;
		for (int i = 0; i < attempts; i++) {
			if (this.states.admit(plan, Map.of(), SIZE) instanceof Admission.Granted) {
				admitted++;
			}
		}
		return admitted;
	}

	@Test
	void whatIsEndedOrReleasedGivesItsRoomBackOnce() {
		RoutePlan one = plan(new DeclaredQuota(1_000L, null), "eu-central-1");
		AtomicInteger told = new AtomicInteger();
		this.states.onChange(told::incrementAndGet);
		Admission.Granted granted = (Admission.Granted) this.states.admit(one, Map.of(), SIZE);
		assertThat(this.states.admit(one, Map.of(), SIZE)).isInstanceOf(Admission.NoRoom.class);
		assertThat(told).hasValue(0);
		this.states.released(granted.reservation());
		this.states.released(granted.reservation());
		this.states.ended(granted.reservation(), null, USAGE, CallNeeds.NONE);
		assertThat(told).hasValue(1);
		assertThat(admitted(one, 3)).isEqualTo(1);
	}

	private Admission.Granted granted(Map<Route.Key, FailureKind> used) {
		Admission admission = this.states.admit(this.plan, used, SIZE);
		assertThat(admission).isInstanceOf(Admission.Granted.class);
		return (Admission.Granted) admission;
	}

	@Test
	@Timeout(60)
	void manyThreadsLoseNothing() throws Exception {
		RouteStateRegistry shared = new RouteStateRegistry(this.clock, () -> 0);
		RoutePlan one = plan(new DeclaredQuota(50_000L, null), "eu-central-1");
		int threads = 16;
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				results.add(pool.submit(() -> {
					start.await();
					int granted = 0;
					for (int call = 0; call < 2_000; call++) {
						if (shared.admit(one, Map.of(), SIZE) instanceof Admission.Granted admission) {
							granted++;
							shared.ended(admission.reservation(), RouteFailure.of(FailureKind.INVALID, null), null,
									CallNeeds.NONE);
						}
					}
					return granted;
				}));
			}
			start.countDown();
			int granted = 0;
			for (Future<Integer> result : results) {
				granted += result.get();
			}
			assertThat(granted).isPositive();
			assertThat(shared.state(one.routes().get(0).key()).admitted()).isEqualTo(granted);
		}
		finally {
			pool.shutdownNow();
		}
		int left = 0;
		while (shared.admit(one, Map.of(), SIZE) instanceof Admission.Granted) {
			left++;
		}
		assertThat(left).as("all of it was given back").isEqualTo(50);
	}

}
