package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpoint;
import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpointAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.failure.FailedStart;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.autoconfigure.policy.CrossRegionPolicyEndpoint;
import dev.crossregion.bedrock.autoconfigure.policy.CrossRegionPolicyEndpointAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guardrail with a cross-Region profile of its own is held to residency.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardrailResidencyTests {

	private static final String FRANKFURT = "eu-central-1";

	private static final String IRELAND = "eu-west-1";

	private static final String GUARDRAIL = "gr8uardra1l";

	/** The destinations of the model, which are fewer than those of the guardrail. */
	private static final String OF_THE_MODEL = "bedrock.cross-region.residency.allow="
			+ "eu-central-1,eu-north-1,eu-west-1,eu-west-3";

	private static final String OF_BOTH = OF_THE_MODEL + ",eu-south-1,eu-south-2";

	@AfterEach
	void restore() {
		System.clearProperty("aws.accessKeyId");
		System.clearProperty("aws.secretAccessKey");
	}

	private static ApplicationContextRunner runner(BedrockEmulator emulator, String... properties) {
		return Runners.emulated(emulator)
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.chat-model.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.chat-model.guardrail.identifier=" + GUARDRAIL,
					"bedrock.cross-region.chat-model.guardrail.version=1",
					"bedrock.cross-region.routes[0].source-region=" + FRANKFURT,
					"bedrock.cross-region.routes[1].source-region=" + IRELAND)
			.withPropertyValues(properties);
	}

	private static BedrockEmulator emulator(String profile) {
		return BedrockEmulator.builder()
			.guardrail(FRANKFURT, GUARDRAIL, profile)
			.guardrail(IRELAND, GUARDRAIL, profile)
			.start();
	}

	private static BedrockEmulator denying() {
		BedrockEmulator emulator = emulator("eu.guardrail.v1:0");
		emulator.fail(Fault.accessDeniedByIdentityPolicy(IRELAND)
			.controlPlane()
			.on(Operation.GET_GUARDRAIL)
			.times(Integer.MAX_VALUE));
		return emulator;
	}

	@Test
	void aGuardrailThatIsEvaluatedWithinTheLimitStarts() {
		try (BedrockEmulator emulator = emulator("eu.guardrail.v1:0")) {
			runner(emulator, OF_BOTH).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(Runners.routes(context)).containsExactly(FRANKFURT, IRELAND);
				assertThat(Runners.asked(emulator, Operation.GET_GUARDRAIL)).containsExactly(FRANKFURT, IRELAND);
			});
		}
	}

	@Test
	void reportsAndPolicyNameTheDestinationsOfTheGuardrail() {
		List<String> destinations = List.of(FRANKFURT, "eu-north-1", "eu-south-1", "eu-south-2", IRELAND, "eu-west-3");
		try (BedrockEmulator emulator = emulator("eu.guardrail.v1:0")) {
			reporting(emulator).run((context) -> {
				Object expected = Map.of("profile", "eu.guardrail.v1:0", "destinations", destinations);
				assertThat(guardrails(context)).containsExactly(expected, expected, expected, expected);
				assertThat(policy(context))
					.contains(destinations.stream()
						.map((region) -> "arn:aws:bedrock:" + region
								+ ":${AccountId}:guardrail-profile/eu.guardrail.v1:0")
						.toList())
					.contains("arn:aws:bedrock:eu-central-1:${AccountId}:guardrail/" + GUARDRAIL);
			});
		}
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.guardrail(FRANKFURT, GUARDRAIL)
			.guardrail(IRELAND, GUARDRAIL)
			.start()) {
			reporting(emulator).run((context) -> {
				Object frankfurt = Map.of("destinations", List.of(FRANKFURT));
				Object ireland = Map.of("destinations", List.of(IRELAND));
				assertThat(guardrails(context)).containsExactly(frankfurt, ireland, frankfurt, ireland);
				assertThat(policy(context)).contains("guardrail/" + GUARDRAIL).doesNotContain("guardrail-profile");
			});
		}
	}

	private static ApplicationContextRunner reporting(BedrockEmulator emulator) {
		return runner(emulator, OF_BOTH, "management.endpoints.web.exposure.include=crossregion,crossregionpolicy")
			.withConfiguration(AutoConfigurations.of(CrossRegionEndpointAutoConfiguration.class,
					CrossRegionPolicyEndpointAutoConfiguration.class));
	}

	/** The details of each route in health, then in the endpoint. */
	private static List<Object> guardrails(ApplicationContext context) {
		HealthIndicator health = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("bedrock");
		Map<String, Object> endpoint = context.getBean(CrossRegionEndpoint.class)
			.model(SecurityContext.NONE, "bedrock");
		return Stream.of(health.health().getDetails(), endpoint)
			.flatMap((model) -> ((List<?>) model.get("routes")).stream())
			.<Object>map((route) -> ((Map<?, ?>) route).get("guardrail"))
			.toList();
	}

	private static String policy(ApplicationContext context) {
		return context.getBean(CrossRegionPolicyEndpoint.class).policy(SecurityContext.NONE, "iam").toString();
	}

	@Test
	void aGuardrailThatIsEvaluatedOutsideOfTheLimitStopsTheStart() {
		try (BedrockEmulator emulator = emulator("eu.guardrail.v1:0")) {
			runner(emulator, OF_THE_MODEL).run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnmetDeclarationException.class)
				.hasMessageContaining("guardrail 'gr8uardra1l:1' from eu-central-1 may be evaluated in")
				.hasMessageContaining("eu-south-1")
				.hasMessageContaining("by its guardrail profile 'eu.guardrail.v1:0'"));
		}
	}

	@Test
	void theReportsSayWhatToDo() {
		try (BedrockEmulator emulator = emulator("eu.guardrail.v1:0")) {
			assertThat(start(emulator)).contains("Declare a guardrail without cross-Region inference")
				.contains("remove the route from eu-central-1");
		}
		try (BedrockEmulator emulator = denying()) {
			assertThat(start(emulator)).contains("Let the application read the guardrail in eu-central-1",
					"\"bedrock:GetGuardrail\"");
		}
	}

	private static String start(BedrockEmulator emulator) {
		System.setProperty("aws.accessKeyId", "emulator");
		System.setProperty("aws.secretAccessKey", "emulator");
		return FailedStart.with("""
				bedrock:
				  cross-region:
				    catalog.source: live
				    catalog.timeout: 60s
				    client.endpoint-override: %s
				    geography: eu
				    source-region: eu-central-1
				    residency.allow: eu-central-1,eu-north-1,eu-west-1,eu-west-3
				    chat-model:
				      model-id: amazon.nova-lite-v1:0
				      guardrail:
				        identifier: gr8uardra1l
				        version: 1
				""".formatted(emulator.uri()));
	}

	@Test
	void aGuardrailProfileThatNoEvidenceKnowsStopsTheStart() {
		try (BedrockEmulator emulator = emulator("eu.guardrail.v9:0")) {
			runner(emulator, OF_BOTH).run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("no evidence names the destinations of guardrail profile 'eu.guardrail.v9:0'"));
		}
	}

	@Test
	void aGuardrailWithoutAProfileIsEvaluatedInItsRegion() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.guardrail(FRANKFURT, GUARDRAIL)
			.guardrail(IRELAND, GUARDRAIL)
			.start()) {
			runner(emulator, OF_THE_MODEL)
				.run((context) -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT, IRELAND));
		}
	}

	@Test
	void aGuardrailThatARegionDoesNotHaveIsSaidAtStart(CapturedOutput output) {
		try (BedrockEmulator emulator = BedrockEmulator.builder().guardrail(FRANKFURT, GUARDRAIL).start()) {
			runner(emulator, OF_THE_MODEL)
				.run((context) -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT, IRELAND));
		}
		assertThat(output).contains("Guardrail 'gr8uardra1l:1' does not exist in eu-west-1")
			.doesNotContain("does not exist in eu-central-1");
	}

	@Test
	void withoutALimitNobodyIsAsked() {
		try (BedrockEmulator emulator = denying()) {
			runner(emulator).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(Runners.asked(emulator, Operation.GET_GUARDRAIL)).isEmpty();
			});
		}
	}

	@Test
	void liveEvidenceRefusesAGuardrailThatCannotBeRead() {
		try (BedrockEmulator emulator = denying()) {
			runner(emulator, OF_BOTH).run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnmetDeclarationException.class)
				.hasMessageContaining(
						"where guardrail 'gr8uardra1l:1' is evaluated could not be read in eu-central-1"));
		}
	}

	@Test
	void anAnswerOfAnotherServerIsNoProofThatAGuardrailDoesNotExist() {
		try (BedrockEmulator emulator = emulator("eu.guardrail.v1:0")) {
			emulator.fail(Fault.status(404, "UnknownOperationException", "There is no such page")
				.controlPlane()
				.on(Operation.GET_GUARDRAIL)
				.times(Integer.MAX_VALUE));
			runner(emulator, OF_THE_MODEL).run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnmetDeclarationException.class)
				.hasMessageContaining("could not be read in eu-central-1"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "live-or-bundled", "bundled" })
	void otherEvidenceStartsWithIt(String source, CapturedOutput output) {
		try (BedrockEmulator emulator = denying()) {
			runner(emulator, OF_BOTH, "bedrock.cross-region.catalog.source=" + source)
				.run((context) -> assertThat(context).hasNotFailed());
		}
		if (source.equals("live-or-bundled")) {
			assertThat(output).contains("(GetGuardrail, denied)", "\"bedrock:GetGuardrail\"",
					"not held to residency where it was never read");
		}
	}

}
