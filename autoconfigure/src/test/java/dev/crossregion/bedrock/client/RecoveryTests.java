package dev.crossregion.bedrock.client;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.CredentialsState;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What users expect of a call that meets a failure, over real HTTP and through the real
 * SDK: it is saved where it can be, and only what is at fault is blamed.
 */
class RecoveryTests {

	private static final List<RegionCode> SOURCES = List.of(Fixtures.FRANKFURT, Fixtures.IRELAND, Fixtures.STOCKHOLM);

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	// Row 1

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource("passingFailures")
	void aPassingFailureOfTheOnlyRouteIsSavedByASecondTry(Way way, String name, Fault fault) {
		this.emulator.fail(fault.times(1));
		Recording calls = new Recording(plan(1));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).hasSize(2);
		assertBlameless(calls, 1);
	}

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource("passingFailures")
	void aPassingFailureOfOneRouteIsSavedByTheNext(Way way, String name, Fault fault) {
		this.emulator.fail(fault.from("eu-central-1").times(1));
		Recording calls = new Recording(plan(3));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.FRANKFURT, Fixtures.IRELAND);
		assertBlameless(calls, 3);
	}

	static Stream<Arguments> passingFailures() {
		Map<String, Fault> faults = Map.ofEntries(Map.entry("no capacity", Fault.unavailable()),
				Map.entry("a queue", Fault.unavailable(Duration.ofMillis(5))),
				Map.entry("an unknown 503", Fault.status(503, "SlowDown", "Reduce your request rate.")),
				Map.entry("a server error", Fault.internalError()),
				Map.entry("an unknown 500", Fault.status(500, "InternalFailure", "An internal failure.")),
				Map.entry("a gateway", Fault.badGateway()), Map.entry("a slow gateway", Fault.gatewayTimeout()),
				Map.entry("a reset connection", Fault.connectionReset()),
				Map.entry("a slow model", Fault.modelTimeout()), Map.entry("a cold model", Fault.modelNotReady()),
				Map.entry("an answer that is not JSON", Fault.notJson()));
		Stream<Arguments> answers = Stream.of(Way.values())
			.flatMap((way) -> faults.entrySet()
				.stream()
				.filter((fault) -> way != Way.STREAM || !fault.getKey().contains("JSON"))
				.map((fault) -> Arguments.of(way, fault.getKey(), fault.getValue())));
		Stream<Arguments> frames = Stream
			.of(Fault.midStream("serviceUnavailableException", 0), Fault.midStream("internalServerException", 0),
					Fault.midStreamError("ServiceUnavailable", "Try again.", 0), Fault.resetStream(0),
					Fault.truncated(0))
			.map((fault) -> Arguments.of(Way.STREAM, fault.toString(), fault));
		return Stream.concat(answers, frames);
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatStaysFaultyIsTriedSixTimesAndNoMore(Way way) {
		this.emulator.fail(Fault.status(500, "InternalFailure", "An internal failure."));
		Recording calls = new Recording(plan(1));
		assertThat(failure(way, calls, this.regions)).hasMessageContaining("tried 6");
		assertThat(calls.only().attempts()).hasSize(RoutingSettings.MAX_ATTEMPTS).hasSize(6);
		assertThat(status(calls, Fixtures.FRANKFURT)).isEqualTo(RouteStatus.Status.FAULTY);
	}

	@ParameterizedTest
	@EnumSource
	void aPlanWithMoreThanSixRoutesIsNotCutOffAtSix(Way way) {
		List<Route> routes = Stream
			.of("eu-central-1", "eu-west-1", "eu-north-1", "eu-west-3", "eu-south-1", "eu-south-2", "eu-central-2",
					"eu-west-2")
			.map((code) -> Fixtures.eu(new RegionCode(code)))
			.toList();
		routes.subList(0, 7)
			.forEach((route) -> this.emulator.fail(Fault.unavailable().from(route.sourceRegion().value())));
		Recording calls = new Recording(
				Fixtures.plan(Fixtures.UNLIMITED, Duration.ofMinutes(1), routes.subList(0, 7).toArray(Route[]::new)));
		assertThat(failure(way, calls, this.regions)).hasMessageContaining("tried 7");
		assertThat(calls.only().attempts()).extracting(Attempt::route).containsExactlyElementsOf(routes.subList(0, 7));
	}

	@ParameterizedTest
	@EnumSource
	void aDailyQuotaThatIsUsedUpInTwoRegionsLeavesTheThird(Way way) {
		this.emulator.fail(Fault.throttledForTheDay().from("eu-central-1"));
		this.emulator.fail(Fault.throttledForTheDay().from("eu-west-1"));
		Recording calls = new Recording(plan(3));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactlyElementsOf(SOURCES);
	}

	@ParameterizedTest
	@EnumSource
	void aDailyQuotaThatIsUsedUpEverywhereIsTriedOnceMore(Way way) {
		this.emulator.fail(Fault.throttledForTheDay());
		Recording calls = new Recording(plan(1));
		assertThat(failure(way, calls, this.regions)).hasMessageContaining("tried 2");
	}

	@ParameterizedTest
	@EnumSource
	void aSilentCallIsSentOnceMoreInAll(Way way) {
		this.emulator.fail(Fault.blackHole());
		ClientSettings impatient = new ClientSettings(this.emulator.uri(), 100, Duration.ofSeconds(2),
				Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500));
		for (int routes : List.of(1, 3)) {
			Recording calls = new Recording(plan(routes));
			try (RegionalClients clients = new RegionalClients(impatient, Fixtures.CREDENTIALS)) {
				assertThat(failure(way, calls, clients)).isNotNull();
			}
			assertThat(calls.only().attempts()).extracting(Attempt::outcome)
				.containsExactly(Outcome.TIMEOUT, Outcome.TIMEOUT);
		}
	}

	// Row 2

	@ParameterizedTest
	@EnumSource
	void aClockThatIsWrongIsCorrectedByTheAnswer(Way way) {
		for (int routes : List.of(1, 3)) {
			for (Duration offset : List.of(Duration.ofMinutes(20), Duration.ofMinutes(-20))) {
				this.emulator.clockOffset(offset);
				Recording calls = new Recording(plan(routes));
				try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()),
						Fixtures.CREDENTIALS)) {
					assertThat(way.call(calls, clients).join()).isNotBlank();
				}
				assertThat(calls.only().attempts()).as("%s with %s routes", offset, routes)
					.extracting((attempt) -> attempt.route().sourceRegion())
					.containsExactly(Fixtures.FRANKFURT, Fixtures.FRANKFURT);
				assertBlameless(calls, routes);
			}
		}
	}

	// Row 3

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource
	void anAccountThatMayNotCallARegionUsesAnother(Way way, Fault fault) {
		this.emulator.fail(fault.from("eu-central-1"));
		Recording calls = new Recording(plan(3));
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).extracting(Attempt::outcome)
			.containsExactly(Outcome.DENIED, Outcome.SUCCESS);
		RouteStatus state = calls.states.of(Fixtures.eu(Fixtures.FRANKFURT).key());
		assertThat(state.status()).isEqualTo(RouteStatus.Status.DENIED);
		assertThat(state.reason()).isNotBlank();
	}

	static Stream<Arguments> anAccountThatMayNotCallARegionUsesAnother() {
		return eachWay(Fault.operationNotAllowed(), Fault.accountNotAuthorized(),
				Fault.status(400, "ValidationException", "Operation not allowed for this account in this Region."),
				Fault.status(400, "ValidationException", "Your account is not authorized to perform this action."),
				Fault.status(400, "ValidationException", "This model is not available for this account."));
	}

	// Row 4

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource
	void refusedCredentialsAreNamedAndEveryRegionCountsAgainAfterwards(Way way, Fault fault, CredentialsState state) {
		this.emulator.fail(fault.times(1));
		Recording refused = new Recording(plan(3));
		assertThat(failure(way, refused, this.regions)).isNotNull();
		assertThat(refused.only().attempts()).as("another route has the same credentials").hasSize(1);
		assertThat(refused.states.credentials()).isEqualTo(state);
		assertBlameless(refused, 3);
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		refused.records.clear();
		assertThat(way.call(refused, this.regions).join()).isNotBlank();
		assertThat(refused.states.credentials()).isEqualTo(CredentialsState.VALID);
		assertThat(refused.only().attempts()).hasSize(2);
	}

	static Stream<Arguments> refusedCredentialsAreNamedAndEveryRegionCountsAgainAfterwards() {
		return Stream.of(Way.values())
			.flatMap(
					(way) -> Stream.of(Arguments.of(way, Fault.expiredToken(), CredentialsState.EXPIRED),
							Arguments.of(way, Fault.status(403, "ExpiredToken", "The provided token has expired."),
									CredentialsState.EXPIRED),
							Arguments.of(way, Fault.unrecognizedClient(), CredentialsState.REFUSED),
							Arguments.of(way, Fault.status(403, "InvalidSignatureException",
									"The request signature we calculated does not match the signature you provided."),
									CredentialsState.REFUSED)));
	}

	@ParameterizedTest
	@EnumSource
	void freshCredentialsAreFetchedOnceAndSaveTheCall(Way way) {
		this.emulator.fail(Fault.expiredToken().times(1));
		AtomicInteger asked = new AtomicInteger();
		AwsCredentialsProvider rotating = () -> AwsBasicCredentials.create("AKIDEXAMPLE" + asked.incrementAndGet(),
				"not-a-secret");
		Recording calls = new Recording(plan(3));
		try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), rotating)) {
			assertThat(way.call(calls, clients).join()).isNotBlank();
		}
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.FRANKFURT, Fixtures.FRANKFURT);
		assertThat(calls.states.credentials()).isEqualTo(CredentialsState.VALID);
	}

	@ParameterizedTest
	@EnumSource
	void credentialsOfOneRequestSayNothingOfTheApplications(Way way) {
		AwsCredentials theirs = AwsBasicCredentials.create("AKIDTHEIRS", "not-a-secret");
		for (Fault fault : List.of(Fault.expiredToken(), Fault.unrecognizedClient(), Fault.throttled(),
				Fault.accessDeniedByIdentityPolicy("eu-central-1"))) {
			this.emulator.fail(fault.times(3));
			Recording calls = new Recording(plan(3));
			catchThrowable(() -> way
				.call(calls, this.regions, null,
						(override) -> override.credentialsProvider(StaticCredentialsProvider.create(theirs)))
				.join());
			this.emulator.clearFaults();
			assertThat(calls.states.credentials()).isEqualTo(CredentialsState.VALID);
			for (RegionCode source : SOURCES) {
				assertThat(status(calls, source)).as("%s", fault)
					.isIn(RouteStatus.UNUSED.status(), RouteStatus.Status.AVAILABLE);
			}
		}
	}

	// Row 5

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource("guardrailFailures")
	void aGuardrailThatIsMissingElsewhereLeavesTheThrottlingVisible(Way way, Fault fault) {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		this.emulator.fail(fault.withGuardrail().from("eu-west-1"));
		this.emulator.fail(fault.withGuardrail().from("eu-north-1"));
		Recording calls = new Recording(plan(3));
		way.call(calls, this.regions, "abcdefghijkl", (override) -> {
		}).exceptionally((ex) -> null).join();
		assertThat(calls.only().attempts()).extracting(Attempt::outcome)
			.startsWith(Outcome.THROTTLED, Outcome.DENIED, Outcome.DENIED);
		assertThat(List.of(Fixtures.IRELAND, Fixtures.STOCKHOLM))
			.allSatisfy((source) -> assertThat(status(calls, source)).isEqualTo(RouteStatus.Status.AVAILABLE));
		calls.records.clear();
		assertThat(way.call(calls, this.regions).join()).as("calls without it go on").isNotBlank();
	}

	// Row 9

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource("guardrailFailures")
	void aGuardrailThatMayNotBeAppliedDoesNotAffectRequestsWithoutOne(Way way, Fault fault) {
		this.emulator.fail(fault.withGuardrail());
		Recording calls = new Recording(plan(1));
		Throwable failure = catchThrowable(() -> way.call(calls, this.regions, "abcdefghijkl", (override) -> {
		}).join());
		assertThat(failure).isNotNull();
		assertThat(calls.only().attempts()).hasSize(1);
		assertBlameless(calls, 1);
		calls.records.clear();
		assertThat(way.call(calls, this.regions).join()).isNotBlank();
		assertThat(calls.only().attempts()).hasSize(1);
	}

	static Stream<Arguments> guardrailFailures() {
		return eachWay(Fault.guardrailMissing(), Fault.guardrailInvalid(), Fault.guardrailDenied(),
				Fault.status(400, "ValidationException",
						"The model returned the following errors: The guardrail identifier or version provided in the "
								+ "request does not exist."),
				Fault.status(404, "ResourceNotFoundException", "Guardrail abcdefghijkl was not found."));
	}

	// Row 6

	@ParameterizedTest(name = "{1} by {0}")
	@MethodSource
	void whatTheModelCannotDoWithARequestIsTriedOnceMoreAndBlamesNoRoute(Way way, Fault fault) {
		this.emulator.fail(fault);
		for (int routes : List.of(1, 3)) {
			Recording calls = new Recording(plan(routes));
			assertThat(failure(way, calls, this.regions)).isNotNull();
			assertThat(calls.only().attempts()).hasSize(2);
			assertBlameless(calls, routes);
		}
	}

	static Stream<Arguments> whatTheModelCannotDoWithARequestIsTriedOnceMoreAndBlamesNoRoute() {
		return Stream.concat(
				eachWay(Fault.invalidToolSequence(), Fault.modelError(),
						Fault.status(424, "ModelErrorException", "The model produced no valid JSON.")),
				Stream
					.of(Fault.midStream("modelErrorException", 0),
							Fault.midStream("modelStreamErrorException", "Invalid sequence as part of ToolUse.", 0))
					.map((fault) -> Arguments.of(Way.STREAM, fault)));
	}

	// Row 8

	@ParameterizedTest
	@EnumSource
	void aCredentialsProviderThatFailsIsNotAskedOnceForEachRoute(Way way) {
		for (RuntimeException thrown : List.of(SdkClientException.create("Unable to load credentials"),
				new IllegalStateException("The vault is sealed"),
				SdkClientException.create("Unable to execute HTTP request: Connect to sts:443 failed",
						new ConnectException("refused")))) {
			AtomicInteger asked = new AtomicInteger();
			Recording calls = new Recording(plan(3));
			AwsCredentialsProvider failing = () -> {
				asked.incrementAndGet();
				throw thrown;
			};
			try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), failing)) {
				assertThat(failure(way, calls, clients)).isNotNull();
			}
			assertThat(asked).as("one attempt, and once more whether there are any now").hasValueLessThanOrEqualTo(2);
			assertThat(calls.only().attempts()).hasSize(1);
			assertThat(calls.states.credentials()).isEqualTo(CredentialsState.UNAVAILABLE);
			assertBlameless(calls, 3);
		}
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aCredentialsProviderThatGivesNothingOrCannotBeLoadedHasFailed(Way way) {
		for (AwsCredentialsProvider failing : List.<AwsCredentialsProvider>of(() -> null, () -> {
			throw new NoClassDefFoundError("software/amazon/awssdk/services/sts/StsClient");
		})) {
			Recording calls = new Recording(plan(3));
			try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), failing)) {
				assertThat(catchThrowable(() -> way.call(calls, clients).join())).isNotNull();
			}
			assertThat(calls.only().attempts()).hasSize(1);
			assertThat(calls.states.credentials()).isEqualTo(CredentialsState.UNAVAILABLE);
			assertBlameless(calls, 3);
			Recording ofRequest = new Recording(plan(3));
			assertThat(catchThrowable(
					() -> way.call(ofRequest, this.regions, null, (override) -> override.credentialsProvider(failing))
						.join()))
				.isNotNull();
			assertThat(ofRequest.only().attempts()).hasSize(1);
			assertThat(ofRequest.states.credentials()).isEqualTo(CredentialsState.VALID);
		}
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aCredentialsProviderOfARequestThatFailsIsAskedOnceAndSaysNothingOfTheApplication(Way way) {
		AtomicInteger asked = new AtomicInteger();
		AwsCredentialsProvider failing = () -> {
			asked.incrementAndGet();
			throw SdkClientException.create("Unable to load credentials of the tenant");
		};
		Recording calls = new Recording(plan(3));
		assertThat(catchThrowable(
				() -> way.call(calls, this.regions, null, (override) -> override.credentialsProvider(failing)).join()))
			.hasStackTraceContaining("Unable to load credentials of the tenant");
		assertThat(asked).hasValue(1);
		assertThat(calls.only().attempts()).hasSize(1);
		assertThat(calls.states.credentials()).isEqualTo(CredentialsState.VALID);
		assertBlameless(calls, 3);
	}

	@ParameterizedTest
	@EnumSource
	void aCredentialsProviderThatFailsOnceIsAskedAgain(Way way) {
		AtomicInteger asked = new AtomicInteger();
		AwsCredentialsProvider once = () -> {
			if (asked.incrementAndGet() == 1) {
				throw SdkClientException.create("Unable to load credentials");
			}
			return Fixtures.CREDENTIALS.resolveCredentials();
		};
		Recording calls = new Recording(plan(1));
		try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), once)) {
			assertThat(way.call(calls, clients).join()).isNotBlank();
		}
		assertThat(calls.states.credentials()).isEqualTo(CredentialsState.VALID);
	}

	// Row 10

	@ParameterizedTest
	@EnumSource
	void theCallersOwnLimitForAnAttemptSaysNothingOfRoutes(Way way) {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(plan(3));
		for (int i = 0; i < 3; i++) {
			catchThrowable(() -> way
				.call(calls, this.regions, null, (override) -> override.apiCallAttemptTimeout(Duration.ofMillis(60)))
				.join());
		}
		this.emulator.clearFaults();
		for (RegionCode source : SOURCES) {
			assertThat(status(calls, source)).isEqualTo(RouteStatus.Status.AVAILABLE);
		}
		assertThat(calls.records).allSatisfy((call) -> assertThat(call.attempts()).hasSizeLessThanOrEqualTo(6));
	}

	private static Stream<Arguments> eachWay(Fault... faults) {
		return Stream.of(Way.values()).flatMap((way) -> Arrays.stream(faults).map((fault) -> Arguments.of(way, fault)));
	}

	private static RoutePlan plan(int routes) {
		return Fixtures.plan(SOURCES.subList(0, routes).stream().map(Fixtures::eu).toArray(Route[]::new));
	}

	private static Throwable failure(Way way, Recording calls, RegionalClients clients) {
		Throwable failure = catchThrowable(() -> way.call(calls, clients).join());
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	private static RouteStatus.Status status(Recording calls, RegionCode source) {
		return calls.states.of(Fixtures.eu(source).key()).status();
	}

	// The next ordinary call takes the first route.
	private void assertBlameless(Recording calls, int routes) {
		for (RegionCode source : SOURCES.subList(0, routes)) {
			assertThat(status(calls, source)).as("%s", source).isEqualTo(RouteStatus.Status.AVAILABLE);
		}
		List<JournalEntry> before = new ArrayList<>(this.emulator.journal().entries());
		assertThat(before).allSatisfy((entry) -> assertThat(entry.modelId()).isEqualTo(Fixtures.EU_PROFILE));
	}

}
