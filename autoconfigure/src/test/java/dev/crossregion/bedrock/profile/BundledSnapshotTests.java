package dev.crossregion.bedrock.profile;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.quota.Burndown;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BundledSnapshot}. The numbers are those of the file that is shipped: a
 * new one changes them, and whoever makes it should look at what has changed.
 */
class BundledSnapshotTests {

	private final BundledSnapshot snapshot = BundledSnapshot.load();

	private final SnapshotFile file = SnapshotFile.read();

	@Test
	void saysWhenItWasTrue() {
		assertThat(this.file.asOf()).isEqualTo("2026-10-07");
		assertThat(this.snapshot.asOf()).isEqualTo(Instant.parse("2026-10-07T00:00:00Z"));
	}

	@Test
	void knowsTheCountryOfEveryRegion() {
		Map<String, String> countries = Map.ofEntries(Map.entry("af-south-1", "ZA"), Map.entry("ap-east-1", "HK"),
				Map.entry("ap-east-2", "TW"), Map.entry("ap-northeast-1", "JP"), Map.entry("ap-northeast-2", "KR"),
				Map.entry("ap-northeast-3", "JP"), Map.entry("ap-south-1", "IN"), Map.entry("ap-south-2", "IN"),
				Map.entry("ap-southeast-1", "SG"), Map.entry("ap-southeast-2", "AU"), Map.entry("ap-southeast-3", "ID"),
				Map.entry("ap-southeast-4", "AU"), Map.entry("ap-southeast-5", "MY"), Map.entry("ap-southeast-6", "NZ"),
				Map.entry("ap-southeast-7", "TH"), Map.entry("ca-central-1", "CA"), Map.entry("ca-west-1", "CA"),
				Map.entry("eu-central-1", "DE"), Map.entry("eu-central-2", "CH"), Map.entry("eu-north-1", "SE"),
				Map.entry("eu-south-1", "IT"), Map.entry("eu-south-2", "ES"), Map.entry("eu-west-1", "IE"),
				Map.entry("eu-west-2", "GB"), Map.entry("eu-west-3", "FR"), Map.entry("il-central-1", "IL"),
				Map.entry("me-central-1", "AE"), Map.entry("me-south-1", "BH"), Map.entry("mx-central-1", "MX"),
				Map.entry("sa-east-1", "BR"), Map.entry("us-east-1", "US"), Map.entry("us-east-2", "US"),
				Map.entry("us-gov-east-1", "US"), Map.entry("us-gov-west-1", "US"), Map.entry("us-west-1", "US"),
				Map.entry("us-west-2", "US"), Map.entry("eusc-de-east-1", "DE"), Map.entry("cn-north-1", "CN"),
				Map.entry("cn-northwest-1", "CN"), Map.entry("us-iso-east-1", "US"), Map.entry("us-iso-west-1", "US"),
				Map.entry("us-isob-east-1", "US"), Map.entry("us-isob-west-1", "US"), Map.entry("us-isof-east-1", "US"),
				Map.entry("us-isof-south-1", "US"), Map.entry("eu-isoe-west-1", "?"));
		RegionTable table = this.snapshot.regions();
		Map<String, String> read = new TreeMap<>();
		table.regions().forEach((region) -> read.put(region.value(), table.country(region).orElse("?")));
		assertThat(read).hasSize(46).isEqualTo(countries).isEqualTo(this.file.countries());
	}

	@Test
	void knowsThePartitionOfEveryRegion() {
		RegionTable table = this.snapshot.regions();
		Map<String, String> read = new TreeMap<>();
		table.regions().forEach((region) -> read.put(region.value(), table.partition(region).orElseThrow()));
		assertThat(read).isEqualTo(this.file.partitions());
		assertThat(read.entrySet().stream().filter((entry) -> !entry.getValue().equals("aws")))
			.containsExactlyInAnyOrder(Map.entry("us-gov-east-1", "aws-us-gov"),
					Map.entry("us-gov-west-1", "aws-us-gov"), Map.entry("eusc-de-east-1", "aws-eusc"),
					Map.entry("cn-north-1", "aws-cn"), Map.entry("cn-northwest-1", "aws-cn"),
					Map.entry("us-iso-east-1", "aws-iso"), Map.entry("us-iso-west-1", "aws-iso"),
					Map.entry("us-isob-east-1", "aws-iso-b"), Map.entry("us-isob-west-1", "aws-iso-b"),
					Map.entry("us-isof-east-1", "aws-iso-f"), Map.entry("us-isof-south-1", "aws-iso-f"),
					Map.entry("eu-isoe-west-1", "aws-iso-e"));
	}

