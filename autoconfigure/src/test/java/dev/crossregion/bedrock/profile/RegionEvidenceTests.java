package dev.crossregion.bedrock.profile;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.profile.InferenceProfile.Type;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionEvidence}, {@link EvidenceCatalog} and {@link Evidence}.
 */
class RegionEvidenceTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final FoundationModelId NOVA = new FoundationModelId("amazon.nova-lite-v1:0");

	private static final FoundationModelId CLAUDE = new FoundationModelId("anthropic.claude-sonnet-4-6");

	private static final Evidence LIVE = new Evidence(Evidence.Source.LIVE, Instant.EPOCH);

	private static final String APPLICATION = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7";

	@Test
	void findsProfilesByModelAndById() {
		InferenceProfile global = profile("global." + NOVA, Type.SYSTEM_DEFINED, NOVA);
		InferenceProfile eu = profile("eu." + NOVA, Type.SYSTEM_DEFINED, NOVA);
		InferenceProfile application = profile(APPLICATION, Type.APPLICATION, NOVA);
		RegionEvidence evidence = new RegionEvidence(FRANKFURT, LIVE, List.of(global, application, eu), null);
		assertThat(evidence.profiles()).containsExactly(application, eu, global);
		assertThat(evidence.profilesOf(NOVA)).as("system-defined only, by ID").containsExactly(eu, global);
		assertThat(evidence.profilesOf(CLAUDE)).isEmpty();
		assertThat(evidence.profile(APPLICATION)).contains(application);
		assertThat(evidence.profile("eu." + NOVA)).contains(eu);
		assertThat(evidence.profile("EU." + NOVA)).isEmpty();
	}

	@Test
	void knowsAModelByItsProfilesOrInTheRegion() {
		RegionEvidence silent = new RegionEvidence(FRANKFURT, LIVE,
				List.of(profile("eu." + NOVA, Type.SYSTEM_DEFINED, NOVA)), null);
		assertThat(silent.onDemandModels()).isNull();
		assertThat(silent.knows(NOVA)).isTrue();
		assertThat(silent.knows(CLAUDE)).isFalse();
		RegionEvidence telling = new RegionEvidence(FRANKFURT, LIVE, List.of(), Set.of(CLAUDE));
		assertThat(telling.knows(NOVA)).isFalse();
		assertThat(telling.knows(CLAUDE)).isTrue();
	}

	@Test
	void doesNotChange() {
		Set<FoundationModelId> models = new HashSet<>(Set.of(NOVA));
		RegionEvidence evidence = new RegionEvidence(FRANKFURT, LIVE, List.of(), models);
		models.add(CLAUDE);
		assertThat(evidence.onDemandModels()).containsExactly(NOVA);
	}

	@Test
	void aCatalogHoldsTheLastEvidenceOfEachRegion() {
		RegionEvidence first = new RegionEvidence(FRANKFURT, LIVE, List.of(), null);
		RegionEvidence second = new RegionEvidence(FRANKFURT, LIVE, List.of(), Set.of(NOVA));
		RegionEvidence ireland = new RegionEvidence(new RegionCode("eu-west-1"), LIVE, List.of(), null);
		EvidenceCatalog catalog = new EvidenceCatalog(List.of(ireland, first, second));
		assertThat(catalog.from(FRANKFURT)).containsSame(second);
		assertThat(catalog.from(new RegionCode("us-east-1"))).isEmpty();
		assertThat(catalog.sourceRegions()).containsExactly(FRANKFURT, new RegionCode("eu-west-1"));
	}

	@Test
	void namesAreWrittenInLowerCase() {
		assertThat(Evidence.Source.values()).extracting(Evidence.Source::value).containsExactly("live", "bundled");
		assertThat(InferenceMode.values()).extracting(InferenceMode::value)
			.containsExactly("geographic", "global", "in-region");
		assertThat(InferenceMode.IN_REGION).hasToString("in-region");
	}

	private static InferenceProfile profile(String id, Type type, FoundationModelId model) {
		return new InferenceProfile(id, type, model, Destinations.of(Set.of(FRANKFURT)));
	}

}
