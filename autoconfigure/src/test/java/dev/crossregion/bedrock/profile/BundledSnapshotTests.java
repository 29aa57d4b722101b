package dev.crossregion.bedrock.profile;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
		assertThat(this.file.asOf()).isEqualTo("2026-08-21");
		assertThat(this.snapshot.asOf()).isEqualTo(Instant.parse("2026-08-21T00:00:00Z"));
	}

	@Test
	void saysWhereItComesFrom() {
		assertThat(this.snapshot.sources()).hasSize(7).hasSameSizeAs(this.file.sources());
		for (int index = 0; index < this.file.sources().size(); index++) {
			assertThat(this.snapshot.sources().get(index)).startsWith(this.file.sources().get(index) + " (");
		}
		assertThat(this.snapshot.sources()).contains("api-mirai73-2026-08-21 (2026-08-21): third-party scan of "
				+ "ListInferenceProfiles + GetInferenceProfile in every Region it could reach");
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
				Map.entry("us-west-2", "US"));
		RegionTable table = this.snapshot.regions();
		Map<String, String> read = new TreeMap<>();
		table.regions().forEach((region) -> read.put(region.value(), table.country(region).orElseThrow()));
		assertThat(read).hasSize(36).isEqualTo(countries).isEqualTo(this.file.countries());
	}

	@Test
	void knowsThePartitionOfEveryRegion() {
		RegionTable table = this.snapshot.regions();
		Map<String, String> read = new TreeMap<>();
		table.regions().forEach((region) -> read.put(region.value(), table.partition(region).orElseThrow()));
		assertThat(read).isEqualTo(this.file.partitions());
		assertThat(read.entrySet().stream().filter((entry) -> !entry.getValue().equals("aws")))
			.containsExactlyInAnyOrder(Map.entry("us-gov-east-1", "aws-us-gov"),
					Map.entry("us-gov-west-1", "aws-us-gov"));
	}

	@Test
	void holdsEveryRouteOfTheFileAndNoOther() {
		InferenceProfileCatalog catalog = this.snapshot.catalog();
		assertThat(catalog.sourceRegions()).isEqualTo(this.snapshot.regions().regions());
		Set<KnownRoute> read = new HashSet<>();
		for (RegionCode sourceRegion : catalog.sourceRegions()) {
			RegionEvidence evidence = catalog.from(sourceRegion).orElseThrow();
			assertThat(evidence.sourceRegion()).isEqualTo(sourceRegion);
			assertThat(evidence.evidence()).isEqualTo(new Evidence(Evidence.Source.BUNDLED, this.snapshot.asOf()));
			assertThat(evidence.onDemandModels()).as("the snapshot is silent on in-Region calls").isNull();
			for (InferenceProfile profile : evidence.profiles()) {
				assertThat(profile.type()).isEqualTo(InferenceProfile.Type.SYSTEM_DEFINED);
				assertThat(profile.mode())
					.isEqualTo((profile.id().startsWith("global.")) ? InferenceMode.GLOBAL : InferenceMode.GEOGRAPHIC);
				KnownRoute known = find(profile.id(), sourceRegion.value());
				assertThat(profile.model().value()).isEqualTo(known.model());
				assertThat(profile.prefix()).contains(known.prefix());
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
		assertThat(geographic).hasSize(448).extracting(KnownRoute::destinations).doesNotContainNull();
		assertThat(profiles(geographic)).hasSize(105);
		List<KnownRoute> global = listed.stream().filter(KnownRoute::isGlobal).toList();
		assertThat(global).hasSize(520)
			.allSatisfy((route) -> assertThat(route.destinations()).isEqualTo(KnownRoute.ANYWHERE));
		assertThat(profiles(global)).hasSize(18);
	}

	@Test
	void countsWhatIsOnlyDocumented() {
		List<KnownRoute> documented = this.file.routes().stream().filter((route) -> !route.listed()).toList();
		List<KnownRoute> geographic = documented.stream().filter((route) -> !route.isGlobal()).toList();
		assertThat(geographic).hasSize(71);
		assertThat(geographic.stream().filter((route) -> route.destinations() == null)).hasSize(11);
		assertThat(documented.stream().filter(KnownRoute::isGlobal)).hasSize(182);
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
	void theSourceRegionIsAlwaysADestination() {
		assertThat(this.file.routes()).filteredOn((route) -> route.destinations() != null && !route.isGlobal())
			.allSatisfy((route) -> assertThat(route.destinations()).contains(route.sourceRegion()));
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
