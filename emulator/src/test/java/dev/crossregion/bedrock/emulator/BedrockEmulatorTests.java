package dev.crossregion.bedrock.emulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BedrockEmulatorTests {

	private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private BedrockEmulator emulator;

	private BedrockRuntimeClient runtime;

	private BedrockRuntimeAsyncClient runtimeAsync;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
		StaticCredentialsProvider credentials = StaticCredentialsProvider
			.create(AwsBasicCredentials.create("key", "secret"));
		this.runtime = BedrockRuntimeClient.builder()
			.region(Region.EU_CENTRAL_1)
			.endpointOverride(this.emulator.uri())
			.credentialsProvider(credentials)
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
			.build();
		this.runtimeAsync = BedrockRuntimeAsyncClient.builder()
			.region(Region.EU_CENTRAL_1)
			.endpointOverride(this.emulator.uri())
			.credentialsProvider(credentials)
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
			.build();
	}

	@AfterEach
	void stop() {
		this.runtime.close();
		this.runtimeAsync.close();
		this.emulator.close();
	}

	private static Message user(String text) {
		return Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(text)).build();
	}

	private ConverseResponse converse(String modelId) {
		return this.runtime.converse((request) -> request.modelId(modelId).messages(user("Hello Milan")));
	}

	@Test
	void converseThroughAProfileIsAnsweredAndJournaled() {
		ConverseResponse response = converse("eu." + MODEL);
		assertThat(response.output().message().content().get(0).text()).contains("Hello Milan");
		assertThat(this.emulator.journal().entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.sourceRegion()).isEqualTo("eu-central-1");
			assertThat(entry.inferenceRegion()).hasValueSatisfying((region) -> assertThat(region).startsWith("eu-"));
			assertThat(entry.toCloudTrailJson()).contains("\"inferenceRegion\":\"eu-");
		});
	}

	@Test
	void bareModelThatIsServedOnlyThroughProfilesEarnsTheOnDemandError() {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> converse(MODEL))
			.withMessageContaining("with on-demand throughput isn\u2019t supported");
	}

	@Test
	void profileOfAnotherGeographyIsNotValidHere() {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> converse("us." + MODEL))
			.withMessageContaining("The provided model identifier is invalid.");
	}

	@Test
	void scriptedThrottleHappensOnce() {
		this.emulator.fail(Fault.throttled().from("eu-central-1").times(1));
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse("eu." + MODEL))
			.withMessageContaining("Too many requests");
		assertThat(converse("eu." + MODEL).stopReasonAsString()).isEqualTo("end_turn");
	}

	@Test
	void streamArrivesWordByWordOverHttp2() throws Exception {
		List<String> words = new CopyOnWriteArrayList<>();
		this.runtimeAsync.converseStream((request) -> request.modelId("eu." + MODEL).messages(user("Hello Milan")),
				ConverseStreamResponseHandler.builder()
					.subscriber(ConverseStreamResponseHandler.Visitor.builder()
						.onContentBlockDelta((delta) -> words.add(delta.delta().text()))
						.build())
					.build())
			.get(10, TimeUnit.SECONDS);
		assertThat(String.join("", words)).contains("Hello Milan");
		assertThat(words).hasSizeGreaterThan(5);
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::protocol).containsExactly("HTTP/2.0");
	}

	@Test
	void profilesAreListedByPage() {
		try (BedrockClient client = BedrockClient.builder()
			.region(Region.EU_CENTRAL_1)
			.endpointOverride(this.emulator.uri())
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build()) {
			List<InferenceProfileSummary> profiles = client
				.listInferenceProfilesPaginator(
						(request) -> request.maxResults(7).typeEquals(InferenceProfileType.SYSTEM_DEFINED))
				.inferenceProfileSummaries()
				.stream()
				.toList();
			assertThat(profiles).extracting(InferenceProfileSummary::inferenceProfileId)
				.contains("eu." + MODEL, "global." + MODEL)
				.doesNotHaveDuplicates();
			assertThat(this.emulator.journal().entries(Operation.LIST_INFERENCE_PROFILES)).hasSizeGreaterThan(2);
			assertThat(client.getInferenceProfile((request) -> request.inferenceProfileIdentifier("global." + MODEL))
				.models()).hasSize(2);
		}
	}

}
