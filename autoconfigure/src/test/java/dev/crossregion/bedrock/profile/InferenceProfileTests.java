package dev.crossregion.bedrock.profile;

import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.profile.InferenceProfile.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link InferenceProfile}.
 */
class InferenceProfileTests {

	private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private static final String APPLICATION = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7";

	@Test
	void aGeographicProfileRunsInTheRegionsOfItsModelArns() {
		InferenceProfile profile = InferenceProfile.fromModelArns("eu." + MODEL, Type.SYSTEM_DEFINED,
				List.of(arn("eu-west-3"), arn("eu-central-1"), arn("eu-central-1")));
		assertThat(profile.model()).isEqualTo(new FoundationModelId(MODEL));
		assertThat(profile.destinations().codes()).containsExactly("eu-central-1", "eu-west-3");
		assertThat(profile.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
		assertThat(profile.prefix()).contains("eu");
	}

	@Test
	void moreDestinationsThanTheReferenceDocumentsAreTaken() {
		List<String> arns = Set
			.of("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1",
					"ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-east-2")
			.stream()
			.map(InferenceProfileTests::arn)
			.toList();
		assertThat(InferenceProfile.fromModelArns("apac." + MODEL, Type.SYSTEM_DEFINED, arns).destinations().codes())
			.hasSize(10);
	}

	@Test
	void oneEmptyRegionMeansAnywhere() {
		InferenceProfile profile = InferenceProfile.fromModelArns("global." + MODEL, Type.SYSTEM_DEFINED,
				List.of(arn("us-east-1"), arn("")));
		assertThat(profile.destinations()).isEqualTo(new Destinations.Anywhere());
		assertThat(profile.mode()).isEqualTo(InferenceMode.GLOBAL);
		assertThat(profile.prefix()).contains("global");
	}

	@Test
	void theArnsDecideAndNotThePrefix() {
		assertThat(InferenceProfile.fromModelArns("eu." + MODEL, Type.SYSTEM_DEFINED, List.of(arn(""))).mode())
			.isEqualTo(InferenceMode.GLOBAL);
		assertThat(InferenceProfile
			.fromModelArns("global." + MODEL, Type.SYSTEM_DEFINED, List.of(arn("us-east-1"), arn("us-west-2")))
			.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
	}

	@Test
	void anApplicationProfileOfOneRegionIsInRegion() {
		InferenceProfile profile = InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION,
				List.of(arn("eu-central-1")));
		assertThat(profile.mode()).isEqualTo(InferenceMode.IN_REGION);
		assertThat(profile.prefix()).isEmpty();
	}

	@Test
	void anApplicationProfileOfOneOtherRegionLeavesItsOwn() {
		InferenceProfile profile = InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION,
				List.of(arn("eu-west-1")));
		assertThat(profile.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
		assertThat(profile.destinations().codes()).containsExactly("eu-west-1");
	}

	@Test
	void anApplicationProfileOfAGeographicOneIsGeographic() {
		InferenceProfile profile = InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION,
				List.of(arn("eu-central-1"), arn("eu-west-1")));
		assertThat(profile.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
		assertThat(profile.prefix()).isEmpty();
	}

	@Test
	void anApplicationProfileOfAGlobalOneIsGlobal() {
		InferenceProfile profile = InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION,
				List.of(arn(""), arn("eu-central-1")));
		assertThat(profile.mode()).isEqualTo(InferenceMode.GLOBAL);
		assertThat(profile.destinations()).isEqualTo(new Destinations.Anywhere());
	}

	@Test
	void aSystemProfileOfOneRegionIsStillGeographic() {
		assertThat(
				InferenceProfile.fromModelArns("eu." + MODEL, Type.SYSTEM_DEFINED, List.of(arn("eu-central-1"))).mode())
			.isEqualTo(InferenceMode.GEOGRAPHIC);
	}

	@ParameterizedTest
	@CsvSource({ "global, GLOBAL", "us, GEOGRAPHIC" })
	void onlyWithoutDestinationsThePrefixSaysTheMode(String prefix, InferenceMode mode) {
		InferenceProfile profile = new InferenceProfile(prefix + "." + MODEL, Type.SYSTEM_DEFINED,
				new FoundationModelId(MODEL), new Destinations.Unknown());
		assertThat(profile.mode()).isEqualTo(mode);
	}

	@Test
	void aProfileWithoutModelsIsAnError() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> InferenceProfile.fromModelArns("eu." + MODEL, Type.SYSTEM_DEFINED, List.of()))
			.withMessage("Inference profile 'eu." + MODEL + "' must name one model and names []");
	}

	@Test
	void aProfileOfSeveralModelsIsAnError() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION,
					List.of(arn("eu-central-1"), "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0")))
			.withMessageContaining(APPLICATION)
			.withMessageContaining("[amazon.nova-lite-v1:0, " + MODEL + "]");
	}

	@Test
	void aProfileOfSomethingElseThanFoundationModelsIsAnError() {
		String custom = "arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghijkl";
		assertThatIllegalArgumentException()
			.isThrownBy(() -> InferenceProfile.fromModelArns(APPLICATION, Type.APPLICATION, List.of(custom)))
			.withMessage("Inference profile '" + APPLICATION + "' lists '" + custom
					+ "', which is not the ARN of a foundation model");
	}

	@Test
	void aMalformedModelArnIsAnError() {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> InferenceProfile
			.fromModelArns("eu." + MODEL, Type.SYSTEM_DEFINED, List.of(arn("eu-central-1"), "nonsense")));
	}

	private static String arn(String region) {
		return "arn:aws:bedrock:" + region + "::foundation-model/" + MODEL;
	}

}
