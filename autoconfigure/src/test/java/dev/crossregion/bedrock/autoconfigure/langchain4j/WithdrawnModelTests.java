package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.plan.MovingCatalog;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Models whose routes are withdrawn, and what is shown of profiles that name an account.
 */
@ExtendWith(OutputCaptureExtension.class)
class WithdrawnModelTests {

	private static final FoundationModelId MODEL = new FoundationModelId(Runners.SONNET);

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final String APPLICATION_PROFILE = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6";

	private static final String PROFILE_BY_ARN = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu."
			+ Runners.SONNET;

	private final MovingCatalog catalog = new MovingCatalog(evidence("eu." + MODEL, "eu-west-1"));

	private ApplicationContextRunner runner(BedrockEmulator emulator) {
		return Runners.emulated(emulator)
			.withBean(InferenceProfileCatalog.class, () -> this.catalog)
			.withPropertyValues("bedrock.cross-region.residency.allow=EU",
					"bedrock.cross-region.catalog.refresh-interval=0");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aModelThatIsMadeAfterItsRouteWasWithdrawnWorksWhenTheRouteIsBack(boolean gone) {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			runner(emulator).withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
				.run((context) -> {
					RoutePlans plans = context.getBean(RoutePlans.class);
					this.catalog.moveTo((gone) ? new EvidenceCatalog(List.of()) : evidence("eu." + MODEL, "us-east-1"));
					plans.refresh();
					BedrockChatModel model = context.getBean(BedrockChatModel.class);
					BedrockStreamingChatModel streaming = context.getBean(BedrockStreamingChatModel.class);
					assertThat(model.defaultRequestParameters().modelName()).isEqualTo("eu." + MODEL);
					assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> model.chat("Good morning"))
						.satisfies((ex) -> assertThat(ex.getRefusal())
							.isInstanceOf((gone) ? Refusal.NoEvidence.class : Refusal.ResidencyNotSatisfied.class));
					assertThatExceptionOfType(ExecutionException.class)
						.isThrownBy(() -> Streaming.answer(streaming,
								LangChain4jAutoConfigurationTests.request("Good morning", null)))
						.withCauseInstanceOf(RouteRefusedException.class);
					assertThat(health(context)).contains("state=withdrawn", "not-compliant");
					assertThat(emulator.journal().entries()).isEmpty();
					this.catalog.moveTo(evidence("eu." + MODEL, "eu-west-1"));
					plans.refresh();
					assertThat(model.chat("Good morning")).contains("Good morning");
					Streaming.answer(streaming, LangChain4jAutoConfigurationTests.request("Good evening", null));
					assertThat(health(context)).contains("state=available");
					Calls.assertModels(emulator, "eu." + MODEL, "eu." + MODEL);
				});
		}
	}

	@Test
	void healthNeverFailsWhileRoutesComeAndGo() throws Exception {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			runner(emulator).run((context) -> {
				RoutePlans plans = context.getBean(RoutePlans.class);
				Thread refresher = new Thread(() -> {
					for (int round = 0; round < 3000; round++) {
						this.catalog.moveTo((round % 2 == 0) ? new EvidenceCatalog(List.of())
								: evidence("eu." + MODEL, "eu-west-1"));
						plans.refresh();
					}
				});
				refresher.start();
				while (refresher.isAlive()) {
					assertThat(health(context)).contains("eu." + MODEL);
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { APPLICATION_PROFILE, PROFILE_BY_ARN })
	void noAccountIsShownOfAProfile(String profile, CapturedOutput output) {
		this.catalog.moveTo(evidence((profile.equals(APPLICATION_PROFILE)) ? profile : "eu." + MODEL, "eu-west-1"));
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.applicationProfile(APPLICATION_PROFILE, "arn:aws:bedrock:eu-central-1::foundation-model/" + Runners.SONNET,
					"arn:aws:bedrock:eu-west-1::foundation-model/" + Runners.SONNET)
			.start()) {
			runner(emulator)
				.withPropertyValues("bedrock.cross-region.chat-model.profile=" + profile,
						"bedrock.cross-region.catalog.refresh-interval=50ms")
				.run((context) -> {
					BedrockChatModel model = context.getBean(BedrockChatModel.class);
					assertThat(model.chat("Good morning")).contains("Good morning");
					String masked = profile.replace("123456789012", "${AccountId}");
					assertThat(health(context)).contains("profile=" + masked).doesNotContain("123456789012");
					assertThat(output).contains(masked);
					this.catalog.moveTo(
							new EvidenceCatalog(List.of(new RegionEvidence(FRANKFURT, evidence(), List.of(), null))));
					await().atMost(Duration.ofSeconds(30))
						.until(() -> !context.getBean(RoutePlans.class).withdrawn("bedrock").isEmpty());
					assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> model.chat("Good evening"))
						.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("123456789012"));
					await().atMost(Duration.ofSeconds(30))
						.untilAsserted(() -> assertThat(output).contains("is withdrawn: "));
					assertThat(health(context)).doesNotContain("123456789012");
				});
		}
		assertThat(output).doesNotContain("123456789012");
	}

	@Test
	void meterTellsAWithdrawnRouteFromOneThatIsNotAvailable() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			MeterRegistry registry = new SimpleMeterRegistry();
			runner(emulator).withBean(MeterRegistry.class, () -> registry).run((context) -> {
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
				Gauge withdrawn = registry.get("bedrock.crossregion.route.withdrawn")
					.tags("model", "bedrock", "profile", "eu." + MODEL, "source.region", "eu-central-1")
					.gauge();
				assertThat(withdrawn.value()).isZero();
				this.catalog.moveTo(evidence("eu." + MODEL, "us-east-1"));
				context.getBean(RoutePlans.class).refresh();
				assertThat(withdrawn.value()).isEqualTo(1);
				assertThat(registry.get("bedrock.crossregion.route.available").gauge().value()).isZero();
				this.catalog.moveTo(evidence("eu." + MODEL, "eu-west-1"));
				context.getBean(RoutePlans.class).refresh();
				assertThat(withdrawn.value()).isZero();
			});
		}
	}

	private static String health(ApplicationContext context) {
		HealthIndicator model = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("bedrock");
		return model.health().getDetails().toString();
	}

	private static Evidence evidence() {
		return new Evidence(Evidence.Source.LIVE, Instant.parse("2026-11-23T06:00:00Z"));
	}

	private static InferenceProfileCatalog evidence(String profile, String destination) {
		return new EvidenceCatalog(List.of(new RegionEvidence(FRANKFURT, evidence(),
				List.of(new InferenceProfile(profile,
						(profile.startsWith("arn:")) ? InferenceProfile.Type.APPLICATION
								: InferenceProfile.Type.SYSTEM_DEFINED,
						MODEL, Destinations.of(Set.of(FRANKFURT, new RegionCode(destination))))),
				null)));
	}

}
