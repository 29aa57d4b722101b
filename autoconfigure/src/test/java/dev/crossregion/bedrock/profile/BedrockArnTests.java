package dev.crossregion.bedrock.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.BedrockArn.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BedrockArn}.
 */
class BedrockArnTests {

	private static final String ACCOUNT = "123456789012";

	private static final Map<String, String> REGIONS = Map.of("aws", "eu-central-1", "aws-cn", "cn-north-1",
			"aws-us-gov", "us-gov-west-1", "aws-iso", "us-iso-east-1", "aws-iso-b", "us-isob-east-1", "aws-iso-e",
			"eu-isoe-west-1", "aws-iso-f", "us-isof-south-1", "aws-eusc", "eusc-de-east-1");

	private static final Map<Resource, String> IDS = Map.ofEntries(
			Map.entry(Resource.FOUNDATION_MODEL, "amazon.nova-lite-v1:0"),
			Map.entry(Resource.INFERENCE_PROFILE, "eu.amazon.nova-lite-v1:0"),
			Map.entry(Resource.APPLICATION_INFERENCE_PROFILE, "p7aksl2pa6w7"),
			Map.entry(Resource.PROVISIONED_MODEL, "abcdefghijkl"),
			Map.entry(Resource.CUSTOM_MODEL, "amazon.nova-lite-v1:0:300k.mine/abcdefghijkl"),
			Map.entry(Resource.CUSTOM_MODEL_DEPLOYMENT, "abcdefghijkl"),
			Map.entry(Resource.IMPORTED_MODEL, "abcdefghijkl"), Map.entry(Resource.PROMPT_ROUTER, "abc.def:1"),
			Map.entry(Resource.DEFAULT_PROMPT_ROUTER, "anthropic.claude:1"), Map.entry(Resource.PROMPT, "ABCDEFGHIJ:3"),
			Map.entry(Resource.MARKETPLACE_ENDPOINT, "my-endpoint-01"));

