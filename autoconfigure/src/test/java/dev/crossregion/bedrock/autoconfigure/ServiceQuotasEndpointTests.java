package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.client.ConnectionSettingException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.RouteQuota;
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
 * Where Service Quotas is asked.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ServiceQuotasEndpointTests {

	private static final String OWN = "https://quotas.example.org";

	private static final String OVERRIDE = "bedrock.cross-region.client.endpoint-override=https://gateway.example.org";

	private static ApplicationContextRunner runner() {
		return Runners.bundled()
			.withSystemProperties("aws.accessKeyId=key", "aws.secretAccessKey=secret")
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas");
	}

	private static URI endpoint(ApplicationContextRunner runner, String region) {
		AtomicReference<URI> endpoint = new AtomicReference<>();
		runner.withBean(QuotaSource.class, () -> (source, routes) -> (route) -> RouteQuota.LEARNED)
			.run((context) -> endpoint.set(context.getBean(BedrockConnection.class)
				.access()
				.endpoints()
				.serviceQuotas(new RegionCode(region))
				.uri()));
		return endpoint.get();
	}

	@ParameterizedTest
	@CsvSource({ "eu-central-1, servicequotas.eu-central-1.amazonaws.com",
			"us-gov-west-1, servicequotas.us-gov-west-1.amazonaws.com",
			"cn-north-1, servicequotas.cn-north-1.amazonaws.com.cn",
			"eusc-de-east-1, servicequotas.eusc-de-east-1.amazonaws.eu",
			"us-iso-east-1, servicequotas.us-iso-east-1.c2s.ic.gov" })
	void itIsTheEndpointOfTheSourceRegionInItsPartition(String region, String host, CapturedOutput output) {
		assertThat(endpoint(runner(), region)).hasScheme("https").hasHost(host);
		assertThat(output).doesNotContain("Not an endpoint of AWS");
	}

	@Test
	void variantsHold() {
		assertThat(endpoint(runner().withSystemProperties("aws.useFipsEndpoint=true"), "us-east-1"))
			.hasHost("servicequotas-fips.us-east-1.amazonaws.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "aws.endpointUrlServiceQuotas", "aws.endpointUrl" })
	void settingsOfTheSdkHold(String property, CapturedOutput output) {
		assertThat(endpoint(runner().withSystemProperties(property + "=" + OWN), "eu-central-1")).hasToString(OWN);
		assertThat(output).containsPattern("Not an endpoint of AWS: " + OWN
				+ " \\(.*Service Quotas of eu-central-1.*\\), set by the system property " + property);
	}

	@Test
	void settingsOfTheProfileHold(@TempDir Path directory) throws IOException {
		Path config = Files.writeString(directory.resolve("config"),
				"[profile own]\nservices = mine\n[services mine]\nservice_quotas = \n  endpoint_url = " + OWN);
		assertThat(
				endpoint(runner().withSystemProperties("aws.configFile=" + config, "aws.profile=own"), "eu-central-1"))
			.hasToString(OWN);
	}

	@Test
	void whatIsDeclaredForEverythingComesAfterWhatIsSetForServiceQuotasAlone() {
		assertThat(endpoint(runner().withPropertyValues(OVERRIDE), "eu-central-1")).hasHost("gateway.example.org");
		assertThat(endpoint(
				runner().withPropertyValues(OVERRIDE).withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN),
				"eu-central-1"))
			.hasToString(OWN);
		assertThat(endpoint(runner().withPropertyValues(OVERRIDE).withSystemProperties("aws.endpointUrl=" + OWN),
				"eu-central-1"))
			.hasHost("gateway.example.org");
	}

	@Test
	void anEmulatorStandsInForEverything() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			assertThat(endpoint(Runners.emulated(emulator)
				.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas")
				.withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN), "eu-central-1"))
				.isEqualTo(emulator.uri());
		}
	}

	@Test
	void residencyIsNoConcernOfQuotas(CapturedOutput output) {
		endpoint(runner().withPropertyValues("bedrock.cross-region.residency.allow=EU")
			.withSystemProperties("aws.endpointUrlServiceQuotas=" + OWN), "eu-central-1");
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
