package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.model.Snapshot;
import dev.crossregion.bedrock.emulator.payload.Json;
import dev.crossregion.bedrock.emulator.payload.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycle;
import software.amazon.awssdk.services.bedrock.model.FoundationModelSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceType;
import software.amazon.awssdk.services.bedrock.model.ModelModality;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Facts that the emulator takes from the snapshot.
 */
class FactsTests {

	private static final String OPUS_4_1 = "anthropic.claude-opus-4-1-20250805-v1:0";

	private static final String IMPORTED = "arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghijkl";

	private static final String ENDPOINT = "arn:aws:sagemaker:eu-central-1:123456789012:endpoint/mine";

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(BedrockEmulator.builder()
		.inRegionModels("eu-central-1", "cohere.embed-v4:0", "amazon.nova-lite-v1:0")
		.deployedModel(IMPORTED, "meta.llama3-3-70b-instruct-v1:0")
		.deployedModel(ENDPOINT, "mistral.pixtral-large-2502-v1:0")
		.lifecycle("eu-west-1", Clients.SONNET,
				EmulatorLifecycle.legacy(Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2027-06-01T00:00:00Z"))
					.startOfLifeTime(Instant.parse("2025-09-30T00:00:00Z"))
					.publicExtendedAccessTime(Instant.parse("2027-03-01T00:00:00Z"))));

	@RegisterExtension
	static Clients clients = new Clients();

	private static BedrockClient control(Region region) {
		return clients.control(bedrock.uri(), region);
	}

	private static FoundationModelLifecycle lifecycle(Region region, String model) {
		return control(region).getFoundationModel((request) -> request.modelIdentifier(model))
			.modelDetails()
			.modelLifecycle();
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-sonnet-4-5-20250929-v1:0, 64000, 5", "anthropic.claude-opus-4-8, 128000, 15",
			"anthropic.claude-sonnet-5-5, 128000, 10", "amazon.nova-lite-v1:0, 5000, 1",
			"openai.gpt-6.1-sol, 131072, 10", "no.such-model, 131072, 1", "anthropic.no-such-model, 131072, 10" })
	void limitsAreThoseOfTheModel(String model, long maxOutput, int burndown) {
		ModelDirectory.Target target = new ModelDirectory.Target(model, model, List.of("eu-central-1"));
		assertThat(target.maxOutput()).isEqualTo(maxOutput);
		assertThat(target.burndown()).isEqualTo(burndown);
	}