	@Test
	void holdsEveryRouteOfTheFileAndNoOther() {
		InferenceProfileCatalog catalog = this.snapshot.catalog();
		assertThat(catalog.sourceRegions()).isEqualTo(this.snapshot.regions().regions());
		Set<KnownRoute> read = new HashSet<>();
		for (RegionCode sourceRegion : catalog.sourceRegions()) {
			RegionEvidence evidence = catalog.from(sourceRegion).orElseThrow();
			assertThat(evidence.sourceRegion()).isEqualTo(sourceRegion);
			assertThat(evidence.evidence()).as("the Region as a whole is as old as its oldest profile")
				.isEqualTo(evidence.profiles()
					.stream()
					.map(evidence::evidenceOf)
					.min(Comparator.comparing(Evidence::asOf))
					.orElse(new Evidence(Evidence.Source.BUNDLED, this.snapshot.asOf())));
			assertThat(evidence.onDemandModels()).as("the snapshot is silent on in-Region calls").isNull();
			for (InferenceProfile profile : evidence.profiles()) {
				assertThat(profile.type()).isEqualTo(InferenceProfile.Type.SYSTEM_DEFINED);
				assertThat(profile.mode())
					.isEqualTo((profile.id().startsWith("global.")) ? InferenceMode.GLOBAL : InferenceMode.GEOGRAPHIC);
				KnownRoute known = find(profile.id(), sourceRegion.value());
				assertThat(profile.model().value()).isEqualTo(known.model());
				assertThat(profile.prefix()).contains(known.prefix());
				assertThat(evidence.evidenceOf(profile))
					.isEqualTo(new Evidence(Evidence.Source.BUNDLED, Instant.parse(known.asOf() + "T00:00:00Z")));
				assertThat(profile.destinations().codes())
					.containsExactlyElementsOf((known.destinations() != null) ? known.destinations() : Set.of("?"));
				assertThat(read.add(known)).as("%s is there once", known).isTrue();
			}
		}
		assertThat(read).hasSameSizeAs(this.file.routes());
	}

	@Test
	void countsWhatTheScansListed() {
		List<KnownRoute> listed = this.file.routes().stream().filter(KnownRoute::listed).toList();
		List<KnownRoute> geographic = listed.stream().filter((route) -> !route.isGlobal()).toList();
		assertThat(geographic).hasSize(543).filteredOn((route) -> route.destinations() == null).hasSize(2);
		assertThat(profiles(geographic)).hasSize(125);
		List<KnownRoute> global = listed.stream().filter(KnownRoute::isGlobal).toList();
		assertThat(global).hasSize(842)
			.allSatisfy((route) -> assertThat(route.destinations()).isEqualTo(KnownRoute.ANYWHERE));
		assertThat(profiles(global)).hasSize(30);
	}

	@Test
	void countsWhatIsOnlyDocumented() {
		List<KnownRoute> documented = this.file.routes().stream().filter((route) -> !route.listed()).toList();
		List<KnownRoute> geographic = documented.stream().filter((route) -> !route.isGlobal()).toList();
		assertThat(geographic).hasSize(24);
		assertThat(geographic.stream().filter((route) -> route.destinations() == null)).isEmpty();
		assertThat(documented.stream().filter(KnownRoute::isGlobal)).hasSize(33);
	}

	@Test
	void everyDestinationIsInTheTableOfRegions() {
		assertThat(this.file.routes()
			.stream()
			.filter((route) -> route.destinations() != null && !route.isGlobal())
			.flatMap((route) -> route.destinations().stream())).isSubsetOf(this.file.countries().keySet());
		assertThat(this.file.routes().stream().map(KnownRoute::sourceRegion))
			.isSubsetOf(this.file.countries().keySet());
	}

