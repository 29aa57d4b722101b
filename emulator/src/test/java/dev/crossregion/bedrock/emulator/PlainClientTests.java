package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behaviour for clients other than the AWS SDK.
 */
class PlainClientTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],"
			+ "\"max_tokens\":100,\"inferenceConfig\":{\"maxTokens\":100}}";

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(
			BedrockEmulator.builder().pace(Duration.ofMillis(2)));

	@ParameterizedTest
	@ValueSource(strings = { "converse-stream", "invoke-with-response-stream" })
	void pacedStreamEndsWithTheLastChunkOfItsBody(String operation) throws IOException {
		String answer = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/" + operation, PlainClient.SIGNED,
				BODY);
		assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n0\r\n\r\n");
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.completed()).isTrue());
	}

	@ParameterizedTest
	@EnumSource(HttpClient.Version.class)
	void pacedInvokeStreamEndsForTheClientOfTheJdk(HttpClient.Version version) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(bedrock.uri().resolve("/model/" + PROFILE.replace(":", "%3A") + "/invoke-with-response-stream"))
			.version(version)
			.timeout(Duration.ofMinutes(1))
			.header("Authorization",
					"AWS4-HMAC-SHA256 Credential=key/20261123/eu-central-1/bedrock/aws4_request, Signature=0")
			.POST(HttpRequest.BodyPublishers.ofString(BODY))
			.build();
		HttpResponse<byte[]> response = HttpClient.newBuilder()
			.version(version)
			.build()
			.send(request, HttpResponse.BodyHandlers.ofByteArray());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(new String(response.body(), StandardCharsets.ISO_8859_1)).contains("chunk");
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.completed()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:inference-profile/x", "a%3Ainference-profile%2Fx", "arn:aws:bedrock", "arn:::::", "arn",
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/",
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile",
			"arn:aws:s3:eu-central-1:123456789012:inference-profile/eu.x", ":inference-profile/", "%", "%4", "%zz",
			"%C3%28", "%00", "%2e%2e", "..%2f..", "a%0d%0ab", "a+b", "%5C", "//", "a;b=c", "%F0%9F%98%80" })
	void malformedIdentifierIsAnsweredAndJournaled(String identifier) throws IOException {
		assertRejected(PlainClient.get(bedrock.uri(), "/inference-profiles/" + identifier, PlainClient.SIGNED));
	}

	@Test
	void identifierThatIsTooLongIsRejected() throws IOException {
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles/" + "a".repeat(2049), PlainClient.SIGNED))
			.startsWith("HTTP/1.1 400")
			.contains("ValidationException");
	}

	@Test
	void everyPathIsAnsweredAndJournaled() throws IOException {
		Random random = new Random(7);
		String[] parts = { "arn", "aws", ":", "::", "/", "%2F", "%3A", "%", "%0", "%7f", "inference-profile",
				"foundation-model", "eu-central-1", "bedrock", "123456789012", ".", "..", ";", "eu.", "x", "converse",
				"invoke", "version", "apply", "+", "~", "@" };
		String[] starts = { "/inference-profiles/", "/foundation-models/", "/model/", "/async-invoke/", "/guardrail/",
				"/" };
		for (int attempt = 0; attempt < 300; attempt++) {
			StringBuilder path = new StringBuilder(starts[random.nextInt(starts.length)]);
			for (int part = random.nextInt(8); part >= 0; part--) {
				path.append(parts[random.nextInt(parts.length)]);
			}
			bedrock.emulator().journal().clear();
			String answer = (random.nextBoolean()) ? PlainClient.get(bedrock.uri(), path.toString(), PlainClient.SIGNED)
					: PlainClient.post(bedrock.uri(), path + "/converse", PlainClient.SIGNED, "{}");
			assertThat(answer).as(path.toString()).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 500");
			assertThat(bedrock.emulator().journal().entries()).as(path.toString()).hasSize(1);
		}
	}

	@Test
	void identifiersAreDecoded() throws IOException {
		String arn = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/" + PROFILE;
		for (String identifier : new String[] { PROFILE, PROFILE.replace(":", "%3A"), PROFILE.replace(":", "%3a"), arn,
				arn.replace(":", "%3A").replace("/", "%2F") }) {
			assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles/" + identifier, PlainClient.SIGNED))
				.as(identifier)
				.startsWith("HTTP/1.1 200");
		}
	}

	private static void assertRejected(String answer) {
		assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
		int status = Integer.parseInt(answer.substring(9, 12));
		assertThat(bedrock.emulator().journal().entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.status()).isEqualTo(status);
			assertThat(answer).containsIgnoringCase("x-amzn-ErrorType: " + entry.errorCode().orElseThrow());
			assertThat(entry.sourceRegion()).isEqualTo("eu-central-1");
		});
		assertThat(answer).contains("{\"message\":");
	}

}
