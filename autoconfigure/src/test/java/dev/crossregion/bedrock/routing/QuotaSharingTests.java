package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.AdmissionQueue.QueuedCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link QuotaSharing}, with shared quotas that answer when the test does.
 */
class QuotaSharingTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final RequestSize SIZE = new RequestSize(0, 1_000);

	private final MovingClock clock = new MovingClock();

	private final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC(), this.clock::nanos);

	private final RoutePlan frankfurt = plan("eu-central-1");

	private final RoutePlan both = plan("eu-central-1", "eu-west-1");

	private final Engine engine = new Engine();

	private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);

	private final Queue<String> answered = new ConcurrentLinkedQueue<>();

	QuotaSharingTests() {
		this.states.shareQuotas(this.engine);
	}

	private static RoutePlan plan(String... sourceRegions) {
		return new RoutePlan(
				RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route(sourceRegions[0], RoutingFixtures.geographic())),
				RoutingFixtures.CLAUDE, List.of(sourceRegions).stream().map(QuotaSharingTests::route).toList());
	}

	private static Route route(String sourceRegion) {
		return new Route(new Route.Key(RoutingFixtures.region(sourceRegion), "eu." + RoutingFixtures.CLAUDE),
				RoutingFixtures.CLAUDE, new Route.Reach(InferenceMode.GEOGRAPHIC,
						RoutingFixtures.destinations(sourceRegion), RoutingFixtures.LIVE, true),
				new DeclaredQuota(60_000L, null));
	}

	@AfterEach
	void stop() {
		this.timers.shutdownNow();
	}

	private Admission.Granted grant(RoutePlan plan) {
		return (Admission.Granted) this.states.admit(plan, Map.of(), SIZE);
	}

	private CompletableFuture<Admission> confirm(RoutePlan plan) {
		return this.states.confirm(grant(plan));
	}

	private void enter(String name, RoutePlan plan, long since) {
		QueuedCall call = new QueuedCall(plan, Map.of(), since,
				(awaited) -> this.states.admit(plan, Map.of(), awaited, SIZE, CallNeeds.NONE),
				(admission) -> this.answered.add(name + " " + admission.getClass().getSimpleName()));
		this.states.admissionQueue().enqueue(call, this.timers, LONG);
	}

	@Test
	void theSameRoomIsAskedForThere() {
		CompletableFuture<Admission> confirmed = confirm(this.frankfurt);
		assertThat(confirmed).isNotDone();
		assertThat(this.engine.asked.peek().tokens).isEqualTo(1_000);
		assertThat(this.engine.asked.peek().quota.tokensPerMinute().size()).isEqualTo(60_000);
		this.engine.hold();
		assertThat(confirmed).isCompletedWithValueMatching(Admission.Granted.class::isInstance);
	}

	@Test
	void aRouteWithoutRoomThereIsClosedForSoLongAndItsRoomGivenBack() {
		CompletableFuture<Admission> confirmed = confirm(this.frankfurt);
		this.engine.refuse(Duration.ofMillis(40));
		assertThat(confirmed).isCompletedWithValue(new Admission.NoRoom(Duration.ofMillis(40)));
		assertThat(this.states.state(this.frankfurt.routes().get(0).key()).quota().headroom(this.states.now()))
			.isEqualTo(1);
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE))
			.isEqualTo(new Admission.NoRoom(Duration.ofMillis(40)));
		this.clock.move(Duration.ofMillis(30));
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE))
			.isEqualTo(new Admission.NoRoom(Duration.ofMillis(10)));
		this.clock.move(Duration.ofMillis(10));
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE)).isInstanceOf(Admission.Granted.class);
	}

	@Test
	void theNextRouteIsOpenMeanwhile() {
		confirm(this.both);
		this.engine.refuse(Duration.ofMillis(40));
		assertThat(grant(this.both).route()).isEqualTo(this.both.routes().get(1));
	}

	@Test
	void aClosedRouteOpensWhenSomethingIsGivenBack() {
		Admission.Granted running = grant(this.frankfurt);
		this.states.confirm(running);
		Counted room = this.engine.hold();
		confirm(this.frankfurt);
		this.engine.refuse(Duration.ofMillis(40));
		this.states.ended(running.reservation(), null, new TokenCounts(100, 10, 7, 30), CallNeeds.NONE);
		assertThat(room.settled).containsExactly("180 tokens, 1 requests");
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE)).as("not given back yet")
			.isInstanceOf(Admission.NoRoom.class);
		room.done.complete(null);
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE)).isInstanceOf(Admission.Granted.class);
	}

	@ParameterizedTest
	@CsvSource({ "THROTTLED, throttled THROTTLED", "THROTTLED_REQUESTS, throttled THROTTLED_REQUESTS",
			"DAILY_QUOTA_EXHAUSTED, '0 tokens, 0 requests'", "UNAVAILABLE, '0 tokens, 1 requests'",
			"CANCELLED, '0 tokens, 1 requests'" })
	void failuresAreSettledAsBedrockCounts(FailureKind kind, String settled) {
		Admission.Granted granted = grant(this.frankfurt);
		this.states.confirm(granted);
		Counted room = this.engine.hold();
		this.states.ended(granted.reservation(), RouteFailure.of(kind, null), null, CallNeeds.NONE);
		this.states.released(granted.reservation());
		assertThat(room.settled).as("once").containsExactly(settled);
	}

	@Test
	void aCallThatWasNeverSentCostsNothingThere() {
		Admission.Granted granted = grant(this.frankfurt);
		this.states.confirm(granted);
		Counted room = this.engine.hold();
		this.states.released(granted.reservation());
		assertThat(room.settled).containsExactly("0 tokens, 0 requests");
	}

	@Test
	void whatIsForgottenHereIsSettledThere() {
		Admission.Granted granted = grant(this.frankfurt);
		this.states.confirm(granted);
		Counted room = this.engine.hold();
		this.clock.move(Duration.ofMillis(1));
		this.states.reset();
		this.states.ended(granted.reservation(), null, new TokenCounts(1, 1, 0, 0), CallNeeds.NONE);
		assertThat(room.settled).hasSize(1);
	}

	@Test
	void aThrottleOfAnotherInstanceIsLikeOneOfThisOne() {
		CompletableFuture<Admission> confirmed = confirm(this.frankfurt);
		this.engine.asked.remove().answer.complete(new SharedQuotas.Throttled(FailureKind.THROTTLED));
		assertThat(confirmed).isCompletedWithValueMatching(Admission.NoRoom.class::isInstance);
		assertThat(this.states.of(this.frankfurt.routes().get(0).key()).status())
			.isEqualTo(RouteStatus.Status.THROTTLED);
		assertThat(this.states.admit(this.frankfurt, Map.of(), SIZE)).isInstanceOf(Admission.NoRoom.class);
	}

	@Test
	void theFirstOfALineKeepsItsPlaceWhileItsRoomIsAskedFor() {
		enter("first", this.frankfurt, 1);
		enter("second", this.frankfurt, 2);
		assertThat(this.engine.asked).as("for the first one alone").hasSize(1);
		assertThat(admit(3)).as("a later call").isInstanceOf(Admission.NoRoom.class);
		this.engine.refuse(Duration.ofMillis(40));
		assertThat(this.engine.asked).as("closed for the second one too").isEmpty();
		this.clock.move(Duration.ofMillis(40));
		this.states.changed();
		assertThat(this.engine.asked).hasSize(1);
		this.engine.hold();
		assertThat(this.answered).containsExactly("first Granted");
		this.engine.hold();
		assertThat(this.answered).containsExactly("first Granted", "second Granted");
	}

	private Admission admit(long since) {
		return this.states.admissionQueue().admit(this.frankfurt, Map.of(), SIZE, CallNeeds.NONE, since);
	}

	@Test
	void aLineThatWasClosedIsServedWhenItIsTime() {
		RouteStateRegistry real = new RouteStateRegistry(Clock.systemUTC());
		real.shareQuotas(this.engine);
		real.admissionQueue()
			.enqueue(new QueuedCall(this.frankfurt, Map.of(), 1,
					(awaited) -> real.admit(this.frankfurt, Map.of(), awaited, SIZE, CallNeeds.NONE),
					(admission) -> this.answered.add(admission.getClass().getSimpleName())), this.timers, LONG);
		this.engine.refuse(Duration.ofMillis(20));
		await().atMost(Duration.ofSeconds(30)).until(() -> !this.engine.asked.isEmpty());
		this.engine.hold();
		assertThat(this.answered).containsExactly("Granted");
	}

	@Test
	void roomThatComesForOneWhoHasLeftGoesBack() {
		QueuedCall call = new QueuedCall(this.frankfurt, Map.of(), 1,
				(awaited) -> this.states.admit(this.frankfurt, Map.of(), awaited, SIZE, CallNeeds.NONE),
				(admission) -> this.answered.add("answered"));
		this.states.admissionQueue().enqueue(call, this.timers, LONG);
		assertThat(this.states.admissionQueue().dequeue(call)).isTrue();
		Counted room = this.engine.hold();
		assertThat(this.answered).isEmpty();
		assertThat(room.settled).containsExactly("0 tokens, 0 requests");
	}

	@Test
	void nothingIsAskedWhereNothingIsShared() {
		this.states.shareQuotas(null);
		assertThat(this.states.sharesQuotas()).isFalse();
		assertThat(this.states.sharedQuotas()).isEmpty();
		assertThat(confirm(this.frankfurt)).isCompletedWithValueMatching(Admission.Granted.class::isInstance);
		assertThat(this.engine.asked).isEmpty();
	}

	/**
	 * Keeps what it is asked until the test answers.
	 */
	private static final class Engine implements SharedQuotas {

		private final Deque<Asked> asked = new ArrayDeque<>();

		@Override
		public CompletableFuture<Answer> reserve(Route route, RouteQuota quota, long tokens) {
			Asked asked = new Asked(quota, tokens, new CompletableFuture<>());
			this.asked.add(asked);
			return asked.answer.orTimeout(60, TimeUnit.SECONDS);
		}

		@Override
		public boolean isAvailable() {
			return true;
		}

		Counted hold() {
			Counted room = new Counted();
			this.asked.remove().answer.complete(new Held(room));
			return room;
		}

		void refuse(Duration forAtLeast) {
			this.asked.remove().answer.complete(new NotNow(forAtLeast));
		}

	}

	/**
	 * A question.
	 *
	 * @param quota the quota
	 * @param tokens how much of it
	 * @param answer the answer
	 */
	private record Asked(RouteQuota quota, long tokens, CompletableFuture<SharedQuotas.Answer> answer) {
	}

	/**
	 * Keeps how it was settled.
	 */
	private static final class Counted implements SharedQuotas.Room {

		private final Queue<String> settled = new ConcurrentLinkedQueue<>();

		private final CompletableFuture<Void> done = new CompletableFuture<>();

		@Override
		public CompletableFuture<Void> settle(long tokens, int requests) {
			this.settled.add(tokens + " tokens, " + requests + " requests");
			return this.done;
		}

		@Override
		public void throttled(FailureKind kind) {
			this.settled.add("throttled " + kind);
		}

	}

}
