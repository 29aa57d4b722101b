package dev.crossregion.bedrock.autoconfigure.failure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every misconfiguration stops the start-up, and the report says what is wrong with the
 * values in hand and what to write instead.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpFailureTests {

	private static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	@BeforeEach
	void awayFromInstanceMetadata() {
		System.setProperty("aws.disableEc2Metadata", "true");
	}

	@AfterEach
	void restore() {
		System.clearProperty("aws.disableEc2Metadata");
		System.clearProperty("aws.accessKeyId");
		System.clearProperty("aws.secretAccessKey");
	}

	private static String start(String sourceRegion, String yaml) {
		return start(sourceRegion, yaml, Map.of());
	}

	private static String start(String sourceRegion, String yaml, Map<String, Object> variables) {
		return FailedStart.with("bedrock:\n  cross-region:\n    catalog.source: bundled\n    source-region: "
				+ sourceRegion + "\n" + yaml.indent(4), variables);
	}

	private static String fromFrankfurt(String yaml) {
		return start("eu-central-1", yaml);
	}

	private static String model(String rest) {
		return "geography: eu\nchat-model.model-id: " + SONNET + "\n" + rest;
	}

	@Test
	void reportsWithoutStackTrace(CapturedOutput output) {
		fromFrankfurt("chat-model.model-id: " + SONNET);
		assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
	}

	@Test
	void oneSourceRegionHasOneEndpoint() {
		assertThat(fromFrankfurt(model("""
				routes:
				  - endpoint-override: https://one.example.org
				  - mode: global
				    endpoint-override: https://two.example.org
				"""))).contains("routes[1].endpoint-override is 'https://two.example.org'")
			.contains("eu-central-1")
			.contains("routes[0].endpoint-override is 'https://one.example.org'")
			.contains("endpoint-override: https://one.example.org");
	}

	@Test
	void endpointOfARouteMustBeAnAddress() {
		assertThat(fromFrankfurt(model("routes:\n  - endpoint-override: vpce.example.org\n")))
			.contains("routes[0].endpoint-override is 'vpce.example.org'")
			.contains("absolute URI with the scheme http or https");
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void variantsOfEndpointsThatExcludeAnEndpointOfOnesOwnAreNamed() {
		System.setProperty("aws.useFipsEndpoint", "true");
		try {
			assertThat(fromFrankfurt(model("client.endpoint-override: http://localhost:8181")))
				.contains("FIPS endpoints exclude each other")
				.contains("http://localhost:8181, set by bedrock.cross-region.client.endpoint-override")
				.contains("the system property aws.useFipsEndpoint, which is 'true'")
				.contains("Remove bedrock.cross-region.client.endpoint-override");
		}
		finally {
			System.clearProperty("aws.useFipsEndpoint");
		}
	}

	@Test
	void missingModeIsReported() {
		assertThat(fromFrankfurt("chat-model.model-id: " + SONNET)).contains("'" + SONNET + "'")
			.contains("bedrock.cross-region.chat-model")
			.contains("none is ever guessed")
			.contains("    geography: eu\n")
			.contains("    mode: global\n")
			.contains("    mode: in-region\n");
	}

	@Test
	void unknownModelNamesSimilarOnes() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: anthropic.claude-sonet-4-5-20250929-v1:0"))
			.contains("model 'anthropic.claude-sonet-4-5-20250929-v1:0' is not known in eu-central-1")
			.contains("          model-id: " + SONNET + "\n");
	}

	@Test
	void modelOfOtherRegionsNamesThem() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: amazon.titan-text-nowhere-v1"))
			.contains("No source Region is known that has it");
		assertThat(start("me-south-1", "geography: us\nchat-model.model-id: meta.llama4-scout-17b-instruct-v1:0"))
			.contains("Source Regions that have it: ")
			.contains("us-east-1")
			.contains("          geography: us\n");
	}

	@Test
	void whatIsGoneSaysWhenItWasLastSeen() {
		assertThat(fromFrankfurt("chat-model.profile: eu.anthropic.claude-3-7-sonnet-20250219-v1:0"))
			.contains("inference profile 'eu.anthropic.claude-3-7-sonnet-20250219-v1:0' is not known in eu-central-1. "
					+ "Profile 'eu.anthropic.claude-3-7-sonnet-20250219-v1:0' was last seen on 2026-04-28 and is gone.");
		assertThat(start("us-west-2", "geography: us\nchat-model.model-id: anthropic.claude-3-opus-20240229-v1:0"))
			.contains("model 'anthropic.claude-3-opus-20240229-v1:0' is not known in us-west-2")
			.contains("Profile 'us.anthropic.claude-3-opus-20240229-v1:0' was last seen on 2026-05-05 and is gone.");
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: anthropic.claude-fable-5"))
			.contains("model 'anthropic.claude-fable-5' has no geographic profile in eu-central-1")
			.contains("Profile 'eu.anthropic.claude-fable-5' was last seen on 2026-07-01 and is gone.");
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: anthropic.claude-sonet-5"))
			.doesNotContain("is gone");
	}

	@Test
	void aModelPastItsEndOfLifeNamesItsSuccessor() {
		String haiku = "anthropic.claude-3-haiku-20240307-v1:0";
		String ended = "model '" + haiku + "' reached its end of life in eu-central-1 on 2026-09-10. Amazon Bedrock "
				+ "refuses calls to a model after its end of life.";
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: " + haiku)).contains(ended)
			.contains("A newer model of the same family:\n\n    bedrock:\n      cross-region:\n        chat-model:\n"
					+ "          model-id: anthropic.claude-haiku-5-5\n");
		assertThat(fromFrankfurt("chat-model.profile: eu." + haiku)).contains(ended)
			.contains("          profile: eu.anthropic.claude-haiku-5-5\n");
		assertThat(fromFrankfurt("chat-model.model-id: " + haiku + "\nchat-model.profile: eu." + haiku))
			.contains("          model-id: anthropic.claude-haiku-5-5\n")
			.contains("          profile: eu.anthropic.claude-haiku-5-5\n");
	}

	@Test
	void aSuccessorIsAdmittedFromEverySourceRegionInItsMode() {
		String routes = "geography: eu\nchat-model.model-id: anthropic.claude-3-haiku-20240307-v1:0\n"
				+ "routes:\n  - source-region: eu-central-1\n  - source-region: eu-west-3\n";
		assertThat(fromFrankfurt(routes)).containsOnlyOnce("A newer model of the same family:")
			.contains("          model-id: anthropic.claude-haiku-5-5\n");
		assertThat(fromFrankfurt(routes + "residency.allow: [DE, FR, IE]\n"))
			.contains("No newer model of the same family is known that the declared source Regions, mode and residency "
					+ "admit. Declare another model.")
			.doesNotContain("model-id:");
	}

	@Test
	void everyRouteOfANamedProfileGetsThatOfTheSuccessor() {
		String haiku = "anthropic.claude-3-haiku-20240307-v1:0";
		assertThat(fromFrankfurt("chat-model.routes:\n  - source-region: eu-central-1\n    profile: eu." + haiku
				+ "\n  - source-region: eu-west-3\n    profile: eu." + haiku))
			.contains("chat-model.routes[1]): model '" + haiku + "' reached its end of life in eu-west-3")
			.containsPattern("(?s)profile: eu.anthropic.claude-haiku-5-5.*profile: eu.anthropic.claude-haiku-5-5");
	}

	@Test
	void declaredPricesAreKeptInWhatIsTried() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: anthropic.claude-3-haiku-20240307-v1:0\n"
				+ "prices:\n  \"[" + SONNET + "]\":\n    input: 3.3\n    output: 16.5\n"))
			.contains("          model-id: anthropic.claude-haiku-5-5\n");
	}

	@Test
	void aPriceNeedsBracketsAroundItsModel() {
		assertThat(fromFrankfurt(model("prices:\n  anthropic.claude-sonnet-4-6:\n    input: 3.3\n    output: 16.5\n")))
			.contains("Property: bedrock.cross-region.prices.anthropic.claude-sonnet-4-6.input")
			.contains("there is no such key");
	}

	@Test
	void aPriceHasBothDirections() {
		assertThat(fromFrankfurt(model("prices:\n  \"[" + SONNET + "]\":\n    input: 3.3\n")))
			.contains("a price has both input and output");
		assertThat(fromFrankfurt(model("prices:\n  \"[" + SONNET + "]\":\n    input: free\n    output: 1\n")))
			.contains("'free'")
			.contains("a number, with a point before its decimals");
		assertThat(fromFrankfurt(model("prices:\n  \"[sonnet]\":\n    input: 3.3\n    output: 1\n")))
			.contains("'sonnet'")
			.contains("IDs of models or profiles");
	}

	@Test
	void missingGeographicProfileNamesThoseThatExist() {
		assertThat(start("ap-southeast-1", "geography: apac\nchat-model.model-id: " + SONNET))
			.contains("model '" + SONNET + "' has no geographic profile in ap-southeast-1")
			.contains("global." + SONNET + " (global, runs anywhere)")
			.contains("          mode: global\n")
			.contains("          source-region: ap-northeast-1\n          geography: jp\n");
	}

	@Test
	void missingGlobalProfileNamesThoseThatExist() {
		assertThat(start("ca-central-1", "mode: global\nchat-model.model-id: amazon.nova-lite-v1:0"))
			.contains("has no global profile in ca-central-1")
			.contains("ca.amazon.nova-lite-v1:0 (geographic, runs in ca-central-1, ca-west-1)")
			.contains("          geography: ca\n");
	}

	@Test
	void geographyThatDiffersFromThePrefixSaysWhy() {
		assertThat(start("ap-northeast-1", "geography: apac\nchat-model.model-id: " + SONNET))
			.contains("geography 'apac' is declared")
			.contains("'jp." + SONNET + "'")
			.contains("from Tokyo, newer models carry 'jp' and older ones 'apac'")
			.contains("          geography: jp\n");
	}

	@Test
	void residencyNamesEveryOffenderAndWhatIsAdmitted() {
		assertThat(start("eu-west-2", model("residency.allow: EU"))).contains("eu-west-2 (GB)")
			.doesNotContain("eu-west-1 (IE)")
			.contains("The limit is residency.allow: [EU]")
			.contains("          source-region: eu-central-1\n          geography: eu\n")
			.contains("(also from eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-3)");
	}

	@Test
	void residencyThatNothingSatisfiesIsReported() {
		assertThat(fromFrankfurt(model("residency.allow: BR"))).contains("eu-central-1 (DE)", "eu-west-3 (FR)")
			.contains("Nothing that the evidence offers for this model would be admitted");
	}

	@Test
	void deniedDestinationNamesThePlace() {
		assertThat(fromFrankfurt(model("residency.deny: [SE, ES]"))).contains("eu-north-1 (SE), denied by SE")
			.contains("eu-south-2 (ES), denied by ES")
			.contains("residency.deny: [ES, SE]");
	}

	@Test
	void allowAndDenyAreBothNamed() {
		assertThat(fromFrankfurt(model("residency:\n  allow: EU\n  deny: SE")))
			.contains("The limit is residency.allow: [EU], residency.deny: [SE].");
	}

	@Test
	void whatIsGeographicIsSuggestedBeforeWhatIsGlobal() {
		assertThat(start("us-east-1", model(""))).containsSubsequence("geography: us\n", "mode: global\n")
			.as("the source Region has what is declared")
			.doesNotContain("source-region: ");
	}

	@Test
	void otherSourceRegionsComeLastAndOnlyWhereTheDeclaredOneHasNothingOfTheMode() {
		assertThat(start("ap-southeast-1", "geography: apac\nchat-model.model-id: " + SONNET))
			.containsSubsequence("mode: global\n", "source-region: ap-northeast-1\n");
	}

	@Test
	void whatWasProbablyMeantComesFirst() {
		assertThat(fromFrankfurt(
				"chat-model.profile: arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + SONNET))
			.containsSubsequence("source-region: us-east-1\n", "profile: eu." + SONNET, "profile: global." + SONNET);
	}

	@Test
	void globalUnderAnyLimitIsRefused() {
		assertThat(fromFrankfurt("mode: global\nresidency.deny: CN\nchat-model.model-id: " + SONNET))
			.contains("its destinations cannot be enumerated")
			.contains("          geography: eu\n");
	}

	@Test
	void modelResidencyOnlyNarrows() {
		assertThat(fromFrankfurt(model("residency.allow: EU\nchat-model.residency.allow: [DE, GB]")))
			.contains("bedrock.cross-region.chat-model.residency.allow names GB")
			.as("neither DE alone nor DE with GB admits the profile from Frankfurt")
			.contains("            allow: [EU]\n")
			.doesNotContain("allow: [DE]", "allow: [EU, GB]");
		assertThat(start("eu-west-2", model("residency.allow: EU\nchat-model.residency.allow: [EU, GB]")))
			.contains("          allow: [EU, GB]\n")
			.doesNotContain("allow: [EU]\n");
	}

	@Test
	void inRegionForModelOnlyServedThroughProfilesNamesThem() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.inRegionModels("eu-central-1", "amazon.nova-lite-v1:0")
			.start()) {
			assertThat(live(emulator, "mode: in-region\nchat-model.model-id: " + SONNET))
				.contains("only through a profile")
				.contains("eu." + SONNET + " (geographic, runs in eu-central-1, eu-north-1")
				.contains("          geography: eu\n");
		}
	}

	@Test
	void provisionedThroughputAndProfilesExcludeEachOther() {
		assertThat(fromFrankfurt("""
				geography: eu
				chat-model.model-id: arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl
				""")).contains("exclude each other").contains("          mode: in-region\n");
	}

	@Test
	void arnOfAnotherRegionNamesTheRegion() {
		assertThat(fromFrankfurt(
				"chat-model.profile: arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + SONNET))
			.contains("cannot be called from eu-central-1")
			.contains("          source-region: us-east-1\n");
	}

	@Test
	void malformedArnSuggestsTheNearest() {
		assertThat(fromFrankfurt(
				"chat-model.model-id: arn:aws:bedrock:eu-central-1:123456789012:inference-profil/eu." + SONNET))
			.contains("has no resource 'inference-profil'")
			.contains("model-id: arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + SONNET);
	}

	@Test
	void malformedModelIdSuggestsTheNearest() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: claude-sonnet-4-5"))
			.contains("looks like 'provider.model'")
			.contains("model-id: " + SONNET);
	}

	@Test
	void idOfAnApplicationProfileNeedsItsArn() {
		assertThat(fromFrankfurt("chat-model.model-id: gdkqufd9flgg")).contains("is 'gdkqufd9flgg'")
			.contains("the ID of an application inference profile, which Amazon Bedrock takes as an ARN only")
			.contains("model-id: arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/gdkqufd9flgg");
		assertThat(fromFrankfurt("chat-model.profile: p7aksl2pa6w7\nchat-model.source-region: ap-northeast-1"))
			.contains(
					"profile: arn:aws:bedrock:ap-northeast-1:123456789012:application-inference-profile/p7aksl2pa6w7");
		assertThat(fromFrankfurt(model(
				"chat-model.routes[0].profile: p7aksl2pa6w7\n" + "chat-model.routes[0].source-region: us-west-2")))
			.contains("bedrock.cross-region.chat-model.routes[0].profile is 'p7aksl2pa6w7'")
			.contains("profile: arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/p7aksl2pa6w7");
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-3-sonnet-20240229-v1:0:28k, anthropic.claude-3-sonnet-20240229-v1:0",
			"amazon.nova-pro-v1:0:300k, amazon.nova-pro-v1:0", "cohere.embed-v4:0:512, cohere.embed-v4:0" })
	void variantsForProvisionedThroughputAreNamed(String variant, String model) {
		for (String mode : List.of("geography: eu", "mode: in-region", "mode: global")) {
			assertThat(fromFrankfurt(mode + "\nchat-model.model-id: " + variant))
				.contains("exists for Provisioned Throughput only")
				.contains("model-id: " + model + "\n");
		}
	}

	@Test
	void profileInTheArnOfAFoundationModelIsNamed() {
		assertThat(start("us-west-2",
				"chat-model.model-id: arn:aws:bedrock:us-west-2::foundation-model/us.anthropic.claude-opus-5"))
			.contains("'us.anthropic.claude-opus-5' is an inference profile")
			.contains("model-id: us.anthropic.claude-opus-5\n");
	}

	@Test
	void foundationModelInTheArnOfAProfileNamesTheProfiles() {
		String arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/";
		assertThat(start("eu-west-1", "chat-model.profile: " + arn + SONNET)).contains("is a foundation model")
			.contains("profile: " + arn + "eu." + SONNET + "\n")
			.contains("profile: " + arn + "global." + SONNET + "\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bedrock/eu.%s", "bedrock/converse/eu.%s", "bedrock/eu-central-1/eu.%s",
			"bedrock_converse:eu.%s", "amazon-bedrock/eu.%s", "eu.%s[1m]", "eu.%s:thinking", "\"'eu.%s'\"",
			"eu.anthropic/claude-sonnet-4.5", "eu-anthropic-claude-sonnet-4-5" })
	void formsOfOtherToolsAreNamedWithTheValueToWrite(String form) {
		assertThat(fromFrankfurt("chat-model.model-id: " + form.formatted(SONNET)))
			.contains("model-id: eu." + SONNET + "\n");
		assertThat(fromFrankfurt("chat-model.profile: " + form.formatted(SONNET)))
			.contains("profile: eu." + SONNET + "\n");
	}

	@Test
	void encodedReferencesAreDecoded() {
		String arn = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123xyz";
		String encoded = URLEncoder.encode(arn, StandardCharsets.UTF_8);
		assertThat(fromFrankfurt("chat-model.profile: " + encoded)).contains("it is percent-encoded")
			.contains("profile: " + arn + "\n");
		assertThat(fromFrankfurt("chat-model.profile: " + URLEncoder.encode(encoded, StandardCharsets.UTF_8)))
			.contains("profile: " + arn + "\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "anthropic.claude-sonnet-4-5", "anthropic.claude-sonnet-4-5-20250929",
			"anthropic.claude-sonnet-4.5", "anthropic.claude-sonnet-4-5-v1:0" })
	void incompleteIdNamesWhatIsMissing(String id) {
		for (String mode : List.of("geography: eu", "mode: in-region", "mode: global")) {
			assertThat(fromFrankfurt(mode + "\nchat-model.model-id: " + id))
				.contains("model '" + id + "' is not known in eu-central-1")
				.contains("The ID of this model ")
				.contains("          model-id: " + SONNET + "\n");
		}
		assertThat(fromFrankfurt("chat-model.profile: eu." + id)).contains("          profile: eu." + SONNET + "\n");
	}

	@Test
	void arnOfAnotherPartitionNamesThePartition() {
		assertThat(start("us-gov-west-1",
				"chat-model.profile: arn:aws:bedrock:us-gov-west-1:123456789012:"
						+ "inference-profile/us-gov.openai.gpt-oss-120b-1:0"))
			.contains("us-gov-west-1 lies in the partition 'aws-us-gov', not in 'aws'")
			.contains("profile: arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:");
	}

	@Test
	void arnForEveryRegionIsNoModel() {
		assertThat(fromFrankfurt("mode: global\nchat-model.model-id: arn:aws:bedrock:::foundation-model/" + SONNET))
			.contains("no call takes it")
			.contains("model-id: " + SONNET + "\n");
	}

	@Test
	void foundationModelWhereAProfileBelongsNamesTheProfiles() {
		assertThat(fromFrankfurt("chat-model.profile: " + SONNET)).contains("It is a foundation model")
			.contains("          profile: eu." + SONNET + "\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-sonnet-4-6",
			"anthropic.claude-opus-4-6-v1" })
	void temperatureAndTopPExcludeEachOther(String id) {
		assertThat(fromFrankfurt(
				"geography: eu\nchat-model.model-id: " + id + "\nchat-model.temperature: 0.2\nchat-model.top-p: 0.9"))
			.contains("Model '" + id + "' takes either temperature or top-p, not both")
			.contains("bedrock.cross-region.chat-model.temperature is 0.2")
			.contains("Remove one of these:")
			.contains("          temperature: 0.2\n\nor\n")
			.contains("          top-p: 0.9\n");
		assertThat(fromFrankfurt("geography: eu\nmodels.fast.model-id: " + id
				+ "\nmodels.fast.temperature: 0.2\nmodels.fast.additional-model-request-fields.\"[top_p]\": 0.9"))
			.contains("bedrock.cross-region.models.fast.additional-model-request-fields.\"[top_p]\" is 0.9");
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-opus-5, temperature, 0.2", "anthropic.claude-sonnet-5-5, top-p, 0.9",
			"anthropic.claude-haiku-5-5, temperature, 0.0", "global.anthropic.claude-fable-5, top-p, 0.5",
			"eu.anthropic.claude-opus-4-8, temperature, 1.5" })
	void samplingParametersThatAModelDroppedAreToBeRemoved(String id, String parameter, String value) {
		String geography = (id.startsWith("anthropic")) ? "geography: eu\n" : "";
		assertThat(fromFrankfurt(geography + "chat-model.model-id: " + id + "\nchat-model." + parameter + ": " + value))
			.contains("Model '" + id.substring(id.indexOf("anthropic"))
					+ "' refuses every temperature, top-p and top_k but its default")
			.contains("Remove:\n")
			.contains("          " + parameter + ": " + value + "\n");
	}

	@Test
	void topKInTheAdditionalFieldsIsToBeRemoved() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.model-id: anthropic.claude-opus-5\n"
				+ "chat-model.additional-model-request-fields.\"[top_k]\": 40"))
			.contains("chat-model.additional-model-request-fields.\"[top_k]\" is 40")
			.contains("            \"[top_k]\": 40\n");
	}

	@Test
	void unsupportedParametersOfAllModelsAreReportedAtOnce() {
		assertThat(start("us-east-1", """
				mode: global
				chat-model.model-id: anthropic.claude-opus-5
				chat-model.temperature: 0.2
				models.other.model-id: xai.grok-4.6
				models.other.prompt-caching: after-system
				""")).contains("          temperature: 0.2\n")
			.contains("Model 'xai.grok-4.6' refuses every call with a cache point")
			.contains("          prompt-caching: after-system\n");
	}

	@Test
	void unknownPlaceSuggestsTheNearest() {
		assertThat(fromFrankfurt(model("residency.allow: [EU, euwest1]")))
			.contains("bedrock.cross-region.residency.allow[1] is 'euwest1', which is no place")
			.contains("eu-west-1");
		assertThat(fromFrankfurt(model("residency.allow: UK"))).contains("GB");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NO", "no", "yes" })
	void unquotedNorwayIsExplained(String value) {
		assertThat(fromFrankfurt(model("residency.allow: [EU, " + value + "]")))
			.contains("YAML turns an unquoted NO into the boolean false")
			.contains("allow: [EU, \"NO\"]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "residency.allow:", "residency.allow: ''", "residency.allow: []",
			"residency.allow: ${NOT_SET:}", "residency.allow: ','", "residency.allow: [EU, '${NOT_SET:}']",
			"residency.allow:\n- EU\n-", "residency:", "residency: {}", "residency.deny:",
			"chat-model.residency.allow: ${NOT_SET:}", "chat-model.residency:" })
	void emptyResidencyDoesNotLiftTheLimit(String residency) {
		assertThat(fromFrankfurt(model(residency))).contains("present and empty")
			.contains("would otherwise lift the limit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "BEDROCK_CROSSREGION_RESIDENCY_ALLOW", "BEDROCK_CROSSREGION_RESIDENCY_DENY",
			"BEDROCK_CROSSREGION_RESIDENCY", "BEDROCK_CROSSREGION_CHATMODEL_RESIDENCY_ALLOW" })
	void emptyVariableDoesNotLiftTheLimit(String variable) {
		assertThat(start("eu-central-1", model("residency.allow: EU"), Map.of(variable, "")))
			.contains("present and empty");
	}

	@Test
	void unknownKeyNamesTheNearest() {
		assertThat(fromFrankfurt(model("residency.alow: EU"))).contains("Property: bedrock.cross-region.residency.alow")
			.contains("did you mean bedrock.cross-region.residency.allow?");
		assertThat(fromFrankfurt(model("allow: EU"))).contains("did you mean bedrock.cross-region.residency.allow");
		assertThat(fromFrankfurt(model("models.fast.modle-id: x")))
			.contains("did you mean bedrock.cross-region.models.fast.model-id?");
		assertThat(fromFrankfurt(model("routes[0].sorce-region: x")))
			.contains("did you mean bedrock.cross-region.routes[0].source-region?");
		assertThat(fromFrankfurt(model("telemetry: on"))).contains("no known key is similar");
	}

	@Test
	void unknownModeNamesTheModes() {
		assertThat(fromFrankfurt("mode: geografic\nchat-model.model-id: " + SONNET)).contains("geografic")
			.contains("geographic", "global", "in-region");
	}

	@Test
	void noSourceRegionSaysWhereItWasLookedFor() {
		assertThat(FailedStart.with("""
				bedrock.cross-region:
				  catalog.source: bundled
				  geography: eu
				  chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
				""")).contains("bedrock.cross-region.source-region", "aws.region", "AWS_REGION", "instance metadata")
			.contains("    source-region: eu-central-1\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "eu_central_1", "Frankfurt" })
	void malformedSourceRegionSuggestsTheNearest(String region) {
		assertThat(start("'" + region + "'", model(""))).contains("it is not the code of an AWS Region")
			.contains("    source-region: eu-central-1\n");
	}

	@Test
	void unknownSourceRegionSuggestsTheNearest() {
		assertThat(start("eu-central-9", model("")))
			.contains("nothing is known about what can be called from eu-central-9")
			.contains("        source-region: eu-central-1\n");
	}

	@Test
	void liveEvidenceThatIsRefusedNamesThePermission() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy("eu-central-1").controlPlane());
			assertThat(live(emulator, model(""))).contains("ListInferenceProfiles denied")
				.contains("\"bedrock:ListInferenceProfiles\", \"bedrock:GetInferenceProfile\"")
				.contains("      source: live-or-bundled\n");
		}
	}

	@Test
	void liveEvidenceThatIsLateNamesTheTimeout() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.blackHole().controlPlane());
			assertThat(live(emulator, model("catalog.timeout: 300ms"))).contains("timed-out")
				.contains("      timeout: 10s\n");
		}
	}

	private static String live(BedrockEmulator emulator, String yaml) {
		System.setProperty("aws.accessKeyId", "emulator");
		System.setProperty("aws.secretAccessKey", "emulator");
		String timeout = (yaml.contains("catalog.timeout")) ? "" : "    catalog.timeout: 60s\n";
		return FailedStart.with("bedrock:\n  cross-region:\n    source-region: eu-central-1\n    catalog.source: live\n"
				+ timeout + "    client.endpoint-override: " + emulator.uri() + "\n" + yaml.indent(4));
	}

	@Test
	void aMaximumAgeOfEvidenceNeedsLiveEvidence() {
		for (String source : List.of("catalog.max-age: 12h", "catalog:\n  source: live-or-bundled\n  max-age: 12h")) {
			assertThat(FailedStart
				.with("bedrock:\n  cross-region:\n    source-region: eu-central-1\n" + model(source).indent(4)))
				.contains("bedrock.cross-region.catalog.source is 'live-or-bundled'")
				.contains("bedrock.cross-region.catalog.max-age is 12h, which has an effect with 'live' only")
				.contains("      source: live\n");
		}
		assertThat(fromFrankfurt(model("catalog.max-age: 12h"))).contains("catalog.source is 'bundled'")
			.contains("      source: live\n");
	}

	@Test
	void aMaximumAgeOfEvidenceMustLeaveTimeToRenewIt() {
		assertThat(withAge("max-age: 6h")).contains("catalog.max-age is '6h'")
			.contains("it must be longer than bedrock.cross-region.catalog.refresh-interval, which is 6h")
			.contains("      max-age: 12h\n");
		assertThat(withAge("max-age: 6h\n  refresh-interval: 0")).contains("catalog.refresh-interval is '0s'")
			.contains("bedrock.cross-region.catalog.max-age would close all routes 6h after the start")
			.contains("      refresh-interval: 3h\n");
		assertThat(withAge("max-age: 0s")).contains("catalog.max-age is '0s'").contains("it must be longer than 0");
		assertThat(withAge("max-age: -1h")).contains("catalog.max-age is '-1h'");
		assertThat(withAge("max-age: 24")).contains("a number without a unit counts milliseconds").contains("24h");
	}

	private static String withAge(String rest) {
		return FailedStart.with("bedrock:\n  cross-region:\n    source-region: eu-central-1\n"
				+ model("catalog:\n  source: live\n  " + rest).indent(4));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fast-one", "Fast", "1fast", "fast_one", "\"[fast.one]\"" })
	void malformedModelNameIsRefused(String name) {
		assertThat(fromFrankfurt("geography: eu\nmodels:\n  " + name + ":\n    model-id: " + SONNET))
			.contains("is not a name for a model")
			.containsPattern("models:\\n {10}[a-z][a-z0-9]*:\\n");
	}

	@Test
	void reservedModelNameIsRefused() {
		assertThat(fromFrankfurt("geography: eu\nmodels.bedrock.model-id: " + SONNET))
			.contains("has the name of the default model")
			.contains("        chat-model:\n");
	}

	@Test
	void duplicateModelNameIsRefused() {
		assertThat(fromFrankfurt("geography: eu\nmodels.fast.model-id: x.y\nmodels.FAST.model-id: x.y"))
			.contains("bedrock.cross-region.models.FAST is declared twice");
	}

	@Test
	void modelThatNamesNoModelIsRefused() {
		assertThat(fromFrankfurt("geography: eu\nchat-model.temperature: 0.2"))
			.contains("bedrock.cross-region.chat-model names no foundation model")
			.contains("          model-id: ")
			.contains("          profile: ");
		assertThat(fromFrankfurt("geography: eu\nmodels.fast.temperature: 0.2"))
			.contains("bedrock.cross-region.models.fast names no foundation model");
	}

	@Test
	void sameRoutesAreRefused() {
		assertThat(fromFrankfurt(model("routes:\n- source-region: eu-west-1\n- source-region: eu-west-1")))
			.contains("bedrock.cross-region.routes[0] and bedrock.cross-region.routes[1] are the same route")
			.contains("geography eu from eu-west-1");
		assertThat(fromFrankfurt(model("chat-model.routes:\n- mode: geographic\n- profile: eu." + SONNET)))
			.contains("bedrock.cross-region.chat-model.routes[0] and bedrock.cross-region.chat-model.routes[1]")
			.contains("eu." + SONNET + " from eu-central-1");
	}

	@Test
	void geographyBesideAModeWithoutOneIsRefused() {
		assertThat(fromFrankfurt("geography: eu\nmode: in-region\nchat-model.model-id: " + SONNET))
			.contains("declares both 'geography: eu' and 'mode: in-region'");
		assertThat(fromFrankfurt(model("chat-model.geography: global"))).contains("global is a mode and no geography");
		assertThat(fromFrankfurt(model("chat-model.geography: EU"))).contains("in lower case");
	}

	@Test
	void modelIdAndProfileThatDisagreeAreRefused() {
		assertThat(fromFrankfurt("chat-model:\n  model-id: eu." + SONNET + "\n  profile: us." + SONNET))
			.contains("names another one: 'us." + SONNET + "'");
	}

	@Test
	void profileOfAnotherModelIsRefused() {
		assertThat(fromFrankfurt("chat-model:\n  model-id: " + SONNET + "\n  profile: eu.amazon.nova-lite-v1:0"))
			.contains("profile 'eu.amazon.nova-lite-v1:0' is one of 'amazon.nova-lite-v1:0'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "routing.deadline: 0s", "routing.max-wait: -1s", "chat-model.routing.deadline: -5s",
			"client.max-connections: 0", "client.connect-timeout: 0s", "client.read-timeout: -1s",
			"client.first-token-timeout: 0s", "client.stall-timeout: 0s", "catalog.refresh-interval: -1h",
			"routes[0].quota.tokens-per-minute: 0", "routes[0].quota.requests-per-minute: -3",
			"chat-model.max-output-tokens: 0", "chat-model.service-tier: flexi", "chat-model.prompt-caching: always",
			"chat-model.supported-capabilities: json", "chat-model.guardrail.identifier: a1b2c3",
			"client.endpoint-override: localhost:8080" })
	void valuesOutOfRangeNameTheProperty(String line) {
		String property = line.substring(0, line.indexOf(':'));
		assertThat(fromFrankfurt(model(line))).contains("bedrock.cross-region." + property.replaceAll("identifier", ""))
			.contains("Write:\n\n    bedrock:\n");
	}

	@Test
	void allUnmetRoutesOfAllModelsAreReportedTogether() {
		assertThat(fromFrankfurt(model("""
				residency.allow: EU
				routes:
				- source-region: eu-central-1
				- source-region: eu-west-2
				- source-region: us-east-1
				  geography: us
				models.fast.model-id: amazon.nova-nano-v1:0
				"""))).contains("Model 'bedrock' (bedrock.cross-region.routes[1])", "eu-west-2 (GB)")
			.contains("Model 'bedrock' (bedrock.cross-region.routes[2])", "us-west-2 (US)")
			.contains("Model 'fast' (bedrock.cross-region.routes[0])", "amazon.nova-nano-v1:0");
	}

}
