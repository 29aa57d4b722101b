package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.emulator.payload.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BedrockEmulatorTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String APPLICATION = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7";

	private static final String INVALID = "The provided model identifier is invalid.";

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(BedrockEmulator.builder()
		.applicationProfile(APPLICATION, "arn:aws:bedrock:eu-west-1::foundation-model/" + Clients.SONNET)
		.quota("eu-west-1", PROFILE, EmulatorQuota.perMinute(1_000_000, 1)));

	@RegisterExtension
	static Clients clients = new Clients();

	private static ConverseResponse converse(Region region, String modelId) {
		return clients.sync(bedrock.uri(), region)
			.converse((request) -> request.modelId(modelId).messages(Clients.user("Hello Milan")));
	}

	private static void assertRejected(Region region, String modelId, String message) {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> converse(region, modelId))
			.withMessageContaining(message);
	}

	private static Set<String> destinations(Region region, String modelId, int calls) {
		for (int call = 0; call < calls; call++) {
			converse(region, modelId);
		}
		return bedrock.emulator()
			.journal()
			.entries()
			.stream()
			.map((entry) -> entry.inferenceRegion().orElseThrow())
			.collect(Collectors.toSet());
	}

	@Test
	void destinationsAreThoseOfTheProfile() {
		assertThat(destinations(Region.EU_CENTRAL_1, PROFILE, 60)).containsExactlyInAnyOrder("eu-central-1",
				"eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3");
	}

	@Test
	void applicationProfileRunsInTheRegionsOfItsModels() {
		assertThat(destinations(Region.EU_CENTRAL_1, APPLICATION, 3)).containsExactly("eu-west-1");
	}

	@Test
	void profileIsCalledByItsArnToo() {
		converse(Region.EU_CENTRAL_1, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/" + PROFILE);
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.modelId()).endsWith("inference-profile/" + PROFILE));
	}

	@Test
	void profileThatCannotBeCalledFromTheRegionIsRejected() {
		assertRejected(Region.EU_CENTRAL_1, Clients.SONNET, "with on-demand throughput isn\u2019t supported");
		assertRejected(Region.EU_CENTRAL_1, "us." + Clients.SONNET, INVALID);
		assertRejected(Region.EU_CENTRAL_1, "no.such-model", INVALID);
		assertRejected(Region.EU_WEST_3, APPLICATION, INVALID);
		assertRejected(Region.EU_CENTRAL_1, "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/" + PROFILE,
				INVALID);
		assertRejected(Region.EU_CENTRAL_1,
				"arn:aws-us-gov:bedrock:eu-central-1:123456789012:inference-profile/" + PROFILE, INVALID);
	}

	@Test
	void requestWithoutASignatureIsRejected() throws Exception {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(bedrock.uri().resolve("/inference-profiles")).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("MissingAuthenticationTokenException");
	}

	@Test
	void quotaThrottlesItsRegionOnly() {
		converse(Region.EU_WEST_1, PROFILE);
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse(Region.EU_WEST_1, PROFILE))
			.withMessageContaining("Too many requests, please wait");
		assertThat(converse(Region.EU_CENTRAL_1, PROFILE).stopReasonAsString()).isEqualTo("end_turn");
	}

	@Test
	void journalWritesCloudTrailEvents() {
		String requestId = converse(Region.EU_CENTRAL_1, PROFILE).responseMetadata().requestId();
		JournalEntry entry = bedrock.emulator().journal().entries(Operation.CONVERSE).get(0);
		assertThat(entry.completed()).isTrue();
		var event = Json.read(entry.toCloudTrailJson());
		assertThat(event.path("eventName").asString()).isEqualTo("Converse");
		assertThat(event.path("requestID").asString()).isEqualTo(requestId);
		assertThat(event.path("awsRegion").asString()).isEqualTo("eu-central-1");
		assertThat(event.at("/requestParameters/modelId").asString()).isEqualTo(PROFILE);
		assertThat(event.at("/additionalEventData/inferenceRegion").asString())
			.isEqualTo(entry.inferenceRegion().orElseThrow());
	}

	@Test
	void pagesHaveTheRequestedSizeAndListEachProfileOnce() {
		BedrockClient client = clients.control(bedrock.uri(), Region.EU_CENTRAL_1);
		List<InferenceProfileSummary> all = new ArrayList<>();
		String next = null;
		do {
			String token = next;
			ListInferenceProfilesResponse page = client
				.listInferenceProfiles((request) -> request.maxResults(7).nextToken(token));
			assertThat(page.inferenceProfileSummaries()).hasSizeBetween(1, 7);
			all.addAll(page.inferenceProfileSummaries());
			next = page.nextToken();
		}
		while (next != null);
		assertThat(all).extracting(InferenceProfileSummary::inferenceProfileArn)
			.doesNotHaveDuplicates()
			.contains(APPLICATION, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/" + PROFILE);
		assertThat(client
			.listInferenceProfiles(
					(request) -> request.maxResults(1000).typeEquals(InferenceProfileType.SYSTEM_DEFINED))
			.inferenceProfileSummaries()).hasSize(all.size() - 1);
	}

	@Test
	void pageSizeOutOfRangeIsRejected() {
		BedrockClient client = clients.control(bedrock.uri(), Region.EU_CENTRAL_1);
		for (int size : new int[] { 0, 1001 }) {
			assertThatExceptionOfType(BedrockException.class)
				.isThrownBy(() -> client.listInferenceProfiles((request) -> request.maxResults(size)))
				.withMessageContaining("between 1 and 1000");
		}
		assertThatExceptionOfType(BedrockException.class)
			.isThrownBy(() -> client.listInferenceProfiles((request) -> request.nextToken("nonsense")))
			.withMessageContaining("nextToken");
	}

	@Test
	void controlPlaneAnswersProfilesModelsAndDataRetention() {
		BedrockClient client = clients.control(bedrock.uri(), Region.EU_CENTRAL_1);
		assertThat(
				client.getInferenceProfile((request) -> request.inferenceProfileIdentifier("global." + Clients.SONNET))
					.models())
			.extracting((model) -> model.modelArn().split(":")[3])
			.containsExactly("", "eu-central-1");
		assertThat(client.getFoundationModel((request) -> request.modelIdentifier(Clients.SONNET))
			.modelDetails()
			.inferenceTypesSupportedAsStrings()).containsExactly("INFERENCE_PROFILE");
		assertThat(client.getAccountDataRetention((request) -> {
		}).modeAsString()).isEqualTo("default");
		bedrock.emulator().dataRetention("eu-central-1", "aws_review");
		assertThat(client.getAccountDataRetention((request) -> {
		}).modeAsString()).isEqualTo("aws_review");
		assertThat(clients.control(bedrock.uri(), Region.EU_WEST_1).getAccountDataRetention((request) -> {
		}).modeAsString()).isEqualTo("default");
		assertThatExceptionOfType(BedrockException.class)
			.isThrownBy(() -> client.getInferenceProfile((request) -> request.inferenceProfileIdentifier("us.nothing")))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(404));
	}

	@Test
	void aProfileChangesForCallsAndForTheControlPlane() {
		BedrockClient client = clients.control(bedrock.uri(), Region.EU_CENTRAL_1);
		converse(Region.EU_CENTRAL_1, PROFILE);
		bedrock.emulator().journal().clear();
		bedrock.emulator().profile("eu-central-1", PROFILE, "eu-west-2");
		assertThat(client.getInferenceProfile((request) -> request.inferenceProfileIdentifier(PROFILE)).models())
			.extracting((model) -> model.modelArn().split(":")[3])
			.containsExactly("eu-west-2");
		assertThat(converse(Region.EU_CENTRAL_1, PROFILE).stopReason()).isNotNull();
		assertThat(bedrock.emulator().journal().entries(Operation.CONVERSE)).singleElement()
			.satisfies((entry) -> assertThat(entry.inferenceRegion()).contains("eu-west-2"));
		bedrock.emulator().noProfile("eu-central-1", PROFILE);
		assertRejected(Region.EU_CENTRAL_1, PROFILE, INVALID);
		assertThat(converse(Region.EU_WEST_3, PROFILE).stopReason()).isNotNull();
		bedrock.emulator().reset();
		assertThat(client.getInferenceProfile((request) -> request.inferenceProfileIdentifier(PROFILE)).models())
			.hasSize(6);
	}

	@Test
	void aGuardrailNamesItsGuardrailProfile() {
		try (BedrockEmulator guarded = BedrockEmulator.builder()
			.guardrail("eu-central-1", "local")
			.guardrail("eu-central-1", "crossing", "eu.guardrail.v1:0")
			.start()) {
			BedrockClient client = clients.control(guarded.uri(), Region.EU_CENTRAL_1);
			assertThat(client.getGuardrail((request) -> request.guardrailIdentifier("local").guardrailVersion("1"))
				.crossRegionDetails()).isNull();
			assertThat(client.getGuardrail((request) -> request.guardrailIdentifier("crossing")).crossRegionDetails())
				.satisfies((details) -> {
					assertThat(details.guardrailProfileId()).isEqualTo("eu.guardrail.v1:0");
					assertThat(details.guardrailProfileArn())
						.isEqualTo("arn:aws:bedrock:eu-central-1:123456789012:guardrail-profile/eu.guardrail.v1:0");
				});
			assertThatExceptionOfType(BedrockException.class)
				.isThrownBy(() -> client.getGuardrail((request) -> request.guardrailIdentifier("other")))
				.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(404));
			assertThatExceptionOfType(BedrockException.class)
				.isThrownBy(() -> clients.control(guarded.uri(), Region.EU_WEST_1)
					.getGuardrail((request) -> request.guardrailIdentifier("crossing")))
				.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(404));
		}
	}

	@Test
	void closeEndsThousandsOfOpenCalls() {
		List<CompletableFuture<ConverseResponse>> calls = new ArrayList<>();
		BedrockEmulator slow = BedrockEmulator.builder().latency(Duration.ofHours(1)).start();
		try (slow) {
			BedrockRuntimeAsyncClient client = clients.async(slow.uri(), Region.EU_CENTRAL_1);
			for (int call = 0; call < 2000; call++) {
				calls.add(client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))));
			}
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> slow.openRequests() == 2000);
		}
		assertThat(calls).allSatisfy((call) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> call.get(1, TimeUnit.MINUTES)));
		assertThat(slow.journal().entries()).hasSize(2000).noneMatch(JournalEntry::completed);
	}

	@Test
	void sameSeedSendsCallsToTheSameDestinations() {
		assertThat(destinationsOf(1)).isEqualTo(destinationsOf(1)).isNotEqualTo(destinationsOf(2));
	}

	private static List<String> destinationsOf(long seed) {
		try (BedrockEmulator emulator = BedrockEmulator.builder().seed(seed).start()) {
			for (int call = 0; call < 12; call++) {
				clients.sync(emulator.uri(), Region.EU_CENTRAL_1)
					.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			}
			return emulator.journal().entries().stream().map((entry) -> entry.inferenceRegion().orElseThrow()).toList();
		}
	}

	@Test
	void takenPortIsReported() {
		assertThatIllegalStateException()
			.isThrownBy(() -> BedrockEmulator.builder().port(bedrock.emulator().port()).start())
			.withMessageContaining("port " + bedrock.emulator().port())
			.withMessageContaining("taken");
	}

	@Test
	void closeCutsOpenRequests() throws IOException {
		BedrockEmulator closing = BedrockEmulator.start();
		URI uri = closing.uri();
		closing.fail(Fault.blackHole());
		CompletableFuture<HttpResponse<String>> plain = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(uri.resolve("/model/" + PROFILE.replace(":", "%3A") + "/converse"))
				.version(HttpClient.Version.HTTP_1_1)
				.header("Authorization",
						"AWS4-HMAC-SHA256 Credential=key/20261123/eu-central-1/bedrock/aws4_request, Signature=0")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build(), HttpResponse.BodyHandlers.ofString());
		CompletableFuture<ConverseResponse> open = clients.async(uri, Region.EU_CENTRAL_1)
			.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> closing.openRequests() == 2);
		closing.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> open.get(1, TimeUnit.MINUTES));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> plain.get(1, TimeUnit.MINUTES));
		assertThat(closing.journal().entries()).hasSize(2).noneMatch(JournalEntry::completed);
	}

}
