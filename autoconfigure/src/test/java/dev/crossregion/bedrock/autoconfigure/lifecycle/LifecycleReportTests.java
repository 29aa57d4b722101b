package dev.crossregion.bedrock.autoconfigure.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpoint;
import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpointAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorLifecycle;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.langchain4j.model.chat.ChatModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application says of a model whose end of life is near, over the control plane
 * of the emulator.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleReportTests {

	private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

	private BedrockEmulator emulator;

	// Days are counted by the clock, and must not end within a test.
	@BeforeEach
	void start() {
		assumeThat(LocalTime.ofInstant(this.now, ZoneOffset.UTC)).isBefore(LocalTime.of(23, 58));
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		if (this.emulator != null) {
			this.emulator.close();
		}
	}

	private String day(int days) {
		return LocalDate.ofInstant(days(days), ZoneOffset.UTC).toString();
	}

	private Instant days(int days) {
		return this.now.plus(Duration.ofDays(days));
	}

	private void ends(int days) {
		lifecycle(EmulatorLifecycle.legacy(days(-100), days(days)));
	}

	private void lifecycle(EmulatorLifecycle lifecycle) {
		this.emulator.lifecycle("eu-central-1", Runners.SONNET, lifecycle);
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator)
			.withConfiguration(AutoConfigurations.of(CrossRegionEndpointAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.residency.allow=EU", "management.endpoints.web.exposure.include=crossregion");
	}

	private static Health health(ApplicationContext context) {
		return ((HealthIndicator) context.getBean(CompositeHealthContributor.class).getContributor("bedrock")).health();
	}

	private static Object endpoint(ApplicationContext context) {
		Map<String, Object> model = context.getBean(CrossRegionEndpoint.class).model(SecurityContext.NONE, "bedrock");
		assertThat(model).isNotNull();
		return model.get("lifecycle");
	}

	private static double daysLeft(ApplicationContext context) {
		MeterRegistry registry = context.getBean(MeterRegistry.class);
		context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
		return registry.get("bedrock.crossregion.model.days.left").tag("model", "bedrock").gauge().value();
	}

	private static long warnings(CapturedOutput output) {
		return lines(output, "WARN");
	}

	private static long lines(CapturedOutput output, String level) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(level) && line.contains(LifecycleReport.class.getSimpleName()))
			.count();
	}

	@Test
	void anEndThatIsNearIsWarnedOfAtStart(CapturedOutput output) {
		lifecycle(EmulatorLifecycle.legacy(days(-100), days(41)).publicExtendedAccessTime(days(-10)));
		runner().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Model 'bedrock': " + Runners.SONNET + " reaches its end of life on " + day(41)
					+ " in eu-central-1, in 41 days; calls fail from then on. Public extended access began on "
					+ day(-10) + ", and calls may cost more from then on: AWS says to expect higher pricing. "
					+ "A newer model of its family that the declaration admits is anthropic.claude-sonnet-5-5 "
					+ "(eu.anthropic.claude-sonnet-5-5 from eu-central-1)");
			assertThat(warnings(output)).isEqualTo(1);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails().get("lifecycle")).isEqualTo(endpoint(context))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("status", "legacy")
				.containsEntry("stage", "extended-access")
				.containsEntry("sourceRegion", "eu-central-1")
				.containsEntry("legacy", day(-100))
				.containsEntry("extendedAccess", day(-10))
				.containsEntry("endOfLife", day(41))
				.containsEntry("daysLeft", 41L)
				.containsEntry("successor", "anthropic.claude-sonnet-5-5")
				.containsKey("warning");
			assertThat(daysLeft(context)).isEqualTo(41);
		});
	}

	@Test
	void anEndThatIsFarIsInTheEndpointAlone(CapturedOutput output) {
		ends(200);
		runner().run((context) -> {
			assertThat(warnings(output)).isZero();
			assertThat(health(context).getDetails()).doesNotContainKey("lifecycle");
			assertThat(endpoint(context).toString()).contains("daysLeft=200").doesNotContain("warning");
			assertThat(daysLeft(context)).isEqualTo(200);
		});
	}

	@Test
	void aModelThatLastsIsNotMentioned(CapturedOutput output) {
		runner().run((context) -> {
			assertThat(warnings(output)).isZero();
			assertThat(health(context).getDetails()).doesNotContainKey("lifecycle");
			assertThat(endpoint(context)).isNull();
			assertThat(daysLeft(context)).isNaN();
		});
	}

	@Test
	void thePeriodOfTheWarningIsDeclared(CapturedOutput output) {
		ends(200);
		runner().withPropertyValues("bedrock.cross-region.catalog.end-of-life-warning=200d")
			.run((context) -> assertThat(output).contains("in 200 days"));
	}

	@Test
	void aWarningCanBeSwitchedOff(CapturedOutput output) {
		ends(3);
		runner().withPropertyValues("bedrock.cross-region.catalog.end-of-life-warning=0").run((context) -> {
			assertThat(warnings(output)).isZero();
			assertThat(health(context).getDetails()).doesNotContainKey("lifecycle");
			assertThat(endpoint(context).toString()).contains("daysLeft=3").doesNotContain("warning");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1d", "366d", "90" })
	void aPeriodOutOfRangeStopsTheStart(String value) {
		runner().withPropertyValues("bedrock.cross-region.catalog.end-of-life-warning=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("catalog.end-of-life-warning"));
	}

	@Test
	void theDayOfTheEndIsTheLastOneOnWhichTheApplicationStarts(CapturedOutput output) {
		ends(0);
		runner().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("on " + day(0) + " in eu-central-1, today;");
		});
	}

	@Test
	void aModelPastItsEndStopsTheStart() {
		ends(-1);
		runner().run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(UnmetDeclarationException.class, (failure) -> assertThat(failure.getRoutes())
				.singleElement()
				.satisfies((route) -> assertThat(route.refusal()).isInstanceOf(Refusal.EndOfLife.class)
					.extracting(Refusal::describe)
					.isEqualTo(
							"model '" + Runners.SONNET + "' reached its end of life in eu-central-1 on " + day(-1)))));
	}

	@Test
	void aWarningThatIsSwitchedOffLeavesChangesAtInfo(CapturedOutput output) {
		runner()
			.withPropertyValues("bedrock.cross-region.catalog.refresh-interval=50ms",
					"bedrock.cross-region.catalog.end-of-life-warning=0")
			.run((context) -> {
				ends(20);
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(output)
						.contains("its life cycle changed from active to legacy; " + Runners.SONNET));
				refreshTwice();
				assertThat(lines(output, "INFO")).isEqualTo(1);
				assertThat(warnings(output)).isZero();
			});
	}

	@Test
	void whatHappensWhileAnApplicationRunsIsLoggedOnce(CapturedOutput output) {
		runner().withPropertyValues("bedrock.cross-region.catalog.refresh-interval=50ms").run((context) -> {
			assertThat(warnings(output)).isZero();
			lifecycle(EmulatorLifecycle.legacy(days(0), days(180)));
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(output).contains("in 180 days"));
			ends(20);
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(output).contains("in 20 days"));
			ends(-1);
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(output).contains(Runners.SONNET + " reached its end of life on "
						+ day(-1) + " in eu-central-1; Amazon Bedrock refuses calls to it"));
			refreshTwice();
			assertThat(warnings(output)).isEqualTo(3);
			assertThat(context.getBean(RoutePlans.class).withdrawn("bedrock")).as("the clock withdraws nothing")
				.isEmpty();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails().get("lifecycle").toString()).contains("daysLeft=-1");
			assertThat(context.getBean(ChatModel.class).chat("Good morning")).isNotBlank();
		});
	}

	private void refreshTwice() {
		int before = this.emulator.journal().entries().size();
		await().atMost(Duration.ofSeconds(30)).until(() -> this.emulator.journal().entries().size() > before + 6);
	}

}
