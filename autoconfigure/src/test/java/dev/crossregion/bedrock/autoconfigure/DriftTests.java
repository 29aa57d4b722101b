package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpoint;
import dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpointAutoConfiguration;
import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorLifecycle;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.LifecycleChange;
import dev.crossregion.bedrock.plan.LifecycleChange.Stage;
import dev.crossregion.bedrock.plan.PlanChange;
import dev.crossregion.bedrock.plan.PlanChange.Effect;
import dev.crossregion.bedrock.plan.PlanChange.Kind;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

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
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the control plane says changes while blocking and streaming calls are made: none
 * is sent on evidence that does not admit it.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(240)
class DriftTests {

	private static final String PROFILE = "eu." + Runners.SONNET;

	private static final String FRANKFURT = "eu-central-1";

	private static final String IRELAND = "eu-west-1";

	private static final Set<Operation> CALLS = Set.of(Operation.CONVERSE, Operation.CONVERSE_STREAM);

	// Three times the time-out of a look-up: routes stay open while look-ups are
	// answered,
	// however slowly.
	private static final String MAX_AGE = "bedrock.cross-region.catalog.max-age=15s";

	private static final Duration SOON = Duration.ofSeconds(60);

	private static ApplicationContextRunner runner(BedrockEmulator emulator, String... properties) {
		return Runners.emulated(emulator)
			.withPropertyValues("bedrock.cross-region.residency.allow=EU",
					"bedrock.cross-region.routes[0].source-region=" + FRANKFURT,
					"bedrock.cross-region.routes[1].source-region=" + IRELAND,
					"bedrock.cross-region.catalog.refresh-interval=20ms", "bedrock.cross-region.catalog.timeout=5s")
			.withPropertyValues(properties);
	}