	@Test
	void reservationAndBurndownAreThoseOfEachModel() throws IOException {
		List<String[]> models;
		try (InputStream file = Snapshot.class.getResourceAsStream("snapshot.tsv")) {
			models = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> line.split("\t"))
				.filter((line) -> line[0].equals("model"))
				.toList();
		}
		int maxima = 0;
		int rates = 0;
		for (String[] line : models) {
			ModelDirectory.Target target = new ModelDirectory.Target(line[1], line[1], List.of("eu-central-1"));
			for (String fact : List.of(line).subList(2, line.length)) {
				if (fact.startsWith("max-output=")) {
					assertThat(target.maxOutput()).as(line[1]).isEqualTo(Long.parseLong(fact.substring(11)));
					maxima++;
				}
				else if (fact.startsWith("burndown=")) {
					assertThat(target.burndown()).as(line[1]).isEqualTo(Integer.parseInt(fact.substring(9)));
					rates++;
				}
			}
		}
		assertThat(maxima).isEqualTo(52);
		assertThat(rates).isEqualTo(58);
	}

	@ParameterizedTest
	@CsvSource({ "cohere.embed-v4:0", "amazon.titan-embed-text-v2:0", "twelvelabs.marengo-embed-3-0-v1:0",
			"stability.stable-outpaint-v1:0", "amazon.nova-2-multimodal-embeddings-v1:0" })
	void embeddingsAndImagesReserveNoOutput(String model) {
		ModelDirectory.Target target = new ModelDirectory.Target(model, model, List.of("eu-central-1"));
		assertThat(target.maxOutput()).isZero();
		assertThat(Prompt.ofInvoke(Json.object().put("inputText", "12345678").put("max_tokens", 5))
			.reservedTokens(target.maxOutput())).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"max_tokens\":7}", "{\"max_completion_tokens\":7}", "{\"max_gen_len\":7}",
			"{\"inferenceConfig\":{\"maxTokens\":7}}", "{\"inferenceConfig\":{\"max_new_tokens\":7}}" })
	void maximumIsReadInTheFormOfEachProvider(String body) {
		assertThat(Prompt.ofInvoke(Json.read(body)).reservedTokens(64_000)).isEqualTo(1 + 7);
	}

	@Test
	void requestWithoutAMaximumReservesThatOfItsModel() {
		String profile = "eu." + Clients.SONNET;
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.quota("eu-central-1", profile,
					EmulatorQuota.perMinute(64_100, 100).refill(EmulatorQuota.Refill.FIXED_WINDOW))
			.start()) {
			var client = clients.sync(emulator.uri(), Region.EU_CENTRAL_1);
			client.converse((request) -> request.modelId(profile).messages(Clients.user("x".repeat(4 * 90))));
			assertThatExceptionOfType(ThrottlingException.class)
				.isThrownBy(
						() -> client.converse((request) -> request.modelId(profile).messages(Clients.user("Hello"))))
				.withMessageContaining("Too many tokens");
			client.converse((request) -> request.modelId(profile)
				.inferenceConfig((config) -> config.maxTokens(1000))
				.messages(Clients.user("Hello")));
		}
	}

	@Test
	void lifecycleIsThatOfTheSnapshotUnlessATestSetsOne() {
		FoundationModelLifecycle known = lifecycle(Region.US_EAST_1, OPUS_4_1);
		assertThat(known.statusAsString()).isEqualTo("LEGACY");
		assertThat(known.startOfLifeTime()).isEqualTo("2025-08-05T00:00:00Z");
		assertThat(known.legacyTime()).isEqualTo("2026-07-08T00:00:00Z");
		assertThat(known.publicExtendedAccessTime()).isEqualTo("2026-10-08T00:00:00Z");
		assertThat(known.endOfLifeTime()).isEqualTo("2027-01-08T00:00:00Z");
		assertThat(lifecycle(Region.EU_CENTRAL_1, Clients.SONNET).statusAsString()).isEqualTo("ACTIVE");
		FoundationModelLifecycle set = lifecycle(Region.EU_WEST_1, Clients.SONNET);
		assertThat(set.statusAsString()).isEqualTo("LEGACY");
		assertThat(set.startOfLifeTime()).isEqualTo("2025-09-30T00:00:00Z");
		assertThat(set.legacyTime()).isEqualTo("2026-12-01T00:00:00Z");
		assertThat(set.publicExtendedAccessTime()).isEqualTo("2027-03-01T00:00:00Z");
		assertThat(set.endOfLifeTime()).isEqualTo("2027-06-01T00:00:00Z");
		bedrock.emulator()
			.lifecycle("eu-west-3", Clients.SONNET,
					EmulatorLifecycle.active().endOfLifeTime(Instant.parse("2027-09-01T00:00:00Z")));
		assertThat(lifecycle(Region.EU_WEST_3, Clients.SONNET).endOfLifeTime()).isEqualTo("2027-09-01T00:00:00Z");
		assertThat(lifecycle(Region.EU_WEST_3, Clients.SONNET).legacyTime()).isNull();
	}

	@Test
	void modelsAreFilteredByProviderInferenceTypeAndModality() {
		BedrockClient client = control(Region.EU_CENTRAL_1);
		List<FoundationModelSummary> all = client.listFoundationModels((request) -> {
		}).modelSummaries();
		List<FoundationModelSummary> claude = client.listFoundationModels((request) -> request.byProvider("Anthropic"))
			.modelSummaries();
		assertThat(claude).isNotEmpty()
			.hasSizeLessThan(all.size())
			.allMatch((model) -> model.modelId().startsWith("anthropic."));
		assertThat(client.listFoundationModels((request) -> request.byInferenceType(InferenceType.ON_DEMAND))
			.modelSummaries()).extracting(FoundationModelSummary::modelId)
			.containsExactlyInAnyOrder("cohere.embed-v4:0", "amazon.nova-lite-v1:0");
		assertThat(client.listFoundationModels((request) -> request.byOutputModality(ModelModality.EMBEDDING))
			.modelSummaries()).isNotEmpty()
			.allMatch((model) -> model.modelId().contains("embed"))
			.noneMatch(FoundationModelSummary::responseStreamingSupported);
		assertThatExceptionOfType(BedrockException.class)
			.isThrownBy(() -> client.listFoundationModels((request) -> request.byOutputModality("SMELL")))
			.withMessageContaining("byOutputModality");
	}

	@Test
	void modelIsFoundByItsArn() {
		assertThat(control(Region.EU_CENTRAL_1)
			.getFoundationModel((request) -> request
				.modelIdentifier("arn:aws:bedrock:eu-central-1::foundation-model/" + Clients.SONNET))
			.modelDetails()
			.modelId()).isEqualTo(Clients.SONNET);
		assertThatExceptionOfType(BedrockException.class)
			.isThrownBy(() -> control(Region.EU_CENTRAL_1)
				.getFoundationModel((request) -> request.modelIdentifier("arn:aws:bedrock")))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(400));
	}

	@Test
	void historicalProfilesAreNotListed() {
		assertThat(control(Region.EU_CENTRAL_1).listInferenceProfiles((request) -> request.maxResults(1000))
			.inferenceProfileSummaries())
			.noneMatch((profile) -> profile.inferenceProfileId().equals("eu.anthropic.claude-fable-5"));
	}

	@ParameterizedTest
	@CsvSource({ "eu-central-1, aws", "us-gov-west-1, aws-us-gov", "cn-north-1, aws-cn", "eusc-de-east-1, aws-eusc",
			"eu-isoe-west-1, aws-iso-e", "us-isof-south-1, aws-iso-f", "xx-new-1, aws" })
	void partitionIsThatOfTheRegion(String region, String partition) {
		assertThat(Profiles.partition(region)).isEqualTo(partition);
	}

	@Test
	void modelsOfTheAccountAreAnsweredInTheirRegion() {
		for (String arn : new String[] { IMPORTED, ENDPOINT }) {
			clients.sync(bedrock.uri(), Region.EU_CENTRAL_1)
				.converse((request) -> request.modelId(arn).messages(Clients.user("Hello")));
			assertThatExceptionOfType(ValidationException.class)
				.isThrownBy(() -> clients.sync(bedrock.uri(), Region.EU_WEST_1)
					.converse((request) -> request.modelId(arn).messages(Clients.user("Hello"))))
				.withMessageContaining("The provided model identifier is invalid.");
		}
		assertThat(bedrock.emulator().journal().entries()).filteredOn((entry) -> entry.status() == 200)
			.allSatisfy((entry) -> assertThat(entry.inferenceRegion()).hasValue("eu-central-1"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BedrockEmulator.builder()
				.deployedModel("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/x", "y"))
			.withMessageContaining("inference-profile/x");
	}

}
