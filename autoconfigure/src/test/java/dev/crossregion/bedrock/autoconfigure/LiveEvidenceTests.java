package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.PlanChange;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.support.DynamicPropertyRegistrarBeanInitializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Evidence from the control plane: when it is asked, and what follows when its answer
 * changes.
 */
@ExtendWith(OutputCaptureExtension.class)
class LiveEvidenceTests {

	private static final String APPLICATION_PROFILE = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6";

	private static final String MODEL_ARN = "arn:aws:bedrock:%s::foundation-model/" + Runners.SONNET;

	private static ApplicationContextRunner live(BedrockEmulator emulator) {
		return Runners.emulated(emulator)
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s");
	}

	// As in production: no bean says where the endpoint is or what signs the calls.
	private static ApplicationContextRunner byProperties(BedrockEmulator emulator) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET,
					"bedrock.cross-region.client.endpoint-override=" + emulator.uri());
	}

	private static Evidence.Source source(ApplicationContext context) {
		return context.getBean(RoutePlans.class).all().get("bedrock").routes().get(0).evidence().source();
	}

	@Test
	void plansAreMadeFromLiveEvidence() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			live(emulator).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(InferenceProfileCatalog.class))
					.isInstanceOf(LiveInferenceProfileCatalog.class);
				assertThat(source(context)).isEqualTo(Evidence.Source.LIVE);
			});
		}
	}

	@Test
	void lookUpStartsBeforeOtherBeansAreMade() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			byProperties(emulator).withBean("aFirstBean", Integer.class, () -> awaitLookUp(emulator)).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(source(context)).isEqualTo(Evidence.Source.LIVE);
			});
		}
	}

	@Test
	void lookUpOfAConnectionThatABeanDescribesStartsAsEarly() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			new ApplicationContextRunner().withBean("aFirstBean", Integer.class, () -> awaitLookUp(emulator))
				.withBean(BedrockEmulator.class, () -> emulator, (definition) -> definition.setDestroyMethodName(""))
				.withConfiguration(AutoConfigurations.of(BedrockEmulatorAutoConfiguration.class,
						CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
				.withPropertyValues("bedrock.cross-region.catalog.source=live",
						"bedrock.cross-region.catalog.timeout=60s", "bedrock.cross-region.source-region=eu-central-1",
						"bedrock.cross-region.geography=eu",
						"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET)
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	private static Integer awaitLookUp(BedrockEmulator emulator) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> !emulator.journal().entries(Operation.LIST_INFERENCE_PROFILES).isEmpty());
		return 1;
	}

	@Test
	void clientsOfTheLookUpAreClosedWhenTheContextFails() {
		List<RegionalClients> clients = new CopyOnWriteArrayList<>();
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			byProperties(emulator).withInitializer(
					(context) -> ((GenericApplicationContext) context).registerBean("failing", Integer.class, () -> {
						clients.add(context.getBean(RegionalClients.class));
						throw new IllegalStateException("This context must fail");
					}))
				.run((context) -> assertThat(context).hasFailed());
		}
		assertThat(clients).singleElement()
			.satisfies((client) -> assertThatIllegalStateException()
				.isThrownBy(() -> client.controlPlane(new RegionCode("eu-central-1"))));
	}

	@Test
	void propertiesThatAreRegisteredLateSayWhereTheLookUpGoes() {
		try (BedrockEmulator early = BedrockEmulator.start(); BedrockEmulator late = BedrockEmulator.start()) {
			byProperties(early).withBean(DynamicPropertyRegistrarBeanInitializer.class)
				.withBean(DynamicPropertyRegistrar.class,
						() -> (registry) -> registry.add("bedrock.cross-region.client.endpoint-override", late::uri))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
					assertThat(early.journal().entries()).isEmpty();
					assertThat(late.journal().entries(Operation.LIST_INFERENCE_PROFILES)).isNotEmpty();
					assertThat(late.journal().entries(Operation.CONVERSE)).hasSize(1);
				});
		}
	}

	@Test
	void credentialsAndConnectionOfAParentContextAreUsed() {
		AtomicInteger asked = new AtomicInteger();
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			new ApplicationContextRunner().withBean(AwsCredentialsProvider.class, () -> () -> {
				asked.incrementAndGet();
				return AwsBasicCredentials.create("parent", "secret");
			}).run((parent) -> byProperties(emulator).withParent(parent).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(source(context)).isEqualTo(Evidence.Source.LIVE);
				assertThat(asked).hasPositiveValue();
			}));
		}
	}

	@Test
	void bundledEvidenceStandsInWithAWarning(CapturedOutput output) {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.accessDeniedByIdentityPolicy("eu-central-1").controlPlane().times(100));
			live(emulator).withPropertyValues("bedrock.cross-region.catalog.source=live-or-bundled").run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(source(context)).isEqualTo(Evidence.Source.BUNDLED);
				assertThat(output).contains("bedrock:ListInferenceProfiles");
			});
		}
	}

	@Test
	void evidenceThatFellBackIsLiveSoonAfterTheControlPlaneIsBack() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.status(503, "ServiceUnavailableException", "Not now").controlPlane().times(2));
			live(emulator)
				.withPropertyValues("bedrock.cross-region.catalog.source=live-or-bundled",
						"bedrock.cross-region.catalog.refresh-interval=0")
				.run((context) -> {
					assertThat(source(context)).isEqualTo(Evidence.Source.BUNDLED);
					await().atMost(Duration.ofSeconds(60)).until(() -> source(context) == Evidence.Source.LIVE);
				});
		}
	}

	@Test
	void bundledEvidenceMakesNoCall() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator).run((context) -> {
				assertThat(source(context)).isEqualTo(Evidence.Source.BUNDLED);
				assertThat(emulator.journal().entries()).isEmpty();
			});
		}
	}

	@Test
	void withoutModelsNobodyIsAsked() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
				.withPropertyValues("bedrock.cross-region.catalog.source=live",
						"bedrock.cross-region.client.endpoint-override=" + emulator.uri())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(emulator.journal().entries()).isEmpty();
				});
		}
	}

	@Test
	void allSourceRegionsAreAsked() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			live(emulator)
				.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
						"bedrock.cross-region.routes[1].source-region=eu-west-1",
						"bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
						"bedrock.cross-region.models.fast.routes[0].source-region=eu-north-1")
				.run((context) -> assertThat(context.getBean(InferenceProfileCatalog.class).sourceRegions())
					.containsExactly(new RegionCode("eu-central-1"), new RegionCode("eu-north-1"),
							new RegionCode("eu-west-1")));
		}
	}

	@Test
	void routeThatEvidenceDoesNotAdmitAnyMoreIsWithdrawn(CapturedOutput output) {
		List<RoutePlanChangedEvent> events = new CopyOnWriteArrayList<>();
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.applicationProfile(APPLICATION_PROFILE, MODEL_ARN.formatted("eu-central-1"),
					MODEL_ARN.formatted("eu-west-1"))
			.start()) {
			live(emulator)
				.withPropertyValues("bedrock.cross-region.residency.allow=EU",
						"bedrock.cross-region.catalog.refresh-interval=100ms",
						"bedrock.cross-region.chat-model.profile=" + APPLICATION_PROFILE)
				.withBean("listener", ApplicationListener.class, () -> new Listener(events))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					ChatModel model = context.getBean(ChatModel.class);
					assertThat(model.chat("Good morning")).contains("Good morning");
					emulator.fail(Fault.status(404, "ResourceNotFoundException", "No such profile")
						.controlPlane()
						.on(Operation.GET_INFERENCE_PROFILE)
						.times(Integer.MAX_VALUE));
					await().atMost(Duration.ofSeconds(60)).until(() -> !events.isEmpty());
					assertThat(events).singleElement()
						.satisfies((event) -> assertThat(event.model()).isEqualTo("bedrock"))
						.satisfies((event) -> assertThat(event.withdrawals()).singleElement().satisfies((change) -> {
							assertThat(change.kind()).isEqualTo(PlanChange.Kind.PROFILE_GONE);
							assertThat(change.route().modelId()).isEqualTo(APPLICATION_PROFILE);
							assertThat(change.refusal().describe()).contains("is not known in eu-central-1");
						}));
					assertThat(output).contains("is withdrawn: ");
					assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> model.chat("Good evening"));
					HealthIndicator health = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
						.getContributor("bedrock");
					assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
					assertThat(health.health().getDetails().toString()).contains("state=withdrawn")
						.contains("verdict=not-compliant");
				});
		}
	}

	@Test
	void refreshCanBeSwitchedOff() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			live(emulator).withPropertyValues("bedrock.cross-region.catalog.refresh-interval=0")
				.run((context) -> assertThat(context.getBean(EvidenceRefresh.class).isRunning()).isFalse());
		}
	}

	@Test
	void refreshEndsWithTheContext() {
		EvidenceRefresh[] refresh = new EvidenceRefresh[1];
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			live(emulator).run((context) -> {
				refresh[0] = context.getBean(EvidenceRefresh.class);
				assertThat(refresh[0].isRunning()).isTrue();
			});
		}
		assertThat(refresh[0].isRunning()).isFalse();
	}

	@Test
	void bundledEvidenceIsNotRenewed() {
		Runners.bundled().run((context) -> assertThat(context.getBean(EvidenceRefresh.class).isRunning()).isFalse());
	}

	private record Listener(List<RoutePlanChangedEvent> events)
			implements
				ApplicationListener<PayloadApplicationEvent<RoutePlanChangedEvent>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<RoutePlanChangedEvent> event) {
			this.events.add(event.getPayload());
		}

	}

}
