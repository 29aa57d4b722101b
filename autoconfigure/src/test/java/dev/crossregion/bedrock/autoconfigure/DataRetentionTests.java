package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.FailedStart;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@code residency.retention}: the data-retention mode of the account in each source
 * Region.
 */
@ExtendWith(OutputCaptureExtension.class)
class DataRetentionTests {

	private static final String FRANKFURT = "eu-central-1";

	private static final String IRELAND = "eu-west-1";

	private static final Duration SOON = Duration.ofSeconds(60);

	@AfterEach
	void restore() {
		System.clearProperty("aws.accessKeyId");
		System.clearProperty("aws.secretAccessKey");
	}

	private static ApplicationContextRunner runner(BedrockEmulator emulator, String... properties) {
		return Runners.emulated(emulator)
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.routes[0].source-region=" + FRANKFURT,
					"bedrock.cross-region.routes[1].source-region=" + IRELAND,
					"bedrock.cross-region.catalog.refresh-interval=20ms")
			.withPropertyValues(properties);
	}

	private static BedrockEmulator emulator(String frankfurt, String ireland) {
		return BedrockEmulator.builder().dataRetention(FRANKFURT, frankfurt).dataRetention(IRELAND, ireland).start();
	}

	private static Health health(ApplicationContext context) {
		return ((HealthIndicator) context.getBean(CompositeHealthContributor.class).getContributor("bedrock")).health();
	}

	@Test
	void withoutALimitNobodyIsAsked() {
		try (BedrockEmulator emulator = emulator("provider_data_share", "provider_data_share")) {
			runner(emulator).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(health(context).getDetails().get("residency").toString()).doesNotContain("retention");
				assertThat(Runners.asked(emulator, Operation.GET_ACCOUNT_DATA_RETENTION)).isEmpty();
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "default" })
	void everySourceRegionIsAskedAndAModeThatTheLimitAdmitsStarts(String limit, CapturedOutput output) {
		try (BedrockEmulator emulator = emulator("none", limit)) {
			runner(emulator, "bedrock.cross-region.residency.retention=" + limit).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(Runners.asked(emulator, Operation.GET_ACCOUNT_DATA_RETENTION)).containsExactly(FRANKFURT,
						IRELAND);
				assertThat(output).contains("residency: retention " + limit);
				assertThat(health(context).getDetails().get("residency").toString()).contains("verdict=compliant",
						"retention=" + limit);
				assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
			});
		}
	}

	@Test
	void aLimitOfOneModelAsksInItsSourceRegionsOnly() {
		try (BedrockEmulator emulator = emulator("aws_review", "none")) {
			runner(emulator, "bedrock.cross-region.models.strict.model-id=" + Runners.SONNET,
					"bedrock.cross-region.models.strict.routes[0].source-region=" + IRELAND,
					"bedrock.cross-region.models.strict.residency.retention=none")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(Runners.asked(emulator, Operation.GET_ACCOUNT_DATA_RETENTION)).containsExactly(IRELAND);
					RoutePlans plans = context.getBean(RoutePlans.class);
					assertThat(plans.resolve("strict", Runners.SONNET).routes()).hasSize(1);
					assertThat(plans.resolve("bedrock", Runners.SONNET).routes()).hasSize(2);
					assertThat(plans.resolve("strict", "bedrock").routes()).as("both limits hold")
						.extracting((route) -> route.sourceRegion().value())
						.containsExactly(IRELAND);
					assertThat(plans.resolve("strict", "amazon.nova-lite-v1:0").declaration().retention()).isNotNull();
				});
		}
	}

	@Test
	void aLooserModeStopsTheStart() {
		try (BedrockEmulator emulator = emulator("none", "default")) {
			assertThat(start(emulator, "live", "residency.retention: none"))
				.contains("Model 'bedrock' (bedrock.cross-region.routes[1]): the data-retention mode of the account in "
						+ "eu-west-1 is 'default', and residency.retention is 'none'.")
				.contains("    aws bedrock put-account-data-retention --mode none --region eu-west-1\n")
				.contains("bedrock:PutAccountDataRetention")
				.doesNotContain("in eu-central-1 is");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "aws_review", "provider_data_share", "inherit" })
	void noLimitAdmitsAModeThatRetainsMoreOrDoesNotSay(String mode) {
		try (BedrockEmulator emulator = emulator(mode, "none")) {
			assertThat(start(emulator, "live", "residency.retention: default"))
				.contains("in eu-central-1 is '" + mode + "', and residency.retention is 'default'");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "live", "live-or-bundled" })
	void aModeThatCannotBeReadStopsTheStartAndNamesThePermission(String source, CapturedOutput output) {
		try (BedrockEmulator emulator = emulator("none", "none")) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy(IRELAND)
				.controlPlane()
				.on(Operation.GET_ACCOUNT_DATA_RETENTION)
				.from(IRELAND)
				.times(Integer.MAX_VALUE));
			assertThat(start(emulator, source, "residency.retention: none"))
				.contains("the data-retention mode of the account in eu-west-1 could not be read")
				.contains("\"bedrock:GetAccountDataRetention\"");
			assertThat(output).contains(
					"The Bedrock control plane cannot be read in eu-west-1 " + "(GetAccountDataRetention, denied)");
		}
	}

	@Test
	void theModeIsKnownEvenWhereTheSnapshotStandsInForProfiles() {
		try (BedrockEmulator emulator = emulator("none", "none")) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy(IRELAND)
				.controlPlane()
				.on(Operation.LIST_INFERENCE_PROFILES)
				.times(Integer.MAX_VALUE));
			runner(emulator, "bedrock.cross-region.residency.retention=none",
					"bedrock.cross-region.catalog.source=live-or-bundled")
				.run((context) -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT, IRELAND));
		}
	}

	@Test
	void aModeThatBecomesLooserWithdrawsItsRoutesUntilItIsStrictAgain(CapturedOutput output) {
		try (BedrockEmulator emulator = emulator("none", "none")) {
			runner(emulator, "bedrock.cross-region.residency.retention=none").run((context) -> {
				emulator.dataRetention(IRELAND, "aws_review");
				await().atMost(SOON)
					.untilAsserted(() -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT));
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				assertThat(health(context).getDetails().toString()).contains("verdict=not-compliant",
						"in eu-west-1 is 'aws_review', and residency.retention is 'none'");
				emulator.dataRetention(FRANKFURT, "default");
				await().atMost(SOON).untilAsserted(() -> assertThat(Runners.routes(context)).isEmpty());
				int sent = emulator.journal().entries(Operation.CONVERSE).size();
				assertThatExceptionOfType(RouteRefusedException.class)
					.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"))
					.satisfies((ex) -> assertThat(ex.getRefusal()).isInstanceOf(Refusal.RetentionNotSatisfied.class));
				assertThat(emulator.journal().entries(Operation.CONVERSE)).hasSize(sent);
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
				emulator.dataRetention(IRELAND, "none");
				await().atMost(SOON).untilAsserted(() -> assertThat(Runners.routes(context)).containsExactly(IRELAND));
			});
		}
		assertThat(output)
			.contains("from eu-west-1 is withdrawn: destinations are unchanged; the data-retention mode of "
					+ "the account in eu-west-1 is 'aws_review', and residency.retention is 'none'");
	}

	@Test
	void aModeThatCannotBeReadAnyMoreKeepsTheLastOne() {
		try (BedrockEmulator emulator = emulator("none", "none")) {
			runner(emulator, "bedrock.cross-region.residency.retention=none").run((context) -> {
				emulator.dataRetention(IRELAND, "aws_review");
				await().atMost(SOON)
					.untilAsserted(() -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT));
				emulator.fail(Fault.accessDeniedByIdentityPolicy(IRELAND)
					.controlPlane()
					.on(Operation.GET_ACCOUNT_DATA_RETENTION)
					.times(Integer.MAX_VALUE));
				emulator.dataRetention(IRELAND, "none");
				int before = emulator.journal().entries(Operation.GET_ACCOUNT_DATA_RETENTION).size();
				await().atMost(SOON)
					.until(() -> emulator.journal().entries(Operation.GET_ACCOUNT_DATA_RETENTION).size() > before + 8);
				assertThat(Runners.routes(context)).containsExactly(FRANKFURT);
			});
		}
	}

	@Test
	void aModeThatIsNotReadAgainAgesLikeOtherEvidence() {
		try (BedrockEmulator emulator = emulator("none", "none")) {
			runner(emulator, "bedrock.cross-region.residency.retention=none",
					"bedrock.cross-region.catalog.max-age=15s")
				.run((context) -> {
					emulator.fail(Fault.accessDeniedByIdentityPolicy(IRELAND)
						.controlPlane()
						.on(Operation.GET_ACCOUNT_DATA_RETENTION)
						.times(Integer.MAX_VALUE));
					await().atMost(SOON).untilAsserted(() -> assertThat(Runners.routes(context)).isEmpty());
					emulator.clearFaults();
					await().atMost(SOON)
						.untilAsserted(() -> assertThat(Runners.routes(context)).containsExactly(FRANKFURT, IRELAND));
				});
		}
	}

	@Test
	void theLimitOfAModelCanOnlyNarrowTheSharedOne() {
		assertThat(bundled("""
				residency.retention: none
				chat-model.residency.retention: default
				""")).contains("bedrock.cross-region.chat-model.residency.retention is 'default'")
			.contains("it is looser than bedrock.cross-region.residency.retention, which is 'none'");
	}

	@Test
	void aLimitThatIsPresentAndEmptyStopsTheStart() {
		for (String property : List.of("residency.retention", "chat-model.residency.retention")) {
			assertThat(bundled(property + ": ''\n")).contains("Property: bedrock.cross-region." + property)
				.contains("It is present and empty, and takes a value")
				.contains("    bedrock.cross-region." + property + ": write a value\n");
		}
	}

	// Spring Boot does not look for keys that it does not know in environment variables.
	@ParameterizedTest
	@ValueSource(strings = { "BEDROCK_CROSSREGION_RESIDENCY_RETENTION",
			"BEDROCK_CROSSREGION_CHATMODEL_RESIDENCY_RETENTION" })
	void anEmptyVariableStopsTheStart(String variable) {
		String source = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		Runners.bundled()
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(source, new SystemEnvironmentPropertySource(source, Map.of(variable, ""))))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("residency.retention is ''")
				.hasMessageContaining("it is present and empty, and only an absent property means no limit"));
	}

	@Test
	void theSnapshotCannotConfirmALimit() {
		assertThat(bundled("residency.retention: default\n"))
			.contains("bedrock.cross-region.catalog.source is 'bundled'")
			.contains("bedrock.cross-region.residency.retention is 'default', and only the Bedrock control plane knows")
			.contains("      source: live-or-bundled\n");
	}

	@Test
	void anotherWordThanAModeNamesTheModes() {
		assertThat(bundled("residency.retention: nothing\n")).contains("residency.retention").contains("none, default");
	}

	@Test
	void theFailureOfAStartIsTyped() {
		try (BedrockEmulator emulator = emulator("default", "default")) {
			runner(emulator, "bedrock.cross-region.residency.retention=none").run(
					(context) -> assertThat(context).getFailure()
						.rootCause()
						.isInstanceOfSatisfying(UnmetDeclarationException.class,
								(failure) -> assertThat(failure.getRoutes())
									.extracting((route) -> route.refusal().reason())
									.containsExactly("retention-not-satisfied", "retention-not-satisfied")));
		}
	}

	private static String start(BedrockEmulator emulator, String source, String yaml) {
		System.setProperty("aws.accessKeyId", "emulator");
		System.setProperty("aws.secretAccessKey", "emulator");
		return FailedStart.with("bedrock:\n  cross-region:\n    catalog.source: " + source
				+ "\n    catalog.timeout: 60s\n    client.endpoint-override: " + emulator.uri()
				+ "\n    geography: eu\n" + "    chat-model.model-id: " + Runners.SONNET
				+ "\n    routes:\n      - source-region: " + FRANKFURT + "\n      - source-region: " + IRELAND
				+ "\n    " + yaml + "\n");
	}

	private static String bundled(String yaml) {
		return FailedStart
			.with("bedrock:\n  cross-region:\n    catalog.source: bundled\n    source-region: eu-central-1\n"
					+ "    geography: eu\n    chat-model.model-id: " + Runners.SONNET + "\n" + yaml.indent(4));
	}

}
