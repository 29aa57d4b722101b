package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AuthenticationTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(
			BedrockEmulator.builder().region("eu-west-1").apiKey("long-term").apiKey("short-term", "eu-central-1"));

	private static BedrockRuntimeClient withKey(String key, String region) {
		return BedrockRuntimeClient.builder()
			.endpointOverride(bedrock.uri())
			.region(Region.US_EAST_1)
			.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of("httpBearerAuth")))
			.tokenProvider(() -> new SdkToken() {

				@Override
				public String token() {
					return key;
				}

				@Override
				public Optional<Instant> expirationTime() {
					return Optional.empty();
				}

			})
			.overrideConfiguration((override) -> {
				if (!region.isEmpty()) {
					override.putHeader("x-emulator-region", region);
				}
			})
			.build();
	}

	private static void converse(String key, String region) {
		try (BedrockRuntimeClient client = withKey(key, region)) {
			client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
		}
	}

	private static void assertRejected(String key, String region) {
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> converse(key, region))
			.withMessageContaining("Authentication failed: Please make sure your API Key is valid.");
	}

	// The SDK keeps a corrected clock for all clients of the JVM that are made later.
	@BeforeEach
	void resetTheClockOfTheSdk() {
		SdkGlobalTime.setGlobalTimeOffset(0);
	}

	@Test
	void regionOfAKeyIsTheOneOfTheHeaderOrTheDefault() {
		converse("long-term", "");
		converse("long-term", "eu-north-1");
		converse("short-term", "eu-central-1");
		assertThat(bedrock.emulator().journal().entries()).extracting(JournalEntry::sourceRegion)
			.containsExactly("eu-west-1", "eu-north-1", "eu-central-1");
		assertThat(bedrock.emulator().journal().entries()).allSatisfy((entry) -> {
			assertThat(entry.authScheme()).isEqualTo("Bearer");
			assertThat(entry.toString() + entry.toCloudTrailJson()).doesNotContain("-term");
		});
	}

	@Test
	void unknownKeyOrKeyOfAnotherRegionIsRejected() {
		assertRejected("unknown", "eu-central-1");
		assertRejected("short-term", "eu-north-1");
		assertRejected("short-term", "");
	}

	@Test
	void rejectionOfAKeyHasItsMessageInACapitalizedMember() throws IOException {
		String answer = PlainClient.get(bedrock.uri(), "/inference-profiles", "Authorization: bearer unknown\r\n");
		assertThat(answer).startsWith("HTTP/1.1 403")
			.contains("{\"Message\":\"Authentication failed: Please make sure your API Key is valid.\"}")
			.containsIgnoringCase("x-amzn-ErrorType: AccessDeniedException");
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles", "Authorization: Bearer\r\n"))
			.startsWith("HTTP/1.1 403");
	}

	@Test
	void keyWorksForTheControlPlane() throws IOException {
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles?maxResults=1",
				"Authorization: Bearer long-term\r\nx-emulator-region: eu-west-3\r\n"))
			.startsWith("HTTP/1.1 200")
			.contains("arn:aws:bedrock:eu-west-3:");
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles",
				"Authorization: Bearer long-term\r\nx-emulator-region: not a region\r\n"))
			.startsWith("HTTP/1.1 400")
			.contains("x-emulator-region");
	}

	@Test
	void anyKeyIsAcceptedUntilSomeAreSet() throws IOException {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			assertThat(PlainClient.get(emulator.uri(), "/inference-profiles", "Authorization: Bearer any\r\n"))
				.startsWith("HTTP/1.1 200")
				.contains("arn:aws:bedrock:us-east-1:");
		}
	}

	@Test
	void requestWithoutAuthenticationIsRejected() throws IOException {
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles", "")).startsWith("HTTP/1.1 403")
			.contains("MissingAuthenticationTokenException");
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles", "Authorization: secret\r\n"))
			.contains("MissingAuthenticationTokenException");
		assertThat(PlainClient.get(bedrock.uri(), "/inference-profiles",
				"Authorization: AWS4-HMAC-SHA256 Credential=key, Signature=0\r\n"))
			.startsWith("HTTP/1.1 400")
			.contains("IncompleteSignature");
		assertThat(bedrock.emulator().journal().entries()).extracting(JournalEntry::authScheme)
			.containsExactly("", "", "AWS4-HMAC-SHA256");
		assertThatExceptionOfType(BedrockRuntimeException.class).isThrownBy(() -> {
			try (BedrockRuntimeClient client = BedrockRuntimeClient.builder()
				.endpointOverride(bedrock.uri())
				.region(Region.EU_WEST_1)
				.credentialsProvider(AnonymousCredentialsProvider.create())
				.build()) {
				client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			}
		}).satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(403));
	}

	@Test
	void emptyKeysAndRegionsAreInvalid() {
		BedrockEmulator.Builder builder = BedrockEmulator.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.apiKey(" ")).withMessageContaining("API key");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.apiKey("key", ""))
			.withMessageContaining("Region");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.region("")).withMessageContaining("Region");
	}

	@Test
	void clientWithAWrongClockSucceedsOnceItHasCorrectedIt() {
		for (Duration offset : new Duration[] { Duration.ofMinutes(8), Duration.ofHours(-3) }) {
			try (BedrockEmulator emulator = BedrockEmulator.builder().clockOffset(offset).start();
					BedrockRuntimeClient once = clocked(emulator, 1);
					BedrockRuntimeClient twice = clocked(emulator, 2)) {
				assertThatExceptionOfType(BedrockRuntimeException.class)
					.isThrownBy(
							() -> once.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))))
					.withMessageContaining(
							(offset.isNegative()) ? "Signature not yet current: " : "Signature expired: ")
					.satisfies((ex) -> {
						assertThat(ex.statusCode()).isEqualTo(403);
						assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
					});
				twice.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
				assertThat(emulator.journal().entries()).extracting(JournalEntry::status)
					.containsExactly(403, 403, 200);
			}
		}
	}

	@Test
	void clockOffsetCanChangeWhileTheEmulatorRuns() {
		try (BedrockEmulator emulator = BedrockEmulator.start(); BedrockRuntimeClient client = clocked(emulator, 1)) {
			client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			emulator.clockOffset(Duration.ofMinutes(6));
			assertThatExceptionOfType(BedrockRuntimeException.class).isThrownBy(
					() -> client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))));
			emulator.clockOffset(Duration.ofMinutes(4));
			client.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			assertThat(emulator.journal().entries()).extracting(JournalEntry::status).containsExactly(200, 403, 200);
		}
	}

	private static BedrockRuntimeClient clocked(BedrockEmulator emulator, int attempts) {
		return BedrockRuntimeClient.builder()
			.endpointOverride(emulator.uri())
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.overrideConfiguration((override) -> override.retryStrategy((strategy) -> strategy.maxAttempts(attempts)))
			.build();
	}

}