	@ParameterizedTest
	@ValueSource(strings = { "aws", "aws-eusc", "aws-iso-b", "aws-new-1" })
	void theSetOfPartitionsIsOpen(String partition) {
		assertThat(BedrockArn.parse("arn:" + partition + ":bedrock:xx-new-1::foundation-model/amazon.nova").partition())
			.isEqualTo(partition);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("everyKindInEveryPartition")
	void readsAndWritesEveryKindInEveryPartition(String value, String partition, Resource resource) {
		BedrockArn arn = BedrockArn.parse(value);
		assertThat(arn.partition()).isEqualTo(partition);
		assertThat(arn.region()).isEqualTo(new RegionCode(REGIONS.get(partition)));
		assertThat(arn.account()).isEqualTo((resource != Resource.FOUNDATION_MODEL) ? ACCOUNT : "");
		assertThat(arn.resource()).isEqualTo(resource);
		assertThat(arn.id()).isEqualTo(IDS.get(resource));
		assertThat(arn.value()).isEqualTo(value);
		assertThat(arn).hasToString(value);
		assertThat(ModelReference.parse(value)).isEqualTo(arn);
	}

	static Stream<Arguments> everyKindInEveryPartition() {
		return REGIONS.keySet()
			.stream()
			.sorted()
			.flatMap((partition) -> Arrays.stream(Resource.values())
				.map((resource) -> Arguments.of(arn(partition, REGIONS.get(partition), resource), partition,
						resource)));
	}

	private static String arn(String partition, String region, Resource resource) {
		return "arn:" + partition + ":" + ((resource != Resource.MARKETPLACE_ENDPOINT) ? "bedrock" : "sagemaker") + ":"
				+ region + ":" + ((resource != Resource.FOUNDATION_MODEL) ? ACCOUNT : "") + ":" + resource.type() + "/"
				+ IDS.get(resource);
	}

	@Test
	void knowsTheElevenKindsByTheNamesThatArnsUse() {
		assertThat(Resource.values()).extracting(Resource::type)
			.containsExactly("foundation-model", "inference-profile", "application-inference-profile",
					"provisioned-model", "custom-model", "custom-model-deployment", "imported-model", "prompt-router",
					"default-prompt-router", "prompt", "endpoint");
	}

	@Test
	void anEmptyRegionOfAFoundationModelMeansAnywhere() {
		String value = "arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0";
		BedrockArn arn = BedrockArn.parse(value);
		assertThat(arn.region()).isNull();
		assertThat(arn.value()).isEqualTo(value);
		assertThat(arn.model()).contains(new FoundationModelId("anthropic.claude-sonnet-4-5-20250929-v1:0"));
	}

	@Test
	void namesTheModelOfFoundationModelsAndSystemProfilesOnly() {
		for (Resource resource : Resource.values()) {
			BedrockArn arn = BedrockArn.parse(arn("aws", "eu-central-1", resource));
			if (List.of(Resource.FOUNDATION_MODEL, Resource.INFERENCE_PROFILE).contains(resource)) {
				assertThat(arn.model()).contains(new FoundationModelId("amazon.nova-lite-v1:0"));
			}
			else {
				assertThat(arn.model()).as("%s hides its model", resource).isEmpty();
			}
		}
	}

	@Test
	void aProfileWithoutAPrefixNamesNoModel() {
		BedrockArn arn = BedrockArn
			.parse("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/my-team-profile");
		assertThat(arn.model()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					arn                                                            | an ARN has six fields
					arn:                                                           | an ARN has six fields
					arn:aws:bedrock:eu-central-1                                   | an ARN has six fields
					arn:aws:bedrock:eu-central-1:foundation-model/amazon.nova      | an ARN has six fields
					arm:aws:bedrock:eu-central-1::foundation-model/amazon.nova     | an ARN has six fields
					arn:amazon:bedrock:eu-central-1::foundation-model/amazon.nova  | 'amazon' is not a partition of AWS
					arn:aws-:bedrock:eu-central-1::foundation-model/amazon.nova    | 'aws-' is not a partition of AWS
					arn:awsx:bedrock:eu-central-1::foundation-model/amazon.nova    | 'awsx' is not a partition of AWS
					arn::bedrock:eu-central-1::foundation-model/amazon.nova        | '' is not a partition of AWS
					arn:AWS:bedrock:eu-central-1::foundation-model/amazon.nova     | 'AWS' is not a partition of AWS
					arn:aws:bedrock:Frankfurt::foundation-model/amazon.nova        | 'Frankfurt' is not a Region code
					arn:aws:bedrock:*::foundation-model/amazon.nova                | '*' is not a Region code
					arn:aws:bedrock:eu-central-1::model/amazon.nova                | 'bedrock' has no resource 'model'
					arn:aws:s3:eu-central-1:123456789012:bucket/x                  | 's3' has no resource 'bucket'
					arn:aws:sagemaker:eu-central-1::foundation-model/amazon.nova   | 'sagemaker' has no resource 'foundation-model'
					arn:aws:bedrock:eu-central-1:123456789012:endpoint/x           | 'bedrock' has no resource 'endpoint'
					arn:aws:bedrock:eu-central-1::/amazon.nova                     | 'bedrock' has no resource '/amazon.nova'
					arn:aws:bedrock:eu-central-1::                                 | 'bedrock' has no resource ''
					arn:aws:bedrock:eu-central-1::foundation-model                 | nothing follows 'foundation-model/'
					arn:aws:bedrock:eu-central-1::foundation-model/                | nothing follows 'foundation-model/'
					arn:aws:bedrock:eu-central-1:123456789012:inference-profile/   | nothing follows 'inference-profile/'
					arn:aws:bedrock:eu-central-1::inference-profile/eu.amazon.nova | '' is not an account ID of twelve digits
					arn:aws:bedrock:eu-central-1:12345:inference-profile/eu.a.b    | '12345' is not an account ID of twelve digits
					arn:aws:bedrock:eu-central-1:1234567890123:prompt/x            | '1234567890123' is not an account ID of twelve digits
					arn:aws:bedrock:eu-central-1:12345678901x:prompt/x             | '12345678901x' is not an account ID of twelve digits
					arn:aws:bedrock::123456789012:inference-profile/eu.amazon.nova | it names no Region
					arn:aws:bedrock::123456789012:provisioned-model/abcdefghijkl   | it names no Region
					arn:aws:bedrock:eu-central-1:123456789012:foundation-model/a.b | a foundation model belongs to no account, and '${AccountId}' is one
					arn:aws:bedrock:eu-central-1::foundation-model/nova            | 'nova' cannot be the ID of a resource 'foundation-model'
					arn:aws:bedrock:eu-central-1::foundation-model/a.b/c           | 'a.b/c' cannot be the ID of a resource 'foundation-model'
					arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.a        | 'eu.a' cannot be the ID of a resource 'inference-profile'
					arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.         | 'eu.' cannot be the ID of a resource 'inference-profile'
					arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.a.b/c    | 'eu.a.b/c' cannot be the ID of a resource 'inference-profile'
					arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/a b         | 'a b' cannot be the ID of a resource 'provisioned-model'
					arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/prôfil | 'prôfil' cannot be the ID of a resource 'application-inference-profile'
					arn:aws:bedrock:eu-central-1:123456789012:custom-model//x               | '/x' cannot be the ID of a resource 'custom-model'
					""")
	void refusesMalformedArns(String value, String problem) {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> BedrockArn.parse(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.satisfies((ex) -> assertThat(ex.getProblem()).contains(problem))
			.withMessageContaining(problem)
			.withMessageContaining("'" + DisplayText.of(value) + "'");
	}

	@Test
	void aLineBreakIsNoPartOfAnId() {
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> BedrockArn.parse("arn:aws:bedrock:eu-central-1:123456789012:imported-model/abc\n"));
	}

	@Test
	void saysWhatBedrockCalls() {
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> BedrockArn.parse("arn:aws:bedrock:eu-central-1:123456789012:guardrail/x"))
			.withMessageContaining("foundation-model, inference-profile, application-inference-profile");
	}

}
