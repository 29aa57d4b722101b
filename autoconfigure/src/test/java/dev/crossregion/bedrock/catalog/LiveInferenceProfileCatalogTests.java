package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure.Kind;
import dev.crossregion.bedrock.catalog.ControlPlaneStub.Answer;
import dev.crossregion.bedrock.catalog.ControlPlaneStub.Call;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.routing.MovingClock;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LiveInferenceProfileCatalog} against control planes that misbehave.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LiveInferenceProfileCatalogTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final RegionCode IRELAND = new RegionCode("eu-west-1");

	private static final RegionCode OHIO = new RegionCode("us-east-2");

	private static final String MODEL = "anthropic.claude-sonnet-4-6";

	private static final String PROFILE = ControlPlaneStub.profile("eu." + MODEL,
			ControlPlaneStub.modelArn("eu-central-1", MODEL), ControlPlaneStub.modelArn("eu-west-1", MODEL));

	private static final BedrockArn NAMED = BedrockArn
		.parse("arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/p7aksl2pa6w7");

	/** Logs hold no account number. */
	private static final String SHOWN = "arn:aws:bedrock:eu-central-1:${AccountId}:application-inference-profile/p7aksl2pa6w7";

	private static final Duration LONG = Duration.ofSeconds(50);

	/** For silence alone, and long enough for others to answer meanwhile. */
	private static final Duration SHORT = Duration.ofSeconds(2);

	private static final InferenceProfileCatalog BUNDLED = BundledSnapshot.load().catalog();

	private final ControlPlaneStub stub = stub();

	private final MovingClock clock = new MovingClock();

	private static ControlPlaneStub stub() {
		try {
			return new ControlPlaneStub();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void close() {
		this.stub.close();
	}

	@Test
	void everyPageIsRead() {
		this.stub.on("ListInferenceProfiles", (call) -> {
			int page = Integer.parseInt(call.parameters().getOrDefault("nextToken", "0"));
			String next = (page < 2) ? ", \"nextToken\": \"" + (page + 1) + "\"" : "";
			return ControlPlaneStub.json("{\"inferenceProfileSummaries\": [%s]%s}".formatted(ControlPlaneStub
				.profile("eu.a.page" + page, ControlPlaneStub.modelArn("eu-west-1", "a.page" + page)), next));
		});
		assertThat(evidence(live(LONG, FRANKFURT), FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly("eu.a.page0", "eu.a.page1", "eu.a.page2");
		assertThat(this.stub.calls()).filteredOn((call) -> call.operation().equals("ListInferenceProfiles"))
			.hasSize(3)
			.allSatisfy((call) -> assertThat(call.parameters()).containsEntry("type", "SYSTEM_DEFINED"));
	}

	@Test
	void anEmptyTokenEndsThePages() {
		this.stub.on("ListInferenceProfiles",
				(call) -> ControlPlaneStub.json("{\"inferenceProfileSummaries\": [%s], \"nextToken\": \"\"}".formatted(
						ControlPlaneStub.profile("eu.a.only", ControlPlaneStub.modelArn("eu-west-1", "a.only")))));
		assertThat(evidence(live(LONG, FRANKFURT), FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly("eu.a.only");
		assertThat(this.stub.calls()).filteredOn((call) -> call.operation().equals("ListInferenceProfiles")).hasSize(1);
	}

	@Test
	void destinationsAreTheRegionsOfTheArns() {
		String[] seven = Stream
			.of("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1")
			.map((region) -> ControlPlaneStub.modelArn(region, MODEL))
			.toArray(String[]::new);
		this.stub.on("ListInferenceProfiles",
				(call) -> ControlPlaneStub.profiles(ControlPlaneStub.profile("us." + MODEL, seven),
						ControlPlaneStub.profile("global." + MODEL, ControlPlaneStub.modelArn("us-east-2", MODEL),
								ControlPlaneStub.modelArn("", MODEL))));
		RegionEvidence evidence = evidence(live(LONG, OHIO), OHIO);
		assertThat(evidence.profile("us." + MODEL).orElseThrow().destinations().codes()).hasSize(7);
		assertThat(evidence.profile("global." + MODEL))
			.hasValueSatisfying((profile) -> assertThat(profile.destinations()).isEqualTo(new Destinations.Anywhere()));
	}

	@Test
	void modelsThatCanBeCalledInTheRegion() {
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.json("""
				{"modelSummaries": [
				 {"modelId": "a.both", "inferenceTypesSupported": ["PROVISIONED", "ON_DEMAND"]},
				 {"modelId": "a.profile-only", "inferenceTypesSupported": ["INFERENCE_PROFILE"]},
				 {"modelId": "a.unknown", "inferenceTypesSupported": ["SOMETHING_NEW"]},
				 {"modelId": "no model", "inferenceTypesSupported": ["ON_DEMAND"]},
				 {"inferenceTypesSupported": ["ON_DEMAND"]},
				 {"modelId": "a.silent"}]}
				"""));
		assertThat(evidence(live(LONG, FRANKFURT), FRANKFURT).onDemandModels())
			.containsExactly(new FoundationModelId("a.both"));
	}

	@Test
	void profilesThatCannotBeUnderstoodAreLeftOutAlone() {
		this.stub.on("ListInferenceProfiles",
				(call) -> ControlPlaneStub.profiles(PROFILE, ControlPlaneStub.profile("eu.a.none"),
						ControlPlaneStub.profile("eu.a.arn", "arn:aws:bedrock"),
						ControlPlaneStub.profile("eu.a.two", ControlPlaneStub.modelArn("eu-west-1", "a.two"),
								ControlPlaneStub.modelArn("eu-west-1", "a.three")),
						"{\"inferenceProfileId\": \"eu.a.null\", \"type\": \"SYSTEM_DEFINED\", \"models\": [null, {}]}",
						"{\"inferenceProfileId\": \"eu.a.type\", \"type\": \"NEW\", \"models\": []}",
						"{\"type\": \"SYSTEM_DEFINED\"}", "null",
						ControlPlaneStub.profile("eu.a.twice", ControlPlaneStub.modelArn("eu-west-1", "a.twice")),
						ControlPlaneStub.profile("eu.a.twice", ControlPlaneStub.modelArn("eu-west-2", "a.twice")),
						ControlPlaneStub.profile("eu.a.twice", ControlPlaneStub.modelArn("eu-west-1", "a.twice"))));
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		assertThat(evidence(catalog, FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly("eu." + MODEL);
		assertThat(catalog.leftOut(FRANKFURT)).containsOnlyKeys("eu.a.none", "eu.a.arn", "eu.a.two", "eu.a.null",
				"eu.a.type", "(no ID)", "eu.a.twice");
		assertThat(catalog.leftOut(FRANKFURT).get("eu.a.two")).contains("a.three");
		assertThat(catalog.leftOut(IRELAND)).isEmpty();
		assertThat(catalog.failures()).isEmpty();
	}

	@Test
	void namedProfilesAreLookedUpInTheirOwnRegion() {
		this.stub.on("GetInferenceProfile", (call) -> ControlPlaneStub.json(ControlPlaneStub.profile("p7aksl2pa6w7",
				ControlPlaneStub.modelArn("eu-central-1", MODEL), ControlPlaneStub.modelArn("", MODEL))));
		BedrockArn elsewhere = BedrockArn
			.parse("arn:aws:bedrock:ap-south-1:111122223333:application-inference-profile/other");
		BedrockArn noProfile = BedrockArn.parse("arn:aws:bedrock:eu-west-1:111122223333:imported-model/other");
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT, IRELAND),
				List.of(NAMED, NAMED, elsewhere, noProfile), LONG, null);
		assertThat(evidence(catalog, FRANKFURT).profile(NAMED.value())).hasValueSatisfying((profile) -> {
			assertThat(profile.type()).isEqualTo(InferenceProfile.Type.APPLICATION);
			assertThat(profile.mode()).isEqualTo(InferenceMode.GLOBAL);
		});
		assertThat(evidence(catalog, IRELAND).profiles()).isEmpty();
		assertThat(this.stub.calls()).filteredOn((call) -> call.operation().equals("GetInferenceProfile"))
			.containsExactly(new Call(FRANKFURT, "GetInferenceProfile", NAMED.value(), Map.of()));
	}

	@Test
	void namedSystemProfileIsAskedForOnlyWhenItIsNotListed() {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("GetInferenceProfile", (call) -> ControlPlaneStub
			.json(ControlPlaneStub.profile("eu.a.unlisted", ControlPlaneStub.modelArn("eu-west-1", "a.unlisted"))));
		String prefix = "arn:aws:bedrock:eu-central-1:111122223333:inference-profile/";
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT),
				List.of(BedrockArn.parse(prefix + "eu." + MODEL), BedrockArn.parse(prefix + "eu.a.unlisted")), LONG,
				null);
		assertThat(evidence(catalog, FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly("eu.a.unlisted", "eu." + MODEL);
		assertThat(this.stub.calls()).filteredOn((call) -> call.operation().equals("GetInferenceProfile")).hasSize(1);
	}

	@Test
	void namedProfileThatDoesNotExistIsAbsentAndSaidSo(CapturedOutput output) {
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(NAMED), LONG, null);
		assertThat(evidence(catalog, FRANKFURT).profiles()).isEmpty();
		assertThat(catalog.leftOut(FRANKFURT)).containsOnlyKeys(NAMED.value());
		assertThat(catalog.refresh()).isFalse();
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains(SHOWN))).hasSize(1);
	}

	@Test
	void deniedRegionsTakeBundledEvidenceWithOneWarning(CapturedOutput output) {
		everything((call) -> ControlPlaneStub.denied());
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT, OHIO), List.of(NAMED), LONG, BUNDLED);
		assertThat(catalog.from(FRANKFURT)).isEqualTo(BUNDLED.from(FRANKFURT));
		assertThat(catalog.from(OHIO)).isEqualTo(BUNDLED.from(OHIO));
		assertThat(catalog.sourceRegions()).containsExactly(FRANKFURT, OHIO);
		assertThat(catalog.refresh()).isFalse();
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("eu-central-1, us-east-2", "denied", "is not authorized", "bundled evidence of 2026-08-22",
					LiveInferenceProfileCatalog.IAM_STATEMENT);
	}

	@Test
	void deniedRegionThatNothingIsBundledForHasNoEvidence(CapturedOutput output) {
		everything((call) -> ControlPlaneStub.denied());
		RegionCode vienna = new RegionCode("at-vienna-1");
		LiveInferenceProfileCatalog catalog = start(List.of(vienna), List.of(), LONG, BUNDLED);
		assertThat(catalog.from(vienna)).isEmpty();
		assertThat(warnings(output)).singleElement().asString().contains("nothing for at-vienna-1");
	}

	@Test
	void withoutFallbackADeniedRegionFails(CapturedOutput output) {
		this.stub.on("ListInferenceProfiles",
				(call) -> (call.region().equals(OHIO)) ? ControlPlaneStub.denied() : ControlPlaneStub.profiles());
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT, OHIO);
		assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(catalog::join)
			.withMessageContaining("us-east-2 denied")
			.satisfies((ex) -> {
				assertThat(ex.getFailures()).singleElement().satisfies((failure) -> {
					assertThat(failure.sourceRegion()).isEqualTo(OHIO);
					assertThat(failure.kind()).isEqualTo(Kind.DENIED);
					assertThat(failure.operation()).isEqualTo("ListInferenceProfiles");
					assertThat(failure.message()).contains("is not authorized");
				});
				assertThat(ex.getIamStatement()).contains("bedrock:ListInferenceProfiles",
						"bedrock:GetInferenceProfile", "bedrock:ListFoundationModels");
			});
		assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(() -> catalog.from(FRANKFURT));
		assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(catalog::sourceRegions);
		assertThat(warnings(output)).isEmpty();
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles());
		assertThat(catalog.refresh()).isTrue();
		assertThat(catalog.sourceRegions()).containsExactly(FRANKFURT, OHIO);
	}

	@Test
	void withoutFallbackADeniedNamedProfileFails() {
		this.stub.on("GetInferenceProfile", (call) -> ControlPlaneStub.denied());
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(NAMED), LONG, null);
		assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(catalog::join)
			.withMessageContaining("GetInferenceProfile");
	}

	@Test
	void withFallbackADeniedNamedProfileIsAbsent(CapturedOutput output) {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("GetInferenceProfile", (call) -> ControlPlaneStub.denied());
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(NAMED), LONG, BUNDLED);
		assertThat(evidence(catalog, FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly("eu." + MODEL);
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("(GetInferenceProfile, denied)", "Not renewed: " + SHOWN);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void everyFailureHasItsKindAndIsBridged(String name, Kind kind, Function<Call, Answer> answer,
			CapturedOutput output) {
		this.stub.on("ListInferenceProfiles", answer);
		Duration timeout = (kind != Kind.TIMED_OUT) ? LONG : Duration.ofMillis(300);
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(), timeout, BUNDLED);
		assertThat(catalog.from(FRANKFURT)).isEqualTo(BUNDLED.from(FRANKFURT));
		assertThat(catalog.failures()).singleElement().extracting(ControlPlaneFailure::kind).isEqualTo(kind);
		assertThat(warnings(output)).singleElement().asString().contains(kind.value());
		LiveInferenceProfileCatalog live = live(timeout, FRANKFURT);
		assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(live::join)
			.satisfies((ex) -> assertThat(ex.getFailures()).extracting(ControlPlaneFailure::kind).containsOnly(kind));
	}

	static Stream<Arguments> failures() {
		return Stream.of(failure("denied", Kind.DENIED, ControlPlaneStub.denied()),
				failure("bad credentials", Kind.CREDENTIALS_REFUSED,
						ControlPlaneStub.error(403, "UnrecognizedClientException", "The security token is invalid")),
				failure("a proxy that forbids", Kind.UNREACHABLE, new Answer(403, "<html>Forbidden</html>")),
				failure("throttled", Kind.THROTTLED,
						ControlPlaneStub.error(429, "ThrottlingException", "Rate exceeded")),
				failure("server error", Kind.UNAVAILABLE,
						ControlPlaneStub.error(500, "InternalServerException", "Oops")),
				failure("silence", Kind.TIMED_OUT, ControlPlaneStub.SILENCE),
				failure("bad request", Kind.NONSENSE, ControlPlaneStub.error(400, "ValidationException", "What?")),
				failure("not JSON", Kind.NONSENSE, ControlPlaneStub.json("<html>Welcome</html>")),
				failure("truncated JSON", Kind.NONSENSE, ControlPlaneStub.json("{\"inferenceProfileSummaries\": [")),
				failure("no list", Kind.NONSENSE, ControlPlaneStub.json("{}")),
				failure("list of another type", Kind.NONSENSE,
						ControlPlaneStub.json("{\"inferenceProfileSummaries\": {\"a\": 1}}")),
				failure("empty", Kind.NONSENSE, ControlPlaneStub.json("")),
				failure("pages that never end", Kind.NONSENSE,
						ControlPlaneStub.json("{\"inferenceProfileSummaries\": [], \"nextToken\": \"again\"}")));
	}

	private static Arguments failure(String name, Kind kind, Answer answer) {
		Function<Call, Answer> always = (call) -> answer;
		return Arguments.of(name, kind, always);
	}

	@Test
	void nobodyListens() {
		this.stub.close();
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(), LONG, BUNDLED);
		assertThat(catalog.failures()).extracting(ControlPlaneFailure::kind).containsExactly(Kind.UNREACHABLE);
		assertThat(catalog.from(FRANKFURT)).isEqualTo(BUNDLED.from(FRANKFURT));
	}

	@Test
	void noClientForARegion() {
		LiveInferenceProfileCatalog catalog = LiveInferenceProfileCatalog.start((region) -> {
			throw new IllegalStateException("no credentials");
		}, List.of(FRANKFURT), List.of(), LONG, this.clock, BUNDLED);
		assertThat(catalog.failures()).singleElement().satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
			assertThat(failure.message()).contains("no credentials");
		});
	}

	@Test
	void oneRegionOfThreeFailsAlone() {
		this.stub.on("ListInferenceProfiles", (call) -> (call.region().equals(IRELAND)) ? ControlPlaneStub.SILENCE
				: ControlPlaneStub.profiles(PROFILE));
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT, IRELAND, OHIO), List.of(), SHORT, BUNDLED);
		assertThat(evidence(catalog, FRANKFURT).evidence().source()).isEqualTo(Evidence.Source.LIVE);
		assertThat(evidence(catalog, IRELAND).evidence().source()).isEqualTo(Evidence.Source.BUNDLED);
		assertThat(evidence(catalog, OHIO).evidence().source()).isEqualTo(Evidence.Source.LIVE);
	}

	@Test
	void profilesStayWhenOnlyTheModelsAreDenied(CapturedOutput output) {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.denied());
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		RegionEvidence evidence = evidence(catalog, FRANKFURT);
		assertThat(evidence.profiles()).hasSize(1);
		assertThat(evidence.onDemandModels()).isNull();
		assertThat(warnings(output)).singleElement().asString().contains("(ListFoundationModels, denied)", "unproven");
	}

	@Test
	void profilesStayWhenOnlyTheModelsTakeTooLong() {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.SILENCE);
		LiveInferenceProfileCatalog catalog = live(SHORT, FRANKFURT);
		assertThat(evidence(catalog, FRANKFURT).profiles()).hasSize(1);
		assertThat(evidence(catalog, FRANKFURT).onDemandModels()).isNull();
		assertThat(catalog.failures()).extracting(ControlPlaneFailure::kind).containsExactly(Kind.TIMED_OUT);
	}

	@Test
	void allRegionsAreAskedAtTheSameTime() {
		List<RegionCode> regions = Stream.of("eu-central-1", "eu-west-1", "us-east-1", "us-east-2", "ap-south-1")
			.map(RegionCode::new)
			.toList();
		CountDownLatch profiles = new CountDownLatch(regions.size());
		CountDownLatch models = new CountDownLatch(regions.size());
		this.stub.on("ListInferenceProfiles", (call) -> together(profiles, ControlPlaneStub.profiles(PROFILE)));
		this.stub.on("ListFoundationModels", (call) -> together(models, ControlPlaneStub.models()));
		LiveInferenceProfileCatalog catalog = start(regions, List.of(), LONG, null);
		assertThat(catalog.sourceRegions()).containsExactlyInAnyOrderElementsOf(regions);
	}

	// Every call waits until all have come.
	private static Answer together(CountDownLatch arrived, Answer answer) {
		arrived.countDown();
		try {
			return (arrived.await(20, TimeUnit.SECONDS)) ? answer : ControlPlaneStub.denied();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ControlPlaneStub.denied();
		}
	}

	@Test
	void threadsEndWithTheLookup() {
		everything((call) -> ControlPlaneStub.SILENCE);
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		LiveInferenceProfileCatalog catalog = LiveInferenceProfileCatalog.start((region) -> {
			threads.add(Thread.currentThread());
			return this.stub.client(region);
		}, List.of(FRANKFURT, IRELAND, OHIO), List.of(), Duration.ofMillis(300), this.clock, BUNDLED);
		catalog.join();
		assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
		Awaitility.await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
	}

	@Test
	void askingTheCatalogMakesNoCall() {
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		catalog.join();
		int calls = this.stub.calls().size();
		assertThat(catalog.from(FRANKFURT)).isPresent();
		assertThat(catalog.from(OHIO)).isEmpty();
		assertThat(this.stub.calls()).hasSize(calls);
	}

	@Test
	void refreshTakesWhatIsNewAndDropsWhatIsGone() {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		assertThat(evidence(catalog, FRANKFURT).evidence()).isEqualTo(live(this.clock.instant()));
		this.clock.move(Duration.ofHours(6));
		assertThat(catalog.refresh()).as("only the age changes").isFalse();
		assertThat(evidence(catalog, FRANKFURT).evidence()).isEqualTo(live(this.clock.instant()));
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub
			.profiles(ControlPlaneStub.profile("eu." + MODEL, ControlPlaneStub.modelArn("eu-west-2", MODEL))));
		assertThat(catalog.refresh()).as("other destinations").isTrue();
		assertThat(evidence(catalog, FRANKFURT).profiles()).extracting((profile) -> profile.destinations().codes())
			.containsExactly(List.of("eu-west-2"));
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles());
		assertThat(catalog.refresh()).as("gone").isTrue();
		assertThat(evidence(catalog, FRANKFURT).profiles()).isEmpty();
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.models(MODEL));
		assertThat(catalog.refresh()).as("a model in the Region").isTrue();
	}

	@Test
	void refreshThatFailsKeepsTheEvidenceAndItsAge(CapturedOutput output) {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		RegionEvidence before = evidence(catalog, FRANKFURT);
		everything((call) -> ControlPlaneStub.denied());
		this.clock.move(Duration.ofHours(6));
		assertThat(catalog.refresh()).isFalse();
		assertThat(catalog.refresh()).isFalse();
		assertThat(evidence(catalog, FRANKFURT)).isEqualTo(before);
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("live evidence of " + before.evidence().asOf());
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.models());
		assertThat(catalog.refresh()).isFalse();
		assertThat(evidence(catalog, FRANKFURT).evidence()).isEqualTo(live(this.clock.instant()));
		everything((call) -> ControlPlaneStub.denied());
		assertThat(catalog.refresh()).isFalse();
		assertThat(warnings(output)).as("the cause had gone and came back").hasSize(2);
	}

	@Test
	void refreshReplacesBundledEvidence() {
		everything((call) -> ControlPlaneStub.denied());
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(), LONG, BUNDLED);
		assertThat(evidence(catalog, FRANKFURT).evidence().source()).isEqualTo(Evidence.Source.BUNDLED);
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		assertThat(catalog.refresh()).isTrue();
		assertThat(evidence(catalog, FRANKFURT).evidence().source()).isEqualTo(Evidence.Source.LIVE);
		assertThat(evidence(catalog, FRANKFURT).profiles()).hasSize(1);
	}

	@Test
	void theLifeCyclesThatARegionStatesAreEvidence() {
		Map<String, String> stated = new LinkedHashMap<>();
		stated.put("a.active", "{\"status\": \"ACTIVE\", \"startOfLifeTime\": \"2026-02-05T10:00:00Z\"}");
		stated.put("a.legacy", "{\"status\": \"LEGACY\", \"legacyTime\": \"2026-07-08T00:00:00Z\", "
				+ "\"publicExtendedAccessTime\": \"2026-10-08T00:00:00Z\", \"endOfLifeTime\": \"2027-01-08T23:59:59Z\"}");
		stated.put("a.new-status", "{\"status\": \"RETIRED\", \"endOfLifeTime\": \"2027-01-08T00:00:00Z\"}");
		stated.put("a.without-status", "{\"endOfLifeTime\": \"2027-01-08T00:00:00Z\"}");
		stated.put("a.null", "null");
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.models(stated));
		LiveInferenceProfileCatalog catalog = live(LONG, FRANKFURT);
		Map<String, ModelFacts.Lifecycle> known = new TreeMap<>();
		evidence(catalog, FRANKFURT).lifecycles().forEach((model, lifecycle) -> known.put(model.value(), lifecycle));
		assertThat(known).containsOnlyKeys("a.active", "a.legacy");
		assertThat(known.get("a.active")).isEqualTo(new ModelFacts.Lifecycle(ModelFacts.Status.ACTIVE, null,
				new ModelFacts.Dates("2026-02-05", null, null, null, null), null));
		assertThat(known.get("a.legacy")).isEqualTo(new ModelFacts.Lifecycle(ModelFacts.Status.LEGACY, null,
				new ModelFacts.Dates(null, LocalDate.parse("2026-07-08"), LocalDate.parse("2026-10-08"),
						LocalDate.parse("2027-01-08"), null),
				null));
		assertThat(catalog.refresh()).isFalse();
		stated.put("a.active", "{\"status\": \"LEGACY\"}");
		assertThat(catalog.refresh()).as("a Legacy period begins").isTrue();
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.denied());
		catalog.refresh();
		assertThat(evidence(catalog, FRANKFURT).lifecycles()).as("kept").hasSize(2);
	}

	@Test
	void refreshKeepsThePartsThatCannotBeReadAgainAndTheirAge() {
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles(PROFILE));
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.models(MODEL));
		this.stub.on("GetInferenceProfile", (call) -> ControlPlaneStub
			.json(ControlPlaneStub.profile("p7aksl2pa6w7", ControlPlaneStub.modelArn("eu-central-1", MODEL))));
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(NAMED), LONG, null);
		RegionEvidence before = evidence(catalog, FRANKFURT);
		assertThat(before.profiles()).hasSize(2);
		this.clock.move(Duration.ofHours(6));
		this.stub.on("ListFoundationModels", (call) -> ControlPlaneStub.denied());
		this.stub.on("GetInferenceProfile",
				(call) -> ControlPlaneStub.error(429, "ThrottlingException", "Rate exceeded"));
		assertThat(catalog.refresh()).isFalse();
		RegionEvidence kept = evidence(catalog, FRANKFURT);
		assertThat(kept.profiles()).isEqualTo(before.profiles());
		assertThat(kept.onDemandModels()).isEqualTo(before.onDemandModels());
		assertThat(kept.evidence()).isEqualTo(before.evidence());
		assertThat(kept.evidenceOf(kept.profile(NAMED.value()).orElseThrow())).isEqualTo(before.evidence());
		assertThat(kept.evidenceOf(kept.profile("eu." + MODEL).orElseThrow())).as("read again")
			.isEqualTo(live(this.clock.instant()));
		this.stub.on("ListInferenceProfiles", (call) -> ControlPlaneStub.profiles());
		assertThat(catalog.refresh()).isTrue();
		assertThat(evidence(catalog, FRANKFURT).profiles()).extracting(InferenceProfile::id)
			.containsExactly(NAMED.value());
		this.stub.on("GetInferenceProfile",
				(call) -> ControlPlaneStub.error(404, "ResourceNotFoundException", "No such profile"));
		assertThat(catalog.refresh()).isTrue();
		assertThat(evidence(catalog, FRANKFURT).profiles()).isEmpty();
	}

	@Test
	void closingAbandonsTheLookup(CapturedOutput output) {
		everything((call) -> ControlPlaneStub.SILENCE);
		LiveInferenceProfileCatalog catalog = start(List.of(FRANKFURT), List.of(), Duration.ofHours(1), BUNDLED);
		catalog.close();
		assertThat(catalog.from(FRANKFURT)).isEqualTo(BUNDLED.from(FRANKFURT));
		assertThat(catalog.refresh()).isFalse();
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void timeoutMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> live(Duration.ZERO, FRANKFURT))
			.withMessageContaining("catalog.timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> live(Duration.ofSeconds(-1), FRANKFURT));
	}

	private void everything(Function<Call, Answer> answer) {
		Stream.of("ListInferenceProfiles", "GetInferenceProfile", "ListFoundationModels")
			.forEach((operation) -> this.stub.on(operation, answer));
	}

	private LiveInferenceProfileCatalog live(Duration timeout, RegionCode... regions) {
		return start(List.of(regions), List.of(), timeout, null);
	}

	private LiveInferenceProfileCatalog start(Collection<RegionCode> regions, Collection<BedrockArn> named,
			Duration timeout, @Nullable InferenceProfileCatalog fallback) {
		return LiveInferenceProfileCatalog.start(this.stub::client, regions, named, timeout, this.clock, fallback);
	}

	private static RegionEvidence evidence(LiveInferenceProfileCatalog catalog, RegionCode region) {
		return catalog.from(region).orElseThrow();
	}

	private static Evidence live(Instant asOf) {
		return new Evidence(Evidence.Source.LIVE, asOf);
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll()
			.lines()
			.filter((line) -> line.contains(" WARN ") && line.contains("control plane"))
			.toList();
	}

}
