package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.routing.Outcome;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Calls that wait for room, over real HTTP: what ends a wait, and what follows it.
 */
class RoutingClientWaitTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private BedrockEmulator emulator = BedrockEmulator.start();

	private RegionalClients regions = regions(this.emulator);

	private static RegionalClients regions(BedrockEmulator emulator) {
		return new RegionalClients(new ClientSettings(emulator.uri(), 100, Duration.ofSeconds(2), LONG, LONG, LONG),
				Fixtures.CREDENTIALS);
	}

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	private void restart(BedrockEmulator emulator) {
		stop();
		this.emulator = emulator;
		this.regions = regions(emulator);
	}

	private static RoutePlan plan(Duration maxWait) {
		return Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(1), maxWait, Fixtures.eu(Fixtures.FRANKFURT));
	}

	@ParameterizedTest
	@EnumSource
	void aThrottledCallWaitsAndIsAnsweredAlongTheSameRoute(Way way) {
		this.emulator.fail(Fault.throttled().times(1));
		Recording calls = new Recording(plan(LONG));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		InvocationRecord invocation = calls.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(invocation.attempts()).extracting(Attempt::outcome)
			.containsExactly(Outcome.THROTTLED, Outcome.SUCCESS);
		assertThat(this.emulator.journal().entries()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	void everyCallIsAnsweredThoughTheQuotaHasRoomForOneAtATime(Way way) {
		restart(BedrockEmulator.builder()
			.quota("eu-central-1", Fixtures.EU_PROFILE, EmulatorQuota.perMinute(1_000_000, 4))
			.quotaWindow(Duration.ofSeconds(1))
			.start());
		Recording calls = new Recording(plan(LONG));
		List<CompletableFuture<String>> answers = IntStream.range(0, 8)
			.mapToObj((call) -> way.call(calls, this.regions))
			.toList();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(LONG));
		assertThat(calls.records).hasSize(8).extracting(InvocationRecord::outcome).containsOnly(Outcome.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatWaitedInVainFailsAsThrottledAndSaysSo(Way way) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(plan(Duration.ofMillis(400)));
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(failing(way.call(calls, this.regions)))
			.withMessageContaining("Too many requests, please wait before trying again.")
			.withMessageContaining("for room]");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.THROTTLED);
		assertThat(this.emulator.journal().entries()).as("AWS asks for six attempts at most").hasSizeBetween(1, 6);
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatNobodyHasRoomForFailsAsThrottledUnsent(Way way) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(plan(Duration.ofMillis(1)));
		failing(way.call(calls, this.regions));
		await().untilAsserted(() -> assertThat(calls.records).hasSize(1));
		calls.records.clear();
		int sent = this.emulator.journal().entries().size();
		Throwable failure = catchThrowable(failing(way.call(calls, this.regions)));
		assertThat(failure).isInstanceOfSatisfying(ThrottlingException.class, (throttled) -> {
			assertThat(throttled.statusCode()).isEqualTo(429);
			assertThat(throttled.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
		}).hasMessageContaining("routing.max-wait");
		assertThat(this.emulator.journal().entries()).hasSize(sent);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.THROTTLED);
		assertThat(calls.only().attempts()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void noWaitIsLongerThanTheDeadlineOfTheCall(Way way) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(
				Fixtures.plan(Fixtures.allow("EU"), Duration.ofMillis(300), LONG, Fixtures.eu(Fixtures.FRANKFURT)));
		assertThat(way.call(calls, this.regions)).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfAny(ThrottlingException.class,
					ApiCallTimeoutException.class));
		assertThat(calls.only().outcome()).isIn(Outcome.THROTTLED, Outcome.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatIsOnlyThrottledIsWaitedForRatherThanAFaultyOneTriedAgain(Way way) {
		this.emulator.fail(Fault.unavailable().from("eu-central-1").times(1));
		this.emulator.fail(Fault.throttled().from("eu-west-1").times(1));
		Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(1), LONG,
				Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.FRANKFURT, Fixtures.IRELAND, Fixtures.IRELAND);
	}

	@ParameterizedTest
	@EnumSource
	void aFaultyRouteIsTriedAgainWhenTheWaitForAThrottledOneWasInVain(Way way) {
		this.emulator.fail(Fault.unavailable().from("eu-central-1").times(1));
		this.emulator.fail(Fault.throttled().from("eu-west-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(1), LONG,
				Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.FRANKFURT, Fixtures.IRELAND, Fixtures.IRELAND, Fixtures.FRANKFURT);
	}

	@ParameterizedTest
	@EnumSource
	void whereNoRouteIsOnlyThrottledACallDoesNotWait(Way way) {
		this.emulator.fail(Fault.unavailable());
		Recording calls = new Recording(plan(LONG));
		assertThatExceptionOfType(ServiceUnavailableException.class).isThrownBy(failing(way.call(calls, this.regions)))
			.withMessageNotContaining("for room");
		assertThat(calls.only().attempts()).hasSize(RoutingSettings.MAX_ATTEMPTS);
	}

	@ParameterizedTest
	@EnumSource(names = { "ASYNC", "STREAM" })
	void whoCancelsWhileTheCallWaitsIsNotSentAgain(Way way) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(plan(LONG));
		CompletableFuture<String> answer = way.call(calls, this.regions);
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).isNotEmpty());
		answer.cancel(true);
		await().untilAsserted(() -> assertThat(calls.records).hasSize(1));
		assertThat(calls.only().outcome()).isEqualTo(Outcome.CANCELLED);
		assertNobodyWaits(calls);
	}

	@ParameterizedTest
	@EnumSource(names = { "ASYNC", "STREAM" })
	void whoCancelsNoLongerKeepsSmallerCallsFromTheRoomThatIsThere(Way way) {
		this.emulator.fail(Fault.blackHole().on(dev.crossregion.bedrock.emulator.Operation.CONVERSE_STREAM));
		Route route = Fixtures.eu(Fixtures.FRANKFURT);
		Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(10),
				Duration.ofMinutes(5), Fixtures.route(route.sourceRegion(), route.modelId(), route.destinations(),
						new DeclaredQuota(10_000L, null))));
		CompletableFuture<?> holdsRoom = call(Way.STREAM, calls, 6_000);
		CompletableFuture<?> waits = call(way, calls, 6_000);
		CompletableFuture<?> behind = call(Way.ASYNC, calls, 10);
		assertThat(behind).as("starts later than the call that waits").isNotDone();
		waits.cancel(true);
		assertThat(behind).succeedsWithin(LONG);
		assertThat(holdsRoom).isNotDone();
		holdsRoom.cancel(true);
	}

	private CompletableFuture<?> call(Way way, Recording calls, int maxTokens) {
		RoutingBedrockRuntimeAsyncClient client = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions);
		if (way == Way.STREAM) {
			return client.converseStream(
					(request) -> request.modelId("bedrock")
						.messages(Api.QUESTION)
						.inferenceConfig((inference) -> inference.maxTokens(maxTokens)),
					ConverseStreamResponseHandler.builder().subscriber((event) -> {
					}).build());
		}
		return client.converse((request) -> request.modelId("bedrock")
			.messages(Api.QUESTION)
			.inferenceConfig((inference) -> inference.maxTokens(maxTokens)));
	}

	@Test
	void anInterruptEndsTheWaitAndStays() throws InterruptedException {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(plan(LONG));
		AtomicReference<Throwable> failure = new AtomicReference<>();
		AtomicBoolean interrupted = new AtomicBoolean();
		Thread caller = new Thread(() -> {
			failure.set(catchThrowable(() -> Api.SYNC.converse(calls.context, this.regions, (request) -> {
			})));
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		caller.start();
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).isNotEmpty());
		caller.interrupt();
		caller.join(LONG.toMillis());
		assertThat(failure.get()).isInstanceOf(AbortedException.class);
		assertThat(interrupted).isTrue();
		assertThat(calls.only().outcome()).isEqualTo(Outcome.CANCELLED);
		assertNobodyWaits(calls);
	}

	@ParameterizedTest
	@EnumSource
	void theCloseOfTheClientsEndsTheWait(Way way) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(plan(LONG));
		CompletableFuture<String> answer = way.call(calls, this.regions);
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).isNotEmpty());
		this.regions.close();
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(failing(answer)).withMessageContaining("closed");
		await().untilAsserted(() -> assertThat(calls.records).hasSize(1));
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatIsWithdrawnDuringTheWaitIsNotTaken(Way way) {
		this.emulator.fail(Fault.throttled());
		RoutePlan plan = plan(LONG);
		AtomicInteger asked = new AtomicInteger();
		Recording calls = new Recording((modelName, requested) -> {
			if (asked.getAndIncrement() > 1) {
				throw new RouteRefusedException("bedrock", "Withdrawn", new Refusal.NotPlanned("x", "withdrawn"));
			}
			return plan;
		});
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(failing(way.call(calls, this.regions)));
		assertThat(this.emulator.journal().entries()).hasSize(1);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.THROTTLED);
	}

	@Test
	void waitsOnTheStreamingSideHoldNoThread() {
		this.emulator.fail(Fault.throttled().times(1));
		Recording calls = new Recording(plan(LONG));
		Way.STREAM.call(calls, this.regions).join();
		int calm = Thread.activeCount();
		this.emulator.fail(Fault.throttled());
		List<CompletableFuture<String>> waiting = IntStream.range(0, 300)
			.mapToObj((call) -> Way.STREAM.call(calls, this.regions))
			.toList();
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries().size()).isGreaterThan(3));
		assertThat(Thread.activeCount() - calm).as("threads for 300 calls that wait").isLessThan(100);
		this.emulator.clearFaults();
		waiting.forEach((answer) -> answer.cancel(true));
		await().untilAsserted(() -> assertThat(calls.records).hasSize(301));
		assertNobodyWaits(calls);
	}

	// Whoever comes is admitted, or has to wait for room, but not for another.
	private void assertNobodyWaits(Recording calls) {
		this.emulator.clearFaults();
		assertThat(Way.ASYNC.call(calls, this.regions)).succeedsWithin(LONG);
	}

	private static ThrowingCallable failing(CompletableFuture<String> answer) {
		return () -> {
			try {
				answer.join();
			}
			catch (CompletionException ex) {
				throw ex.getCause();
			}
		};
	}

}
