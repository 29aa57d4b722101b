package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.AdmissionQueue.QueuedCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link AdmissionQueue}.
 */
class AdmissionQueueTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Admission WAIT = new Admission.NoRoom(LONG);

	private final RoutePlan frankfurt = plan("eu-central-1");

	private final RoutePlan ireland = plan("eu-west-1");

	private final RoutePlan both = plan("eu-central-1", "eu-west-1");

	private final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC());

	private final AdmissionQueue queue = this.states.admissionQueue();

	private final ScheduledThreadPoolExecutor timers = timers();

	private final Queue<String> answered = new ConcurrentLinkedQueue<>();

	private static ScheduledThreadPoolExecutor timers() {
		ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
		timers.setRemoveOnCancelPolicy(true);
		return timers;
	}

	private static RoutePlan plan(String... sourceRegions) {
		return new RoutePlan(
				RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route(sourceRegions[0], RoutingFixtures.geographic())),
				RoutingFixtures.CLAUDE, Stream.of(sourceRegions).map(AdmissionQueueTests::route).toList());
	}

	private static Route route(String sourceRegion) {
		return new Route(new Route.Key(RoutingFixtures.region(sourceRegion), "eu." + RoutingFixtures.CLAUDE),
				RoutingFixtures.CLAUDE, new Route.Reach(InferenceMode.GEOGRAPHIC,
						RoutingFixtures.destinations(sourceRegion), RoutingFixtures.LIVE, true),
				DeclaredQuota.NONE);
	}

	@AfterEach
	void stop() {
		this.timers.shutdownNow();
	}

	@Test
	void whoeverComesIsAdmittedWhereNobodyWaits() {
		assertThat(admit(this.frankfurt, 1)).isInstanceOf(Admission.Granted.class);
	}

	@Test
	void theFirstOfALineIsAnsweredFirst() {
		AtomicInteger room = new AtomicInteger();
		enter("second", this.frankfurt, 2, rooms(room));
		enter("third", this.frankfurt, 3, rooms(room));
		enter("first", this.frankfurt, 1, rooms(room));
		assertThat(this.answered).isEmpty();
		room.set(1);
		change();
		assertThat(this.answered).containsExactly("first Granted");
		room.set(5);
		change();
		assertThat(this.answered).containsExactly("first Granted", "second Granted", "third Granted");
		assertThat(this.timers.getQueue()).as("timers of those who wait no longer").hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void onlyTheFirstOfALineAsks() {
		AtomicInteger asked = new AtomicInteger();
		enter("first", this.frankfurt, 1, () -> WAIT);
		enter("second", this.frankfurt, 2, () -> {
			asked.incrementAndGet();
			return WAIT;
		});
		change();
		assertThat(asked).hasValue(0);
	}

	@Test
	void nobodyPassesWhoWouldTakeARouteThatAnotherWaitsFor() {
		enter("first", this.both, 10, () -> WAIT);
		assertThat(admit(this.frankfurt, 11)).as("a later call for one of its routes")
			.isInstanceOf(Admission.NoRoom.class);
		assertThat(admit(this.ireland, 11)).isInstanceOf(Admission.NoRoom.class);
		assertThat(admit(plan("eu-north-1"), 11)).as("a route that nobody waits for")
			.isInstanceOf(Admission.Granted.class);
		assertThat(admit(this.frankfurt, 9)).as("a call that started earlier").isInstanceOf(Admission.Granted.class);
	}

	@Test
	void whoComesLaterPassesAlongARouteThatNobodyWaitsFor() {
		Route.Key tried = this.both.routes().get(0).key();
		enter("first", this.both, Map.of(tried, FailureKind.UNAVAILABLE), 10, () -> WAIT, LONG);
		assertThat(admit(this.both, 11)).as("the first one cannot use Frankfurt any more")
			.isInstanceOfSatisfying(Admission.Granted.class,
					(granted) -> assertThat(granted.route().key()).isEqualTo(tried));
		assertThat(admit(this.ireland, 11)).isInstanceOf(Admission.NoRoom.class);
	}

	@Test
	void whoWaitsInAnotherLineIsToldWhatIsTaken() {
		List<Set<Route.Key>> told = new CopyOnWriteArrayList<>();
		enter("Frankfurt", this.frankfurt, 1, () -> WAIT);
		this.queue.enqueue(new QueuedCall(this.both, Map.of(), 2, (awaited) -> {
			told.add(Set.copyOf(awaited));
			return WAIT;
		}, (admission) -> this.answered.add("both")), this.timers, LONG);
		change();
		assertThat(told).isNotEmpty().allMatch(Set.of(this.frankfurt.routes().get(0).key())::equals);
	}

	@Test
	void anAnswerThatFailsCostsNobodyElse() {
		AtomicInteger room = new AtomicInteger();
		this.queue.enqueue(new QueuedCall(this.frankfurt, Map.of(), 1, (awaited) -> rooms(room).get(), (admission) -> {
			throw new IllegalStateException("No thread can be made");
		}), this.timers, LONG);
		enter("second", this.frankfurt, 2, rooms(room));
		List<Throwable> reported = new CopyOnWriteArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
		try {
			room.set(2);
			change();
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(null);
		}
		assertThat(this.answered).containsExactly("second Granted");
		assertThat(reported).hasSize(1);
		enter("third", this.frankfurt, 3, rooms(room));
		room.set(1);
		change();
		assertThat(this.answered).containsExactly("second Granted", "third Granted");
	}

	@Test
	void whoseQuestionFailsIsAnsweredThatNothingIsLeft() {
		List<Throwable> reported = new CopyOnWriteArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
		try {
			enter("first", this.frankfurt, 1, () -> {
				throw new IllegalStateException("No plan");
			});
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(null);
		}
		assertThat(this.answered).containsExactly("first Exhausted");
		assertThat(reported).hasSize(1);
	}

	@Test
	void linesThatShareNoRouteDoNotHoldEachOtherUp() {
		AtomicInteger room = new AtomicInteger(1);
		enter("Frankfurt", this.frankfurt, 1, () -> WAIT);
		enter("Ireland", this.ireland, 2, rooms(room));
		assertThat(this.answered).containsExactly("Ireland Granted");
	}

	@Test
	void linesThatShareARouteAreOneOrder() {
		AtomicInteger room = new AtomicInteger();
		enter("both", this.both, 1, rooms(room));
		enter("Frankfurt", this.frankfurt, 2, rooms(room));
		room.set(1);
		change();
		assertThat(this.answered).containsExactly("both Granted");
		room.set(1);
		change();
		assertThat(this.answered).containsExactly("both Granted", "Frankfurt Granted");
	}

	@Test
	void theRoomAsksAgainWhenItWasToldTo() {
		AtomicInteger asked = new AtomicInteger();
		enter("first", this.frankfurt, 1, () -> (asked.incrementAndGet() < 4)
				? new Admission.NoRoom(Duration.ofMillis(5)) : new Admission.Exhausted());
		await().until(() -> !this.answered.isEmpty());
		assertThat(this.answered).containsExactly("first Exhausted");
		assertThat(asked).as("asked at the times it was told, and not in between").hasValue(4);
	}

	@Test
	void whoseTimeIsOverIsToldSoAndTheNextOneAsks() {
		AtomicInteger room = new AtomicInteger(1);
		enter("impatient", this.frankfurt, 1, () -> WAIT, Duration.ofMillis(20));
		enter("patient", this.frankfurt, 2, rooms(room));
		assertThat(this.answered).isEmpty();
		await().until(() -> this.answered.size() == 2);
		assertThat(this.answered).containsExactlyInAnyOrder("impatient NoRoom", "patient Granted");
	}

	@Test
	void whoLeavesHearsNothingAndTheNextOneAsks() {
		AtomicInteger room = new AtomicInteger(1);
		QueuedCall first = enter("first", this.frankfurt, 1, () -> WAIT);
		enter("second", this.frankfurt, 2, rooms(room));
		assertThat(this.queue.dequeue(first)).isTrue();
		assertThat(this.queue.dequeue(first)).as("again").isFalse();
		assertThat(this.answered).containsExactly("second Granted");
	}

	@Test
	void whoWasAnsweredCannotLeave() {
		AtomicInteger room = new AtomicInteger(1);
		QueuedCall first = enter("first", this.frankfurt, 1, rooms(room));
		assertThat(this.answered).containsExactly("first Granted");
		assertThat(this.queue.dequeue(first)).isFalse();
	}

	@Test
	void anAnswerMayBringAnotherToTheRoom() {
		AtomicInteger room = new AtomicInteger(2);
		AtomicReference<QueuedCall> next = new AtomicReference<>();
		QueuedCall first = new QueuedCall(this.frankfurt, Map.of(), 1, (awaited) -> rooms(room).get(), (admission) -> {
			this.answered.add("first " + admission.getClass().getSimpleName());
			next.set(enter("second", this.frankfurt, 2, rooms(room)));
		});
		this.queue.enqueue(first, this.timers, LONG);
		assertThat(this.answered).containsExactly("first Granted", "second Granted");
	}

	@Test
	void nobodyEntersWhenTheTimersAreShutDown() {
		this.timers.shutdownNow();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> enter("late", this.frankfurt, 1, () -> WAIT));
		assertThat(admit(this.frankfurt, 2)).as("nobody waits").isInstanceOf(Admission.Granted.class);
	}

	@Test
	void everyoneIsAnsweredOnceWhateverHappensAtTheSameTime() throws InterruptedException {
		int calls = 2000;
		AtomicInteger answers = new AtomicInteger();
		AtomicInteger left = new AtomicInteger();
		AtomicInteger room = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(calls);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			for (int call = 0; call < calls; call++) {
				int number = call;
				threads.execute(() -> {
					QueuedCall queued = new QueuedCall((number % 3 == 0) ? this.both : this.frankfurt, Map.of(),
							System.nanoTime(), (awaited) -> rooms(room).get(), (admission) -> {
								answers.incrementAndGet();
								done.countDown();
							});
					this.queue.enqueue(queued, this.timers, (number % 5 == 0) ? Duration.ofMillis(1) : LONG);
					if (number % 7 == 0 && this.queue.dequeue(queued)) {
						left.incrementAndGet();
						done.countDown();
					}
					room.incrementAndGet();
					change();
				});
			}
			assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(answers.get() + left.get()).isEqualTo(calls);
		assertThat(admit(this.both, System.nanoTime())).as("nobody is left").isInstanceOf(Admission.Granted.class);
	}

	private static Supplier<Admission> rooms(AtomicInteger room) {
		return () -> (room.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) ? granted() : WAIT;
	}

	private static Admission granted() {
		return new RouteStateRegistry(Clock.systemUTC()).admit(plan("eu-central-1"), Map.of(), RequestSize.UNKNOWN);
	}

	private Admission admit(RoutePlan plan, long since) {
		return this.queue.admit(plan, Map.of(), RequestSize.UNKNOWN, CallNeeds.NONE, since);
	}

	private QueuedCall enter(String name, RoutePlan plan, long since, Supplier<Admission> ask) {
		return enter(name, plan, since, ask, LONG);
	}

	private QueuedCall enter(String name, RoutePlan plan, long since, Supplier<Admission> ask, Duration atMost) {
		return enter(name, plan, Map.of(), since, ask, atMost);
	}

	private QueuedCall enter(String name, RoutePlan plan, Map<Route.Key, FailureKind> used, long since,
			Supplier<Admission> ask, Duration atMost) {
		QueuedCall call = new QueuedCall(plan, used, since, (awaited) -> ask.get(),
				(admission) -> this.answered.add(name + " " + admission.getClass().getSimpleName()));
		this.queue.enqueue(call, this.timers, atMost);
		return call;
	}

	// Whatever happens to a route makes the room look again.
	private void change() {
		this.states.record(route("eu-south-1").key(), null, CallNeeds.NONE);
	}

}