	@Test
	void theSourceRegionIsNotAlwaysADestination() {
		assertThat(this.file.routes())
			.filteredOn((route) -> route.destinations() != null && !route.isGlobal()
					&& !route.destinations().contains(route.sourceRegion()))
			.extracting((route) -> route.profile() + " from " + route.sourceRegion())
			.containsExactlyInAnyOrder("us.openai.gpt-5.4 from ca-central-1", "us.openai.gpt-5.4 from us-west-1",
					"us.openai.gpt-5.5 from ca-central-1", "us.openai.gpt-5.5 from us-west-1");
	}

	@Test
	void theRatesOfOutputTokensAreThoseOfTheModels() {
		List<ModelFacts> rated = this.snapshot.models()
			.stream()
			.filter((facts) -> facts.limits().burndown() != null)
			.toList();
		assertThat(rated).hasSize(58)
			.allSatisfy((facts) -> assertThat(Burndown.of(facts.model().value())).as(facts.model().value())
				.isEqualTo(facts.limits().burndown()));
	}

	@Test
	void knowsTheQuotaOfAModelByKindAndUnit() {
		FoundationModelId sonnet = new FoundationModelId("anthropic.claude-sonnet-4-5-20250929-v1:0");
		RegionCode frankfurt = new RegionCode("eu-central-1");
		assertThat(this.snapshot.quotas()).hasSize(179);
		assertThat(this.snapshot.quota(sonnet, InferenceMode.GEOGRAPHIC, ServiceQuota.Unit.TOKENS_PER_MINUTE))
			.hasValueSatisfying((quota) -> {
				assertThat(quota.name())
					.isEqualTo("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1");
				assertThat(quota.code()).isEqualTo("L-F4DDD3EB");
				assertThat(quota.defaultIn(frankfurt)).isEqualTo(5_000_000);
			});
		assertThat(this.snapshot.quota(sonnet, InferenceMode.GLOBAL, ServiceQuota.Unit.TOKENS_PER_MINUTE))
			.hasValueSatisfying((quota) -> assertThat(quota.code()).isEqualTo("L-27C57EE8"));
		assertThat(this.snapshot.quota(sonnet, InferenceMode.IN_REGION, ServiceQuota.Unit.TOKENS_PER_MINUTE)).isEmpty();
	}

	@Test
	void aDefaultMayDifferByRegion() {
		ServiceQuota quota = this.snapshot
			.quota(new FoundationModelId("amazon.nova-lite-v1:0"), InferenceMode.GEOGRAPHIC,
					ServiceQuota.Unit.TOKENS_PER_MINUTE)
			.orElseThrow();
		assertThat(quota.defaultIn(new RegionCode("us-east-2"))).isEqualTo(8_000_000);
		assertThat(quota.defaultIn(new RegionCode("eu-west-1"))).isEqualTo(400_000);
	}

	@Test
	void someModelsHaveNoQuotaOfRequests() {
		FoundationModelId model = new FoundationModelId("anthropic.claude-opus-4-8");
		for (InferenceMode kind : List.of(InferenceMode.GEOGRAPHIC, InferenceMode.GLOBAL)) {
			assertThat(this.snapshot.quota(model, kind, ServiceQuota.Unit.TOKENS_PER_MINUTE)).isPresent();
			assertThat(this.snapshot.quota(model, kind, ServiceQuota.Unit.REQUESTS_PER_MINUTE)).isEmpty();
		}
	}

	private KnownRoute find(String profile, String sourceRegion) {
		List<KnownRoute> found = this.file.routes()
			.stream()
			.filter((route) -> route.profile().equals(profile) && route.sourceRegion().equals(sourceRegion))
			.toList();
		assertThat(found).as("%s from %s", profile, sourceRegion).hasSize(1);
		return found.get(0);
	}

	private static Set<String> profiles(List<KnownRoute> routes) {
		return routes.stream().map(KnownRoute::profile).collect(Collectors.toSet());
	}

}
