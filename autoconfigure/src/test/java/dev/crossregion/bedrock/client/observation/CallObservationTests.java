package dev.crossregion.bedrock.client.observation;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallObservationTests {

	private static final RegionCode REGION = new RegionCode("eu-central-1");

	private static final Route ROUTE = new Route(
			new Route.Key(REGION, "eu.model"), null, new Route.Reach(InferenceMode.GEOGRAPHIC,
					Destinations.of(List.of(REGION)), new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true),
			DeclaredQuota.NONE);

	private static final CallStart START = new CallStart("bedrock", "Converse", null, null, null);

	private final Counting counting = new Counting();

	private CallObservation start() {
		return CallObservation.start((start) -> this.counting, () -> START);
	}

	@Test
	void attemptThatWasNeverSentEndsWithItsCall() {
		CallObservation observation = start();
		observation.attemptStarted(ROUTE);
		observation.ended(Outcome.CANCELLED, null, null, null);
		this.counting.assertCounts(1, 1);
	}

	@Test
	void attemptAfterTheEndOfItsCallIsNotObserved() {
		CallObservation observation = start();
		observation.ended(Outcome.CANCELLED, null, null, null);
		observation.attemptStarted(ROUTE);
		observation.attemptEnded(Outcome.SUCCESS, null, null);
		this.counting.assertCounts(0, 1);
	}

	@Test
	void callEndsOnce() {
		CallObservation observation = start();
		observation.ended(Outcome.SUCCESS, null, null, null);
		observation.ended(Outcome.ERROR, new IllegalStateException(), null, null);
		this.counting.assertCounts(0, 1);
	}

	@Test
	void observerThatThrowsAffectsNothing() {
		CallObservation failing = CallObservation.start((start) -> {
			throw new IllegalStateException("start");
		}, () -> START);
		failing.attemptStarted(ROUTE);
		assertThat(failing.<String>inScope(() -> "sent")).isEqualTo("sent");
		failing.ended(Outcome.SUCCESS, null, null, null);
		CallObservation throwing = CallObservation.start((start) -> new Throwing(), () -> START);
		throwing.attemptStarted(ROUTE);
		assertThat(throwing.<String>inScope(() -> "sent")).isEqualTo("sent");
		throwing.attemptEnded(Outcome.SUCCESS, null, null);
		throwing.ended(Outcome.SUCCESS, null, null, null);
	}

	@Test
	void everyAttemptEndsOnceHoweverTheEndRacesWithIt() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 2000; round++) {
				CallObservation observation = start();
				CountDownLatch ready = new CountDownLatch(2);
				Future<?> end = executor.submit(() -> {
					meet(ready);
					observation.ended(Outcome.CANCELLED, null, null, null);
				});
				Future<?> attempts = executor.submit(() -> {
					meet(ready);
					for (int i = 0; i < 3; i++) {
						observation.attemptStarted(ROUTE);
						observation.attemptEnded(Outcome.THROTTLED, null, null);
					}
				});
				end.get(30, TimeUnit.SECONDS);
				attempts.get(30, TimeUnit.SECONDS);
			}
			assertThat(this.counting.attemptsEnded).hasValue(this.counting.attemptsStarted.get());
			assertThat(this.counting.callsEnded).hasValue(2000);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void meet(CountDownLatch ready) {
		ready.countDown();
		try {
			ready.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Counting implements ObservedCall {

		private final AtomicInteger attemptsStarted = new AtomicInteger();

		private final AtomicInteger attemptsEnded = new AtomicInteger();

		private final AtomicInteger callsEnded = new AtomicInteger();

		@Override
		public ObservedAttempt attemptStarted(Route route) {
			this.attemptsStarted.incrementAndGet();
			return new ObservedAttempt() {

				@Override
				public Scope openScope() {
					return Scope.NONE;
				}

				@Override
				public void ended(AttemptEnd end) {
					Counting.this.attemptsEnded.incrementAndGet();
				}

			};
		}

		@Override
		public void ended(CallEnd end) {
			this.callsEnded.incrementAndGet();
		}

		private void assertCounts(int attempts, int calls) {
			assertThat(this.attemptsStarted).hasValue(attempts);
			assertThat(this.attemptsEnded).hasValue(attempts);
			assertThat(this.callsEnded).hasValue(calls);
		}

	}

	private static final class Throwing implements ObservedCall, ObservedAttempt {

		@Override
		public ObservedAttempt attemptStarted(Route route) {
			return this;
		}

		@Override
		public Scope openScope() {
			return () -> {
				throw new IllegalStateException("close");
			};
		}

		@Override
		public void ended(CallEnd end) {
			throw new IllegalStateException("end");
		}

		@Override
		public void ended(AttemptEnd end) {
			throw new IllegalStateException("end");
		}

	}

}
