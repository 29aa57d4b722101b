package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.RecordingServer;
import dev.crossregion.bedrock.client.connection.ConnectionSettingException;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.http.Protocol;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Where a Bedrock API key goes, and where it does not.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ApiKeyTests {

	private static final String KEY = "bedrock-api-key-do-not-tell";

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private RecordingServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new RecordingServer();
	}

	@AfterEach
	void stopServer() throws IOException {
		this.server.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.bundled()
			.withPropertyValues("bedrock.cross-region.client.endpoint-override=" + this.server.uri())
			.withBean(BedrockAsyncHttpClientBuilderCustomizer.class,
					() -> (builder) -> builder.protocol(Protocol.HTTP1_1));
	}

	private static ApplicationContextRunner withKey(ApplicationContextRunner runner) {
		return runner.withSystemProperties("aws.bearerTokenBedrock=" + KEY, "aws.accessKeyId=", "aws.secretAccessKey=");
	}

	private static AwsCredentialsProvider credentials() {
		return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));
	}

	private void callEverything(ApplicationContext context) {
		RegionalClients clients = context.getBean(RegionalClients.class);
		catchThrowable(() -> clients.runtime(FRANKFURT).converse((request) -> request.modelId("m")));
		catchThrowable(() -> clients.controlPlane(FRANKFURT).listInferenceProfiles((request) -> {
		}));
		catchThrowable(() -> clients.runtimeAsync(FRANKFURT)
			.converse((request) -> request.modelId("m"))
			.get(30, TimeUnit.SECONDS));
		assertThat(this.server.heads()).hasSizeGreaterThanOrEqualTo(3);
	}

	@Test
	void keyOfTheEnvironmentAuthorizesAllClientsAndIsLogged(CapturedOutput output) {
		withKey(runner()).run((context) -> {
			callEverything(context);
			assertThat(this.server.header("Authorization")).containsOnly("Bearer " + KEY);
			assertThat(output)
				.contains("authorized by the Bedrock API key of the system property aws.bearerTokenBedrock")
				.doesNotContain(KEY);
		});
	}

	@Test
	void keyOfABeanAuthorizesAllClients(CapturedOutput output) {
		runner().withBean(SdkTokenProvider.class, () -> () -> () -> KEY).run((context) -> {
			callEverything(context);
			assertThat(this.server.header("Authorization")).containsOnly("Bearer " + KEY);
			assertThat(output).contains("authorized by the Bedrock API key of an SdkTokenProvider bean")
				.doesNotContain(KEY);
		});
	}

	@Test
	void keyOfABeanComesBeforeThatOfTheEnvironment() {
		withKey(runner()).withBean(SdkTokenProvider.class, () -> () -> () -> "of-the-bean").run((context) -> {
			callEverything(context);
			assertThat(this.server.header("Authorization")).containsOnly("Bearer of-the-bean");
		});
	}

	@Test
	void credentialsOfABeanTakePrecedenceOverTheKey(CapturedOutput output) {
		withKey(runner()).withBean(AwsCredentialsProvider.class, ApiKeyTests::credentials).run((context) -> {
			callEverything(context);
			assertSigned();
			assertThat(output).contains("The Bedrock API key of the system property aws.bearerTokenBedrock is not used")
				.doesNotContain(KEY);
		});
	}

	// Spring AI publishes the default chain as a bean.
	@Test
	void theDefaultChainAsABeanDoesNotTakePrecedenceOverTheKey() {
		withKey(runner()).withBean(AwsCredentialsProvider.class, () -> DefaultCredentialsProvider.builder().build())
			.run((context) -> {
				callEverything(context);
				assertThat(this.server.header("Authorization")).containsOnly("Bearer " + KEY);
			});
	}

	@Test
	void credentialsOfTheConnectionTakePrecedenceOverEveryKey() {
		withKey(runner()).withBean(SdkTokenProvider.class, () -> () -> () -> KEY)
			.withBean(BedrockConnectionDetails.class, () -> new BedrockConnectionDetails() {

				@Override
				public URI getEndpoint() {
					return ApiKeyTests.this.server.uri();
				}

				@Override
				public AwsCredentialsProvider getCredentialsProvider() {
					return credentials();
				}

			})
			.run((context) -> {
				callEverything(context);
				assertSigned();
			});
	}

	private void assertSigned() {
		assertThat(this.server.header("Authorization")).allMatch((value) -> value.startsWith("AWS4-HMAC-SHA256"));
		assertThat(String.join("", this.server.heads())).doesNotContain(KEY);
	}

	@Test
	void emulatorWorksWhateverKeyThereIs() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			withKey(Runners.emulated(emulator))
				.withPropertyValues("bedrock.cross-region.catalog.source=live",
						"bedrock.cross-region.catalog.timeout=60s")
				.run((context) -> {
					assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
					assertThat(Streaming
						.answer(context.getBean(StreamingChatModel.class),
								ChatRequest.builder().messages(UserMessage.from("Good evening")).build())
						.aiMessage()
						.text()).contains("Good evening");
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://gateway.example.org", "http://10.0.0.1:8080" })
	void keyIsNotSentInClearTextToAnotherMachine(String endpoint) {
		withKey(Runners.bundled()).withPropertyValues("bedrock.cross-region.client.endpoint-override=" + endpoint)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(ConnectionSettingException.class,
						(failure) -> assertThat(failure.getProblem() + failure.getRemedy())
							.contains("aws.bearerTokenBedrock", "clear text", endpoint,
									"bedrock.cross-region.client.endpoint-override", "https")
							.doesNotContain(KEY)));
	}

	@Test
	void credentialsMaySignClearText() {
		withKey(Runners.bundled()).withBean(AwsCredentialsProvider.class, ApiKeyTests::credentials)
			.withPropertyValues("bedrock.cross-region.client.endpoint-override=http://gateway.example.org")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void severalSourceRegionsWithOneKeyAreWarnedOf(CapturedOutput output) {
		withKey(Runners.bundled())
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> assertThat(output).contains("WARN")
				.contains("is used in eu-central-1, eu-west-1. A short-term key works only in the Region"));
	}

	@Test
	void anEmptyKeyIsIgnored() {
		runner()
			.withSystemProperties("aws.bearerTokenBedrock= ", "aws.accessKeyId=AKIDEXAMPLE",
					"aws.secretAccessKey=not-a-secret")
			.run((context) -> {
				callEverything(context);
				assertSigned();
			});
	}

}
