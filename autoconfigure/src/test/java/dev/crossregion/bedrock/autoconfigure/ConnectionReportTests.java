package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.crossregion.bedrock.client.connection.ConnectionSettingException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which endpoints are called, what the start says of them, and what they exclude.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ConnectionReportTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final String OWN = "https://bedrock.example.org";

	private static final String OVERRIDE = "bedrock.cross-region.client.endpoint-override=";

	private static URI runtime(ApplicationContextRunner runner) {
		URI[] endpoint = new URI[1];
		runner.run((context) -> endpoint[0] = context.getBean(BedrockConnection.class)
			.access()
			.endpoints()
			.runtime(FRANKFURT)
			.uri());
		return endpoint[0];
	}

	@Test
	void endpointsOfAwsAreNotLogged(CapturedOutput output) {
		assertThat(runtime(Runners.bundled())).hasToString("https://bedrock-runtime.eu-central-1.amazonaws.com");
		assertThat(output).doesNotContain("Not an endpoint of AWS");
	}

	@ParameterizedTest
	@CsvSource({ "aws.endpointUrl", "aws.endpointUrlBedrockRuntime" })
	void endpointOfASystemPropertyIsCalledAndLogged(String property, CapturedOutput output) {
		assertThat(runtime(Runners.bundled().withSystemProperties(property + "=" + OWN))).hasToString(OWN);
		assertThat(output).contains("INFO")
			.contains("Not an endpoint of AWS: " + OWN + " (models of eu-central-1), set by the system property "
					+ property);
	}

	@Test
	void residencyMakesItAWarning(CapturedOutput output) {
		Runners.bundled()
			.withPropertyValues(OVERRIDE + OWN, "bedrock.cross-region.residency.allow=EU")
			.run((context) -> assertThat(output)
				.containsPattern("WARN .*Not an endpoint of AWS: " + OWN + " .*client.endpoint-override"));
	}

	@Test
	void endpointsOfTheControlPlaneAreToldApart(CapturedOutput output) {
		runtime(Runners.bundled()
			.withPropertyValues("bedrock.cross-region.catalog.source=live-or-bundled",
					"bedrock.cross-region.catalog.timeout=1ms")
			.withSystemProperties("aws.endpointUrlBedrock=https://localhost:1"));
		assertThat(output).contains("https://localhost:1 (control plane of eu-central-1), set by the system property "
				+ "aws.endpointUrlBedrock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[profile own]\nendpoint_url = " + OWN,
			"[profile own]\nbedrock_runtime = \n  endpoint_url = " + OWN,
			"[profile own]\nservices = mine\n[services mine]\nbedrock_runtime = \n  endpoint_url = " + OWN })
	void endpointOfTheProfileIsCalledAndLogged(String file, @TempDir Path directory, CapturedOutput output)
			throws IOException {
		assertThat(runtime(withProfile(Runners.bundled(), file, directory))).hasToString(OWN);
		assertThat(output).contains("Not an endpoint of AWS: " + OWN).contains("endpoint_url of the");
	}

	@ParameterizedTest
	@ValueSource(strings = { "aws.ignoreConfiguredEndpointUrls=true" })
	void configuredEndpointsCanBeIgnoredAsInTheSdk(String ignore, @TempDir Path directory) throws IOException {
		assertThat(runtime(withProfile(Runners.bundled(), "[profile own]\nendpoint_url = " + OWN, directory)
			.withSystemProperties(ignore))).hasHost("bedrock-runtime.eu-central-1.amazonaws.com");
	}

	private static ApplicationContextRunner withProfile(ApplicationContextRunner runner, String file, Path directory)
			throws IOException {
		Path config = Files.writeString(directory.resolve("config"), file);
		return runner.withSystemProperties("aws.configFile=" + config, "aws.profile=own");
	}

	@Test
	void declaredEndpointComesBeforeThatOfTheEnvironment() {
		assertThat(runtime(Runners.bundled()
			.withPropertyValues(OVERRIDE + OWN)
			.withSystemProperties("aws.endpointUrl=https://other.example.org"))).hasToString(OWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://bedrock.example.org", "//bedrock.example.org", "bedrock", "localhost:8080" })
	void invalidEndpointOfABeanIsNotReportedAsAProperty(String endpoint) {
		Runners.bundled().withBean(BedrockConnectionDetails.class, () -> new BedrockConnectionDetails() {

			@Override
			public URI getEndpoint() {
				return URI.create(endpoint);
			}

		})
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(ConnectionSettingException.class)
				.hasMessageContaining("BedrockConnectionDetails bean of type")
				.hasMessageContaining("'" + endpoint + "'")
				.hasMessageNotContaining("endpoint-override"));
	}

	@Test
	void endpointWithoutASchemeIsNone() {
		Runners.bundled()
			.withPropertyValues(OVERRIDE + "//bedrock.example.org")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("client.endpoint-override is '//bedrock.example.org'"));
	}

	@Test
	void invalidEndpointOfTheEnvironmentIsReported() {
		Runners.bundled()
			.withSystemProperties("aws.endpointUrl=bedrock.example.org")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(ConnectionSettingException.class)
				.hasMessageContaining("aws.endpointUrl to 'bedrock.example.org'"));
	}

	@ParameterizedTest
	@CsvSource({ "aws.useFipsEndpoint, FIPS", "aws.useDualstackEndpoint, dual-stack" })
	void endpointsOfOnesOwnExcludeVariants(String property, String variant) {
		Runners.bundled()
			.withSystemProperties(property + "=true")
			.withPropertyValues(OVERRIDE + "http://localhost:8181")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(ConnectionSettingException.class,
						(failure) -> assertThat(failure.getProblem() + failure.getRemedy()).contains(variant,
								"http://localhost:8181", "bedrock.cross-region.client.endpoint-override",
								"the system property " + property, "'true'")));
	}

	@Test
	void endpointOfARouteExcludesVariantsOfTheProfileToo(@TempDir Path directory) throws IOException {
		withProfile(Runners.bundled(), "[profile own]\nuse_fips_endpoint = true", directory)
			.withPropertyValues("bedrock.cross-region.routes[0].endpoint-override=" + OWN)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(ConnectionSettingException.class)
				.hasMessageContaining("routes[0].endpoint-override")
				.hasMessageContaining("use_fips_endpoint of the profile 'own'"));
	}

	@Test
	void variantsHoldForEndpointsOfAws() {
		assertThat(runtime(Runners.bundled()
			.withPropertyValues("bedrock.cross-region.source-region=us-east-1", "bedrock.cross-region.geography=us")
			.withSystemProperties("aws.useFipsEndpoint=true")))
			.hasHost("bedrock-runtime-fips.eu-central-1.amazonaws.com");
	}

	@Test
	void emulatorIgnoresVariants() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator)
				.withPropertyValues("bedrock.cross-region.catalog.source=live",
						"bedrock.cross-region.catalog.timeout=60s")
				.withSystemProperties("aws.useFipsEndpoint=true", "aws.useDualstackEndpoint=true",
						"aws.endpointUrl=https://other.example.org")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
				});
		}
	}

	@Test
	void aSourceRegionMayHaveAnEndpointOfItsOwn(CapturedOutput output) {
		try (BedrockEmulator shared = BedrockEmulator.start(); BedrockEmulator own = BedrockEmulator.start()) {
			Runners.bundled()
				.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
				.withPropertyValues(OVERRIDE + shared.uri(), "bedrock.cross-region.routes[0].source-region=eu-west-1",
						"bedrock.cross-region.routes[0].endpoint-override=" + own.uri(),
						"bedrock.cross-region.routes[1].source-region=eu-central-1",
						"bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
						"bedrock.cross-region.models.fast.source-region=eu-central-1",
						"bedrock.cross-region.models.fast.routes[0].mode=geographic")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					context.getBean("bedrockChatModel", ChatModel.class).chat("Good morning");
					context.getBean("fastChatModel", ChatModel.class).chat("Good morning");
					Calls.assertSourceRegions(own, "eu-west-1");
					Calls.assertSourceRegions(shared, "eu-central-1");
					assertThat(output)
						.contains(own.uri() + " (models of eu-west-1), set by "
								+ "bedrock.cross-region.routes[0].endpoint-override")
						.contains(shared.uri() + " (models of eu-central-1), set by "
								+ "bedrock.cross-region.client.endpoint-override");
				});
		}
	}

	@Test
	void endpointOfASourceRegionIsNotThatOfItsControlPlane() {
		Runners.bundled()
			.withPropertyValues("bedrock.cross-region.routes[0].endpoint-override=" + OWN)
			.run((context) -> assertThat(
					context.getBean(BedrockConnection.class).access().endpoints().controlPlane(FRANKFURT).uri())
				.hasHost("bedrock.eu-central-1.amazonaws.com"));
	}

}
