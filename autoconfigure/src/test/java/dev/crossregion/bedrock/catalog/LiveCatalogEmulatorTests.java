package dev.crossregion.bedrock.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure.Kind;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.KnownRoute;
import dev.crossregion.bedrock.profile.ReferenceRoutes;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.profile.SnapshotFile;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LiveInferenceProfileCatalog} against the emulator's control plane,
 * through the clients that applications use.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LiveCatalogEmulatorTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	/** Long enough for the Regions that answer, on connections that are open. */
	private static final Duration SHORT = Duration.ofSeconds(3);

	private static final BundledSnapshot SNAPSHOT = BundledSnapshot.load();

	private static final InferenceProfileCatalog BUNDLED = SNAPSHOT.catalog();

	private static final RegionTable REGIONS = SNAPSHOT.regions();

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final RegionCode OHIO = new RegionCode("us-east-2");

	private static final RegionCode TOKYO = new RegionCode("ap-northeast-1");

	private static final List<RegionCode> THREE = List.of(FRANKFURT, OHIO, TOKYO);

	private static final @Nullable String REFERENCE = System.getenv(ReferenceRoutes.VARIABLE);

	private static List<KnownRoute> known() {
		return (REFERENCE != null) ? ReferenceRoutes.read(Path.of(REFERENCE)).routes() : SnapshotFile.read().routes();
	}

	@Test
	void everySourceRegionAnswersWhatTheSnapshotKnows() {
		try (BedrockEmulator emulator = BedrockEmulator.builder().pageSize(7).start();
				RegionalClients clients = clients(emulator.uri())) {
			LiveInferenceProfileCatalog catalog = start(clients, REGIONS.regions(), List.of(), LONG, null);
			int profiles = 0;
			for (RegionCode region : REGIONS.regions()) {
				RegionEvidence live = catalog.from(region).orElseThrow();
				assertThat(live.profiles()).as(region.value())
					.containsExactlyElementsOf(BUNDLED.from(region)
						.stream()
						.flatMap((evidence) -> evidence.profiles().stream())
						.filter((profile) -> !(profile.destinations() instanceof Destinations.Unknown))
						.toList());
				assertThat(live.evidence().source()).isEqualTo(Evidence.Source.LIVE);
				assertThat(live.onDemandModels()).isNotNull();
				profiles += live.profiles().size();
			}
			assertThat(profiles).isEqualTo(known().stream().filter((route) -> route.destinations() != null).count());
			assertThat(emulator.journal().entries(Operation.LIST_INFERENCE_PROFILES)).as("pages")
				.hasSizeGreaterThan(2 * REGIONS.regions().size());
			System.out.printf("%d profiles from %d source Regions, in %d pages%n", profiles, REGIONS.regions().size(),
					emulator.journal().entries(Operation.LIST_INFERENCE_PROFILES).size());
		}
	}

	@Test
	void thePlannersAnswersAreThoseOfTheReferenceOrOfTheSnapshot() {
		try (BedrockEmulator emulator = BedrockEmulator.start(); RegionalClients clients = clients(emulator.uri())) {
			LiveInferenceProfileCatalog catalog = start(clients, REGIONS.regions(), List.of(), LONG, null);
			List<KnownRoute> known = known();
			Map<String, KnownRoute> stated = known.stream()
				.filter((route) -> route.destinations() != null)
				.collect(Collectors.toMap((route) -> key(route.model(), route.sourceRegion(), route.isGlobal()),
						(route) -> route));
			int present = 0;
			int absent = 0;
			for (String model : known.stream().map(KnownRoute::model).collect(Collectors.toCollection(TreeSet::new))) {
				for (RegionCode region : REGIONS.regions()) {
					for (boolean global : new boolean[] { true, false }) {
						KnownRoute expected = stated.get(key(model, region.value(), global));
						RouteTarget target = (global) ? new RouteTarget.Global() : new RouteTarget.Geographic(null);
						assertPlanned(plan(model, region, target, catalog), expected);
						if (expected != null) {
							present++;
						}
						else {
							absent++;
						}
					}
				}
			}
			assertThat(present).isEqualTo(stated.size());
			System.out.printf("%d routes planned and %d absences found as %s has them%n", present, absent,
					(REFERENCE != null) ? "the reference" : "the snapshot");
		}
	}

	private static String key(String model, String sourceRegion, boolean global) {
		return model + " " + sourceRegion + " " + global;
	}

	private static void assertPlanned(RoutePlan plan, @Nullable KnownRoute expected) {
		if (expected == null) {
			assertThat(plan.routes()).as("%s", plan.declaration()).isEmpty();
			assertThat(plan.unmet()).singleElement()
				.extracting(RoutePlan.Unmet::refusal)
				.isInstanceOfAny(Refusal.NoProfile.class, Refusal.UnknownModel.class);
			return;
		}
		Route route = plan.routes().get(0);
		assertThat(route.modelId()).isEqualTo(expected.profile());
		assertThat(route.destinations().codes()).as(expected.toString())
			.containsExactlyElementsOf(expected.destinations());
		assertThat(route.evidence().source()).isEqualTo(Evidence.Source.LIVE);
		assertThat(route.proven()).isTrue();
	}

	@Test
	void inRegionIsWhatTheRegionServesItself() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.inRegionModels("eu-central-1", "amazon.nova-lite-v1:0")
			.inRegionModels("us-east-2", "amazon.nova-pro-v1:0")
			.start(); RegionalClients clients = clients(emulator.uri())) {
			LiveInferenceProfileCatalog catalog = start(clients, THREE, List.of(), LONG, null);
			assertThat(plan("amazon.nova-lite-v1:0", FRANKFURT, new RouteTarget.InRegion(), catalog).routes())
				.singleElement()
				.satisfies((route) -> {
					assertThat(route.mode()).isEqualTo(InferenceMode.IN_REGION);
					assertThat(route.proven()).isTrue();
				});
			assertThat(plan("amazon.nova-lite-v1:0", OHIO, new RouteTarget.InRegion(), catalog).unmet()).singleElement()
				.extracting(RoutePlan.Unmet::refusal)
				.isInstanceOf(Refusal.OnlyThroughProfiles.class);
			assertThat(plan("amazon.nova-pro-v1:0", OHIO, new RouteTarget.InRegion(), catalog).routes()).hasSize(1);
		}
	}

	@Test
	void namedApplicationProfilesAreLookedUpInTheirOwnRegion() {
		String model = "anthropic.claude-sonnet-4-6";
		BedrockArn own = BedrockArn
			.parse("arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6");
		BedrockArn foreign = BedrockArn
			.parse("arn:aws:bedrock:us-east-2:123456789012:application-inference-profile/f6e5d4c3b2a1");
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.applicationProfile(own.value(), ControlPlaneStub.modelArn("eu-central-1", model),
					ControlPlaneStub.modelArn("eu-west-1", model))
			.start(); RegionalClients clients = clients(emulator.uri())) {
			LiveInferenceProfileCatalog catalog = start(clients, THREE, List.of(own, foreign), LONG, BUNDLED);
			assertThat(catalog.from(FRANKFURT).orElseThrow().profile(own.value())).hasValueSatisfying((profile) -> {
				assertThat(profile.type()).isEqualTo(InferenceProfile.Type.APPLICATION);
				assertThat(profile.model()).isEqualTo(new FoundationModelId(model));
				assertThat(profile.destinations().codes()).containsExactly("eu-central-1", "eu-west-1");
			});
			assertThat(catalog.from(OHIO).orElseThrow().profile(own.value())).isEmpty();
			assertThat(catalog.leftOut(OHIO)).containsOnlyKeys(foreign.value());
			assertThat(emulator.journal().entries(Operation.GET_INFERENCE_PROFILE))
				.extracting((entry) -> entry.sourceRegion() + " " + entry.status())
				.containsExactlyInAnyOrder("eu-central-1 200", "us-east-2 404");
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("faults")
	void faultsOfOneRegionAreBridgedThereAlone(Kind kind, Fault fault, CapturedOutput output) {
		try (BedrockEmulator emulator = BedrockEmulator.start(); RegionalClients clients = clients(emulator.uri())) {
			start(clients, THREE, List.of(), LONG, null).join();
			emulator.fail(fault.controlPlane().from("us-east-2"));
			Duration timeout = (kind != Kind.TIMED_OUT) ? LONG : SHORT;
			LiveInferenceProfileCatalog catalog = start(clients, THREE, List.of(), timeout, BUNDLED);
			assertThat(catalog.from(OHIO)).isEqualTo(BUNDLED.from(OHIO));
			assertThat(catalog.from(FRANKFURT).orElseThrow().evidence().source()).isEqualTo(Evidence.Source.LIVE);
			assertThat(catalog.from(TOKYO).orElseThrow().evidence().source()).isEqualTo(Evidence.Source.LIVE);
			assertThat(catalog.failures()).extracting(ControlPlaneFailure::kind).containsExactly(kind);
			assertThat(output.getAll()
				.lines()
				.filter((line) -> line.contains(" WARN ") && line.contains("The Bedrock control plane cannot be read")))
				.singleElement()
				.asString()
				.contains("us-east-2", kind.value(), "bundled evidence of", kind.remedy());
			LiveInferenceProfileCatalog live = start(clients, THREE, List.of(), timeout, null);
			assertThatExceptionOfType(ControlPlaneUnavailableException.class).isThrownBy(live::join)
				.satisfies((ex) -> assertThat(ex.getFailures()).singleElement().satisfies((failure) -> {
					assertThat(failure.sourceRegion()).isEqualTo(OHIO);
					assertThat(failure.kind()).isEqualTo(kind);
				}));
		}
	}

	static List<Arguments> faults() {
		return List.of(Arguments.of(Kind.DENIED, Fault.accessDeniedByIdentityPolicy("us-east-2")),
				Arguments.of(Kind.DENIED, Fault.accessDeniedByScp("us-east-2")),
				Arguments.of(Kind.THROTTLED, Fault.throttled()), Arguments.of(Kind.UNAVAILABLE, Fault.unavailable()),
				Arguments.of(Kind.UNAVAILABLE, Fault.internalError()),
				Arguments.of(Kind.UNREACHABLE, Fault.connectionReset()),
				Arguments.of(Kind.TIMED_OUT, Fault.blackHole()), Arguments.of(Kind.NONSENSE, Fault.notJson()));
	}

	@Test
	void evidenceIsRefreshedWhenTheControlPlaneAnswersAgain() {
		try (BedrockEmulator emulator = BedrockEmulator.start(); RegionalClients clients = clients(emulator.uri())) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy("eu-central-1").controlPlane());
			LiveInferenceProfileCatalog catalog = start(clients, THREE, List.of(), LONG, BUNDLED);
			assertThat(catalog.from(FRANKFURT)).isEqualTo(BUNDLED.from(FRANKFURT));
			assertThat(catalog.refresh()).isFalse();
			emulator.clearFaults();
			assertThat(catalog.refresh()).isTrue();
			assertThat(catalog.failures()).isEmpty();
			assertThat(catalog.from(FRANKFURT).orElseThrow().evidence().source()).isEqualTo(Evidence.Source.LIVE);
			assertThat(catalog.refresh()).isFalse();
		}
	}

	private static RegionalClients clients(URI uri) {
		ClientSettings settings = new ClientSettings(uri, 1000, Duration.ofSeconds(2), Duration.ofMinutes(10),
				Duration.ofSeconds(60), Duration.ofSeconds(60));
		return new RegionalClients(settings,
				StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	private static LiveInferenceProfileCatalog start(RegionalClients clients, Collection<RegionCode> regions,
			Collection<BedrockArn> named, Duration timeout, @Nullable InferenceProfileCatalog fallback) {
		return LiveInferenceProfileCatalog.start(clients::controlPlane, regions, named, timeout, Clock.systemUTC(),
				fallback);
	}

	private static RoutePlan plan(String model, RegionCode region, RouteTarget target,
			InferenceProfileCatalog catalog) {
		RouteDeclaration route = new RouteDeclaration(region, target, DeclaredQuota.NONE);
		return new RoutePlanner(REGIONS, BUNDLED).plan(new ModelDeclaration("test", new FoundationModelId(model),
				List.of(route), ResidencyPolicy.unlimited(REGIONS), RoutingSettings.DEFAULT), catalog);
	}

}
