package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.client.connection.ConnectionSettingException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.RouteQuota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where Service Quotas is asked.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ServiceQuotasEndpointTests {

	private static final String OWN = "https://quotas.example.org";

	private static final URI GATEWAY = URI.create("https://gateway.example.org");

	private static final String OVERRIDE = "bedrock.cross-region.client.endpoint-override=" + GATEWAY;

	private static ApplicationContextRunner runner() {
		return Runners.bundled()
			.withSystemProperties("aws.accessKeyId=key", "aws.secretAccessKey=secret")
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas");
	}

	private static Optional<URI> endpoint(ApplicationContextRunner runner) {
		AtomicReference<Optional<URI>> endpoint = new AtomicReference<>();
		runner.withBean(QuotaSource.class, () -> (source, routes) -> (route) -> RouteQuota.LEARNED)
			.run((context) -> endpoint
				.set(context.getBean(BedrockConnection.class).access().endpoints().serviceQuotas().map(Endpoint::uri)));
		return endpoint.get();
	}

	@Test
	void itIsThatOfAwsUnlessSomethingElseIsSet(CapturedOutput output) {
		assertThat(endpoint(runner())).isEmpty();
		assertThat(output).doesNotContain("Not an endpoint of AWS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "aws.endpointUrlServiceQuotas", "aws.endpointUrl" })
	void settingsOfTheSdkHold(String property, CapturedOutput output) {
		assertThat(endpoint(runner().withSystemProperties(property + "=" + OWN))).hasValue(URI.create(OWN));
		assertThat(output).containsPattern("Not an endpoint of AWS: " + OWN
				+ " \\(.*Service Quotas of eu-central-1.*\\), set by the system property " + property);
	}

	@Test
	void settingsOfTheProfileHold(@TempDir Path directory) throws IOException {
		Path config = Files.writeString(directory.resolve("config"),
				"[profile own]\nservices = mine\n[services mine]\nservice_quotas = \n  endpoint_url = " + OWN);
		assertThat(endpoint(runner().withSystemProperties("aws.configFile=" + config, "aws.profile=own")))
			.hasValue(URI.create(OWN));
	}

	@Test
	void whatIsDeclaredForEverythingComesAfterWhatIsSetForServiceQuotasAlone() {
		assertThat(endpoint(runner().withPropertyValues(OVERRIDE))).hasValue(GATEWAY);
		assertThat(endpoint(
				runner().withPropertyValues(OVERRIDE).withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN)))
			.hasValue(URI.create(OWN));
		assertThat(endpoint(runner().withPropertyValues(OVERRIDE).withSystemProperties("aws.endpointUrl=" + OWN)))
			.hasValue(GATEWAY);
	}

	@Test
	void anEmulatorStandsInForEverything() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			assertThat(endpoint(Runners.emulated(emulator)
				.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas")
				.withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN))).hasValue(emulator.uri());
		}
	}

	@Test
	void residencyIsNoConcernOfQuotas(CapturedOutput output) {
		endpoint(runner().withPropertyValues("bedrock.cross-region.residency.allow=EU")
			.withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN));
		assertThat(output).containsPattern("INFO .*Not an endpoint of AWS: " + OWN);
	}

	@Test
	void aSettingThatIsNoEndpointStopsTheStartWhereItIsNeeded() {
		runner().withSystemProperties("aws.endpointUrlServiceQuotas=quotas.example.org")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(ConnectionSettingException.class)
				.hasMessageContaining("aws.endpointUrlServiceQuotas to 'quotas.example.org'"));
		Runners.bundled()
			.withSystemProperties("aws.endpointUrlServiceQuotas=quotas.example.org")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