	@Test
	void noCallIsSentOnEvidenceThatDoesNotAdmitIt(CapturedOutput output) {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(denied().from(IRELAND));
			Changes changes = new Changes();
			runner(emulator, "bedrock.cross-region.catalog.source=live-or-bundled")
				.withBean(Changes.class, () -> changes)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					try (Traffic traffic = new Traffic(emulator, context)) {
						drift(emulator, traffic, changes);
					}
				});
		}
		assertThat(output).contains("route " + PROFILE + " from eu-west-1 is withdrawn: destinations added: eu-west-2",
				"route " + PROFILE + " from eu-west-1 is admitted again: ",
				"route " + PROFILE + " from eu-central-1 is still admitted: destinations gone: ",
				"route " + PROFILE + " from eu-central-1 is withdrawn: eu-central-1 does not offer it any more");
	}

	private static void drift(BedrockEmulator emulator, Traffic traffic, Changes changes) {
		traffic.expect("the snapshot stands in for Ireland", FRANKFURT, IRELAND);

		emulator.profile(IRELAND, PROFILE, IRELAND, "eu-west-2");
		emulator.clearFaults();
		traffic.expect("live evidence adds London", FRANKFURT);
		changes.awaitChange(Kind.DESTINATIONS, IRELAND, Effect.WITHDRAWN);

		emulator.fail(denied().from(IRELAND));
		traffic.awaitLookUps(IRELAND, 5);
		traffic.expect("the snapshot does not bring it back", FRANKFURT);

		emulator.clearFaults();
		emulator
			.fail(Fault.status(503, "ServiceUnavailableException", "Not now").controlPlane().times(Integer.MAX_VALUE));
		traffic.awaitLookUps(FRANKFURT, 5);
		traffic.expect("an outage of the control plane changes nothing", FRANKFURT);

		emulator.clearFaults();
		emulator.profile(IRELAND, PROFILE, IRELAND);
		traffic.expect("London is gone", FRANKFURT, IRELAND);
		changes.awaitChange(Kind.DESTINATIONS, IRELAND, Effect.ADMITTED);

		emulator.profile(FRANKFURT, PROFILE, FRANKFURT, IRELAND);
		changes.awaitChange(Kind.DESTINATIONS, FRANKFURT, Effect.STILL_ADMITTED);
		traffic.expect("fewer destinations are admitted too", FRANKFURT, IRELAND);

		emulator.noProfile(FRANKFURT, PROFILE);
		traffic.expect("Frankfurt has lost the profile", IRELAND);
		changes.awaitChange(Kind.PROFILE_GONE, FRANKFURT, Effect.WITHDRAWN);

		emulator.noProfile(FRANKFURT, "global." + Runners.SONNET);
		changes.awaitChange(Kind.SOURCE_REGION_GONE, FRANKFURT, Effect.NOT_USED);
		emulator.noProfile(IRELAND, PROFILE);
		traffic.expect("nothing is left");
		changes.awaitChange(Kind.PROFILE_GONE, IRELAND, Effect.WITHDRAWN);

		emulator.fail(denied());
		traffic.awaitLookUps(IRELAND, 5);
		traffic.expect("a denied control plane brings nothing back");

		emulator.clearFaults();
		emulator.profile(FRANKFURT, PROFILE, FRANKFURT);
		emulator.profile(IRELAND, PROFILE, FRANKFURT, IRELAND);
		traffic.expect("both are back", FRANKFURT, IRELAND);
		changes.awaitChange(Kind.PROFILE_NEW, IRELAND, Effect.ADMITTED);
	}

	private static Fault denied() {
		return Fault.accessDeniedByIdentityPolicy(IRELAND).controlPlane().times(Integer.MAX_VALUE);
	}

	@Test
	void whatAControlPlaneThatIsSilentLeftWithdrawnStaysWithdrawn() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			runner(emulator, "bedrock.cross-region.catalog.source=live-or-bundled",
					"bedrock.cross-region.catalog.timeout=500ms")
				.run((context) -> {
					try (Traffic traffic = new Traffic(emulator, context)) {
						emulator.profile(IRELAND, PROFILE, "eu-west-2");
						traffic.expect("live evidence", FRANKFURT);
						emulator.fail(Fault.blackHole().controlPlane().times(Integer.MAX_VALUE));
						context.getBean(LiveInferenceProfileCatalog.class).refresh();
						traffic.expect("black hole", FRANKFURT);
					}
				});
		}
	}

	@Test
	void evidenceThatIsTooOldClosesItsRoutesEvenIfTheLookUpHangs() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			runner(emulator, "bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=120s",
					MAX_AGE)
				.run((context) -> {
					try (Traffic traffic = new Traffic(emulator, context)) {
						traffic.expect("renewed evidence", FRANKFURT, IRELAND);
						emulator.fail(Fault.blackHole().controlPlane().times(Integer.MAX_VALUE));
						traffic.expect("a look-up that hangs");
						assertThat(traffic.refusals)
							.anySatisfy((refusal) -> assertThat(refusal).isInstanceOf(Refusal.EvidenceTooOld.class));
						Health health = health(context);
						assertThat(health.getStatus()).isEqualTo(Status.DOWN);
						assertThat(health.getDetails().toString()).contains("state=withdrawn", "since=",
								"catalog.max-age is 15s");
					}
				});
		}
	}

	@Test
	void closedRoutesOpenWhenTheControlPlaneAnswersAgain(CapturedOutput output) {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Changes changes = new Changes();
			runner(emulator, "bedrock.cross-region.catalog.source=live", MAX_AGE).withBean(Changes.class, () -> changes)
				.run((context) -> {
					try (Traffic traffic = new Traffic(emulator, context)) {
						emulator.fail(denied());
						traffic.expect("evidence that is not renewed");
						changes.awaitChange(Kind.ADMISSION, FRANKFURT, Effect.WITHDRAWN);
						changes.awaitChange(Kind.ADMISSION, IRELAND, Effect.WITHDRAWN);
						emulator.clearFaults();
						traffic.expect("renewed evidence", FRANKFURT, IRELAND);
						changes.awaitChange(Kind.ADMISSION, IRELAND, Effect.ADMITTED);
					}
				});
		}
		assertThat(output).contains("is withdrawn: destinations are unchanged; the evidence for '" + PROFILE + "' from "
				+ "eu-central-1 is of ");
	}

	@Test
	void healthShowsDestinationsNowAndAtTheStart() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.profile(FRANKFURT, PROFILE, FRANKFURT);
			runner(emulator, "bedrock.cross-region.catalog.source=live").run((context) -> {
				assertThat(route(context, FRANKFURT)).doesNotContainKeys("destinationsAtStart", "since");
				emulator.profile(FRANKFURT, PROFILE, FRANKFURT, "eu-west-2");
				await().atMost(SOON)
					.untilAsserted(() -> assertThat(route(context, FRANKFURT)).containsEntry("state", "withdrawn")
						.containsEntry("destinations", List.of(FRANKFURT, "eu-west-2"))
						.containsEntry("destinationsAtStart", List.of(FRANKFURT))
						.containsKey("since"));
				emulator.profile(FRANKFURT, PROFILE, FRANKFURT, IRELAND);
				await().atMost(SOON)
					.untilAsserted(() -> assertThat(route(context, FRANKFURT)).containsEntry("state", "available")
						.containsEntry("destinations", List.of(FRANKFURT, IRELAND))
						.containsEntry("destinationsAtStart", List.of(FRANKFURT))
						.doesNotContainKey("since"));
			});
		}
	}

	@Test
	void aChangeOfALifeCycleIsReportedAndStopsNoCall(CapturedOutput output) {
		Instant legacy = Instant.now().minus(Duration.ofDays(3));
		Instant endOfLife = Instant.now().plus(Duration.ofDays(180));
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Changes changes = new Changes();
			runner(emulator, "bedrock.cross-region.catalog.source=live",
					"management.endpoints.web.exposure.include=crossregion")
				.withConfiguration(AutoConfigurations.of(CrossRegionEndpointAutoConfiguration.class))
				.withBean(Changes.class, () -> changes)
				.run((context) -> {
					try (Traffic traffic = new Traffic(emulator, context)) {
						assertThat(route(context, FRANKFURT)).doesNotContainKey("lifecycle");
						emulator.lifecycle(FRANKFURT, Runners.SONNET, EmulatorLifecycle.legacy(legacy, endOfLife));
						changes.awaitStages(Stage.LEGACY);
						traffic.awaitLookUps(FRANKFURT, 5);
						traffic.expect("a Legacy model is called as before", FRANKFURT, IRELAND);
						Map<String, Object> expected = Map.of("stage", "legacy", "legacy", day(legacy), "endOfLife",
								day(endOfLife), "atStart", Map.of("stage", "active"));
						assertThat(route(context, FRANKFURT)).containsEntry("lifecycle", expected);
						assertThat(endpoint(context, 0)).containsEntry("lifecycle", expected);
						assertThat(endpoint(context, 1)).doesNotContainKey("lifecycle");
						assertThat(health(context).getStatus()).isEqualTo(Status.UP);

						emulator.lifecycle(FRANKFURT, Runners.SONNET, EmulatorLifecycle.active());
						changes.awaitStages(Stage.LEGACY, Stage.ACTIVE);
						traffic.awaitLookUps(FRANKFURT, 5);
						traffic.expect("an active model again", FRANKFURT, IRELAND);
						assertThat(route(context, FRANKFURT)).doesNotContainKey("lifecycle");
						assertThat(endpoint(context, 0)).doesNotContainKey("lifecycle");
					}
				});
			assertThat(changes.lifecycles).hasSize(2)
				.allSatisfy((change) -> assertThat(change.sourceRegion().value()).isEqualTo(FRANKFURT))
				.first()
				.satisfies((change) -> {
					assertThat(change.model().value()).isEqualTo(Runners.SONNET);
					assertThat(change.before().stage()).isEqualTo(Stage.ACTIVE);
					assertThat(change.before().endOfLife()).isNull();
					assertThat(change.after().endOfLife()).hasToString(day(endOfLife));
				});
			assertThat(changes.changes).isEmpty();
		}
		List<String> lines = output.toString().lines().filter((line) -> line.contains("life cycle changed")).toList();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("WARN",
				"Model 'bedrock': its life cycle changed from active to legacy; " + Runners.SONNET
						+ " reaches its end of life on " + day(endOfLife) + " in eu-central-1",
				"A newer model of its family that the declaration admits is ");
		assertThat(lines.get(1)).contains("INFO", "its life cycle changed from legacy to active; " + Runners.SONNET
				+ " is active in eu-central-1, and no end of life is announced");
		assertThat(output.toString().lines().filter((line) -> line.contains("reaches its end of life"))).hasSize(1);
	}

	private static String day(Instant time) {
		return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
	}

	private static Map<String, Object> endpoint(ApplicationContext context, int route) {
		Map<String, Object> model = context.getBean(CrossRegionEndpoint.class).model(SecurityContext.NONE, "bedrock");
		assertThat(model).isNotNull();
		return map(((List<?>) model.get("routes")).get(route));
	}

	private static Health health(ApplicationContext context) {
		return ((HealthIndicator) context.getBean(CompositeHealthContributor.class).getContributor("bedrock")).health();
	}

	private static Map<String, Object> route(ApplicationContext context, String sourceRegion) {
		return ((List<?>) health(context).getDetails().get("routes")).stream()
			.map(DriftTests::map)
			.filter((route) -> route.get("sourceRegion").equals(sourceRegion))
			.findFirst()
			.orElseThrow();
	}

	private static Map<String, Object> map(Object route) {
		return ((Map<?, ?>) route).entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> (String) entry.getKey(), (entry) -> (Object) entry.getValue()));
	}

	/** The changes that were published. */
	private static final class Changes implements ApplicationListener<PayloadApplicationEvent<?>> {

		private final Queue<PlanChange> changes = new ConcurrentLinkedQueue<>();

		private final Queue<LifecycleChange> lifecycles = new ConcurrentLinkedQueue<>();

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<?> event) {
			if (event.getPayload() instanceof RoutePlanChangedEvent changed) {
				assertThat(changed.model()).isEqualTo("bedrock");
				this.changes.addAll(changed.changes());
				this.lifecycles.addAll(changed.lifecycles());
			}
		}

		void awaitStages(Stage... stages) {
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(this.lifecycles).extracting((change) -> change.after().stage())
					.containsExactly(stages));
		}

		void awaitChange(Kind kind, String sourceRegion, Effect effect) {
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(this.changes).anyMatch((change) -> change.kind() == kind
						&& change.effect() == effect && change.route().sourceRegion().value().equals(sourceRegion)));
		}

	}

	/** Callers that ask all the time, two of them with streams. */
	private static final class Traffic implements AutoCloseable {

		private static final int CALLERS = 4;

		private final BedrockEmulator emulator;

		private final RoutePlans plans;

		private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

		private final AtomicInteger phase = new AtomicInteger();

		private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

		private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

		private volatile boolean over;

		Traffic(BedrockEmulator emulator, ApplicationContext context) {
			this.emulator = emulator;
			this.plans = context.getBean(RoutePlans.class);
			ChatModel model = context.getBean(ChatModel.class);
			StreamingChatModel streaming = context.getBean(StreamingChatModel.class);
			ChatRequest request = ChatRequest.builder().messages(UserMessage.from("Good morning")).build();
			for (int index = 0; index < CALLERS; index++) {
				int caller = index;
				this.callers.execute(() -> {
					while (!this.over) {
						int begun = this.phase.get();
						@Nullable Throwable failure = (caller % 2 == 0) ? failure(() -> model.chat(request))
								: failure(() -> Streaming.answer(streaming, request));
						this.answers.add(new Answer(begun, caller, failure));
					}
				});
			}
		}

		private @Nullable Throwable failure(ThrowingCallable call) {
			try {
				call.call();
				return null;
			}
			catch (Throwable ex) {
				Throwable cause = (ex instanceof ExecutionException) ? ex.getCause() : ex;
				if (cause instanceof RouteRefusedException refused) {
					this.refusals.add(refused.getRefusal());
				}
				return cause;
			}
		}

		/**
		 * Wait until the plan has the routes, and expect of every call that begins after
		 * that to take one of them, or to be refused where there is none.
		 */
		void expect(String when, String... sourceRegions) {
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(this.plans.all().get("bedrock").routes()).as(when)
					.extracting((route) -> route.sourceRegion().value())
					.containsExactly(sourceRegions));
			int now = this.phase.incrementAndGet();
			awaitAnswers(now, 1);
			int from = this.emulator.journal().size();
			awaitAnswers(now, 6);
			List<JournalEntry> sent = this.emulator.journal().entries();
			sent = new ArrayList<>(sent.subList(from, sent.size()));
			sent.removeIf((entry) -> !CALLS.contains(entry.operation()));
			assertThat(sent).as(when)
				.allSatisfy((entry) -> assertThat(entry.sourceRegion()).isIn((Object[]) sourceRegions))
				.allSatisfy((entry) -> assertThat(entry.inferenceRegion().orElse("")).isNotEqualTo("eu-west-2"));
			assertThat(this.answers.stream().filter((answer) -> answer.phase == now)).as(when).allSatisfy((answer) -> {
				if (sourceRegions.length > 0) {
					assertThat(answer.failure).isNull();
				}
				else {
					assertThat(answer.failure).isInstanceOf(RouteRefusedException.class);
				}
			});
			assertThat(sent.isEmpty()).as(when).isEqualTo(sourceRegions.length == 0);
			this.answers.clear();
		}

		// A caller that has answered in this phase has no earlier call in flight.
		private void awaitAnswers(int phase, int count) {
			await().atMost(SOON).until(() -> {
				int[] answered = new int[CALLERS];
				this.answers.stream()
					.filter((answer) -> answer.phase == phase)
					.forEach((answer) -> answered[answer.caller]++);
				for (int number : answered) {
					if (number < count) {
						return false;
					}
				}
				return true;
			});
		}

		void awaitLookUps(String sourceRegion, int count) {
			long before = lookUps(sourceRegion);
			await().atMost(SOON).until(() -> lookUps(sourceRegion) >= before + count);
		}

		private long lookUps(String sourceRegion) {
			return this.emulator.journal()
				.entries(Operation.LIST_INFERENCE_PROFILES)
				.stream()
				.filter((entry) -> entry.sourceRegion().equals(sourceRegion))
				.count();
		}

		@Override
		public void close() {
			this.over = true;
			this.callers.shutdown();
			await().atMost(SOON).until(this.callers::isTerminated);
		}

	}

	private record Answer(int phase, int caller, @Nullable Throwable failure) {
	}

}
