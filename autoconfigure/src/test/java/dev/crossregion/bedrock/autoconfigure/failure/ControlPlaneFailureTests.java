package dev.crossregion.bedrock.autoconfigure.failure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A control plane that gives no evidence: what is wrong, and what helps against just
 * that, where the start fails for it and where it goes on with the snapshot.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ControlPlaneFailureTests {

	private static final String PERMISSION = LiveInferenceProfileCatalog.IAM_STATEMENT;

	private static final String CREDENTIALS = "Give the application credentials";

	private static final String RENEW = "Renew the credentials";

	private static final String WAY = "Check the way to the endpoint";

	private static final String LATER = "Try again later";

	private static final List<String> REMEDIES = List.of(PERMISSION, CREDENTIALS, RENEW, WAY, LATER);

	private static URI nobody() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"))) {
			return URI.create("http://127.0.0.1:" + free.getLocalPort());
		}
	}

	private static String start(URI endpoint, Class<?> application) {
		return start(endpoint, "60s", application);
	}

	private static String start(URI endpoint, String timeout, Class<?> application) {
		return FailedStart.with("""
				bedrock.cross-region:
				  source-region: eu-central-1
				  geography: eu
				  catalog.source: live
				  catalog.timeout: %s
				  client.endpoint-override: %s
				  chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
				""".formatted(timeout, endpoint), Map.of(), application);
	}

	private static void assertSays(String report, String remedy, String... texts) {
		assertThat(report).contains(texts)
			.contains(remedy)
			.contains("      source: live-or-bundled\n")
			.doesNotContain("123456789012");
		assertThat(REMEDIES).filteredOn((other) -> !other.equals(remedy))
			.allSatisfy((other) -> assertThat(report).doesNotContain(other));
	}

	@Test
	void noCredentials() throws IOException {
		assertSays(start(nobody(), WithoutCredentials.class), CREDENTIALS,
				"eu-central-1: ListInferenceProfiles no-credentials: ", "AWS_ACCESS_KEY_ID");
	}

	@Test
	void credentialsThatAreNotThereInTime() throws IOException {
		assertSays(start(nobody(), "2s", WithSlowCredentials.class), CREDENTIALS,
				"eu-central-1: ListInferenceProfiles no-credentials: ");
	}

	@Test
	void connectionRefused() throws IOException {
		URI nobody = nobody();
		assertSays(start(nobody, WithCredentials.class), WAY,
				"eu-central-1: ListInferenceProfiles unreachable, connection refused: ", nobody.toString());
	}

	@Test
	void theNameIsNotKnown() {
		assertSays(start(URI.create("http://bedrock.invalid"), WithCredentials.class), WAY,
				"unreachable, unknown host: ");
	}

	@Test
	void noPermission() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy("eu-central-1").controlPlane());
			assertSays(start(emulator.uri(), WithCredentials.class), PERMISSION, "denied, no permission (HTTP 403): ");
		}
	}

	@Test
	void refusedCredentialsAndTheClock() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.expiredToken().controlPlane());
			assertSays(start(emulator.uri(), WithCredentials.class), RENEW,
					"credentials-refused, credentials expired (HTTP 403): ");
			emulator.clearFaults();
			emulator.fail(Fault.signatureExpired().controlPlane());
			assertSays(start(emulator.uri(), WithCredentials.class), RENEW, "the clock of this machine is wrong");
		}
	}

	@Test
	void aProxyOrGatewayRefuses() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(
					Fault.status(403, "", "").withBody("text/html", "<html>Forbidden by policy</html>").controlPlane());
			assertSays(start(emulator.uri(), WithCredentials.class), WAY, "unreachable, refused by a proxy or gateway");
		}
	}

	@Test
	void aServerError() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.unavailable().controlPlane());
			assertSays(start(emulator.uri(), WithCredentials.class), LATER, "unavailable, no capacity (HTTP 503): ");
		}
	}

	@Test
	void severalCausesHaveARemedyEach() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy("eu-central-1").controlPlane().from("eu-central-1"));
			emulator.fail(Fault.internalError().controlPlane().from("eu-west-1"));
			assertThat(FailedStart.with("""
					bedrock.cross-region:
					  geography: eu
					  catalog.source: live
					  catalog.timeout: 60s
					  client.endpoint-override: %s
					  chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
					  routes:
					  - source-region: eu-central-1
					  - source-region: eu-west-1
					""".formatted(emulator.uri()), Map.of(), WithCredentials.class)).containsSubsequence(
					"eu-central-1: ListInferenceProfiles denied", "eu-west-1: ListInferenceProfiles unavailable",
					PERMISSION, LATER);
		}
	}

	@Test
	void theWarningSaysTheSame(CapturedOutput output) throws IOException {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.client.endpoint-override=" + nobody(),
					"bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0");
		runner.withUserConfiguration(WithoutCredentials.class)
			.run((context) -> assertThat(warning(output))
				.contains("(ListInferenceProfiles, no-credentials): no credentials", "bundled evidence of", CREDENTIALS)
				.doesNotContain(PERMISSION, WAY));
		int before = output.length();
		runner.withUserConfiguration(WithCredentials.class)
			.run((context) -> assertThat(warning(output.subSequence(before, output.length())))
				.contains("(ListInferenceProfiles, unreachable): connection refused", "bundled evidence of", WAY)
				.doesNotContain(PERMISSION, CREDENTIALS));
	}

	private static String warning(CharSequence output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("The Bedrock control plane cannot be read"))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class WithoutCredentials {

		@Bean
		AwsCredentialsProvider noCredentials() {
			return () -> {
				throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class WithCredentials {

		@Bean
		AwsCredentialsProvider credentials() {
			return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class WithSlowCredentials {

		@Bean
		AwsCredentialsProvider slowCredentials() {
			return () -> {
				try {
					new CountDownLatch(1).await(100, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				throw SdkClientException.create("Unable to load credentials");
			};
		}

	}

}
