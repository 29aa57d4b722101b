package dev.crossregion.bedrock.shared;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.autoconfigure.sharedquotas.SharedQuotasAutoConfiguration;
import dev.crossregion.bedrock.emulator.ActiveFault;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.SharedQuotas;
import dev.crossregion.bedrock.routing.SharedQuotas.Held;
import dev.crossregion.bedrock.routing.SharedQuotas.NotNow;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Applications that share quotas on a real Redis server, with calls over HTTP against the
 * emulator.
 */
@RequiresRedis
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class SharedQuotasOnRedisTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int QUOTA = 6_000;

	/** About as many tokens of input as that has words. */
	private static final String LONG_PROMPT = "word ".repeat(1_000);

	private BedrockEmulator emulator = BedrockEmulator.start();

	private RedisServer redis;

	@BeforeEach
	void start() throws IOException {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void stop() throws IOException {
		this.emulator.close();
		this.redis.close();
	}

	private ApplicationContextRunner instance() {
		return Runners.emulated(this.emulator)
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MetricsAutoConfiguration.class,
					SharedQuotasAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.redis.port(),
					"bedrock.cross-region.quotas.shared.enabled=true", "bedrock.cross-region.quotas.shared.timeout=1s");
	}

	private ApplicationContextRunner declared() {
		return instance().withPropertyValues("bedrock.cross-region.routes[0].quota.tokens-per-minute=" + QUOTA);
	}

	private static ContextConsumer<AssertableApplicationContext> sharing(
			ContextConsumer<AssertableApplicationContext> test) {
		return (context) -> {
			awaitSharing(context, true);
			test.accept(context);
		};
	}

	private static void awaitSharing(ApplicationContext context, boolean sharing) {
		await().atMost(LONG).until(() -> isSharing(context) == sharing);
	}

	private static boolean isSharing(ApplicationContext context) {
		return context.getBean(RouteStateRegistry.class).sharedQuotas().orElseThrow().isAvailable();
	}

	private static ConverseRequest request(String prompt, int maxTokens) {
		return ConverseRequest.builder()
			.modelId("bedrock")
			.messages(Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(prompt)).build())
			.inferenceConfig((configuration) -> configuration.maxTokens(maxTokens))
			.build();
	}

	private static ConverseResponse call(ApplicationContext context, String prompt, int maxTokens) {
		return context.getBean(BedrockRuntimeClient.class).converse(request(prompt, maxTokens));
	}

	private static CompletableFuture<ConverseResponse> callAsync(ApplicationContext context, int maxTokens) {
		return context.getBean(BedrockRuntimeAsyncClient.class).converse(request("Hello", maxTokens));
	}

	private static Health health(ApplicationContext context) {
		HealthIndicator model = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("bedrock");
		return model.health();
	}

	private static double meter(ApplicationContext context) {
		return context.getBean(MeterRegistry.class).get("bedrock.crossregion.quota.shared.available").gauge().value();
	}

	@Test
	void instancesTogetherDoNotExceedADeclaredQuota() {
		ApplicationContextRunner runner = declared().withPropertyValues("bedrock.cross-region.routing.max-wait=0s");
		runner.run(sharing((first) -> runner.run(sharing((second) -> runner.run(sharing((third) -> {
			long start = System.nanoTime();
			List<ApplicationContext> instances = List.of(first, second, third);
			int answered = 0;
			for (int call = 0; call < 18; call++) {
				try {
					call(instances.get(call % 3), LONG_PROMPT, 10);
					answered++;
				}
				catch (ThrottlingException ex) {
					assertThat(ex).hasMessageContaining("routing.max-wait");
				}
			}
			double refilled = (System.nanoTime() - start) / 60e9 * QUOTA;
			assertThat((double) this.emulator.statistics().total().quotaTokens()).isBetween(QUOTA * 0.6,
					(QUOTA + refilled) * 1.05);
			assertThat(answered).isBetween(3, 17);
			assertThat(this.emulator.statistics().total().requests()).isEqualTo(answered);
		}))))));
	}

	@Test
	void requestsAreSharedToo() {
		ApplicationContextRunner runner = instance().withPropertyValues("bedrock.cross-region.routing.max-wait=0s",
				"bedrock.cross-region.routes[0].quota.requests-per-minute=3");
		runner.run(sharing((first) -> runner.run(sharing((second) -> {
			call(first, "Hello", 10);
			call(second, "Hello", 10);
			call(first, "Hello", 10);
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> call(second, "Hello", 10));
			assertThat(this.emulator.journal().entries(Operation.CONVERSE)).hasSize(3);
		}))));
	}

	@Test
	void whatACallDidNotUseIsThereForOthersAtItsEnd() {
		declared().run(sharing((first) -> declared().run(sharing((second) -> {
			for (int call = 0; call < 4; call++) {
				call(first, "Hello", 5_500);
				call(second, "Hello", 5_500);
			}
			assertThat(this.emulator.journal().entries(Operation.CONVERSE)).hasSize(8);
		}))));
	}

	@Test
	void whatACallHoldsIsNotThereForOthers() {
		this.emulator.close();
		this.emulator = BedrockEmulator.builder().latency(Duration.ofSeconds(2)).start();
		declared().run(sharing((first) -> declared().run(sharing((second) -> {
			CompletableFuture<ConverseResponse> running = callAsync(first, 5_500);
			await().atMost(LONG).until(() -> this.emulator.statistics().total().open() == 1);
			CompletableFuture<ConverseResponse> waiting = callAsync(second, 5_500);
			running.join();
			assertThat(waiting).as("sent only now").isNotDone();
			assertThat(waiting).succeedsWithin(LONG);
		}))));
	}

	@Test
	void aThrottleThatOneInstanceMeetsIsKnownToTheOthers() {
		ApplicationContextRunner runner = instance().withPropertyValues("bedrock.cross-region.routing.max-wait=0s");
		runner.run(sharing((first) -> runner.run(sharing((second) -> {
			RouteStateRegistry states = second.getBean(RouteStateRegistry.class);
			await().atMost(LONG).until(() -> {
				ActiveFault fault = this.emulator.fail(Fault.throttledTokens());
				assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> call(first, "Hello", 10));
				fault.clear();
				long sent = this.emulator.statistics().total().requests();
				try {
					call(second, "Hello", 10);
					return false;
				}
				catch (ThrottlingException ex) {
					assertThat(this.emulator.statistics().total().requests()).as("not sent").isEqualTo(sent);
					return true;
				}
			});
			assertThat(states.of(route(second).key()).lastOutcome()).isEqualTo(Outcome.THROTTLED);
		}))));
	}

	@Test
	void aThrottleKeepsTheBucketEmptyForAll() {
		declared().run(sharing((first) -> declared().run(sharing((second) -> EmptiedBucket
			.staysEmpty(first.getBean(SharedQuotas.class), second.getBean(SharedQuotas.class), route(first))))));
	}

	@Test
	void withoutItsServerTheBucketHasWhatItHadBefore() {
		RouteQuota quota = new RouteQuota(QuotaNumber.declared(QUOTA), QuotaNumber.LEARNED);
		declared().run(sharing((first) -> declared().run(sharing((second) -> {
			SharedQuotas quotas = second.getBean(SharedQuotas.class);
			Route route = route(second);
			assertThat(first.getBean(SharedQuotas.class).reserve(route, quota, 5_500).join()).isInstanceOf(Held.class);
			assertThat(quotas.reserve(route, quota, 100).join()).isInstanceOf(Held.class);
			this.redis.kill();
			assertThat(quotas.reserve(route, quota, 5_500).join()).isInstanceOf(NotNow.class);
			assertThat(call(second, "Hello", 100).usage().outputTokens()).as("what is left").isPositive();
			awaitSharing(second, false);
			assertThat(quotas.reserve(route, quota, 5_500).join()).isInstanceOf(NotNow.class);
			this.redis.restart();
			awaitSharing(second, true);
			assertThat(call(second, "Hello", 100).usage().outputTokens()).isPositive();
		}))));
	}

	private static Route route(ApplicationContext context) {
		return context.getBean(RoutePlans.class).all().get("bedrock").routes().get(0);
	}

	@Test
	void keysExpireAndNameNoAccount() {
		String arn = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + Runners.SONNET;
		instance()
			.withPropertyValues("bedrock.cross-region.quotas.shared.key-prefix=team-a:",
					"bedrock.cross-region.routes[0].quota.tokens-per-minute=" + QUOTA,
					"bedrock.cross-region.models.other.profile=" + arn)
			.run(sharing((context) -> {
				call(context, "A secret prompt", 100);
				context.getBean(BedrockRuntimeClient.class)
					.converse(request("A secret prompt", 100).toBuilder().modelId("other").build());
				List<String> keys = this.redis.keys();
				assertThat(keys).allMatch((key) -> key.startsWith("team-a:"))
					.contains("team-a:-:eu-central-1:geographic:" + Runners.SONNET + ":tokens")
					.noneMatch((key) -> key.contains("123456789012") || key.contains("secret"));
				assertThat(keys).filteredOn((key) -> key.matches("team-a:[0-9a-f]{16}:eu-central-1:.*:tokens"))
					.hasSize(1);
				for (String key : keys) {
					long millis = Long
						.parseLong(this.redis.command("PTTL " + key).lines().findFirst().orElseThrow().substring(1));
					assertThat(millis).as(key).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(3).toMillis());
				}
			}));
	}

	@Test
	void aNumberThatHasChangedReplacesTheOldOne() {
		declared().run(sharing((first) -> {
			call(first, "Hello", 10);
			instance()
				.withPropertyValues("bedrock.cross-region.routes[0].quota.tokens-per-minute=9000",
						"bedrock.cross-region.routing.max-wait=0s")
				.run(sharing((second) -> {
					// More than the old size, so that it passes only in the new one, and
					// when it is nearly full.
					await().atMost(LONG).until(() -> {
						try {
							call(second, "Hello", 6_100);
							return true;
						}
						catch (ThrottlingException ex) {
							return false;
						}
					});
				}));
		}));
	}

	@Test
	void anEngineThatIsSlowCostsNoCall(CapturedOutput output) {
		interrupted(output, this.redis::freeze, this.redis::thaw);
	}

	@Test
	void anEngineThatIsGoneCostsNoCall(CapturedOutput output) {
		interrupted(output, this.redis::kill, this.redis::restart);
	}

	private void interrupted(CapturedOutput output, Runnable stop, Runnable start) {
		declared().withPropertyValues("bedrock.cross-region.quotas.shared.timeout=200ms").run(sharing((context) -> {
			call(context, "Hello", 100);
			assertThat(health(context).getDetails()).containsEntry("sharedQuotas", "available");
			assertThat(meter(context)).isEqualTo(1);
			stop.run();
			for (int call = 0; call < 5; call++) {
				assertThat(call(context, "Hello", 100).usage().outputTokens()).isPositive();
				assertThat(callAsync(context, 100)).succeedsWithin(LONG);
			}
			await().atMost(LONG).untilAsserted(() -> assertThat(output).contains("Quotas are not shared with other"));
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsEntry("sharedQuotas", "unavailable");
			assertThat(meter(context)).isZero();
			start.run();
			awaitSharing(context, true);
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(output).contains("Quotas are shared with other instances again"));
			assertThat(health(context).getDetails()).containsEntry("sharedQuotas", "available");
			assertThat(meter(context)).isEqualTo(1);
			call(context, "Hello", 100);
			assertThat(this.redis.keys()).anyMatch((key) -> key.endsWith(":tokens"));
			assertThat(output.toString().split("Quotas are not shared with other", -1)).as("said once").hasSize(2);
		}));
	}

	@Test
	void anApplicationStartsWithoutItsEngine(CapturedOutput output) {
		this.redis.kill();
		declared().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(call(context, "Hello", 100).usage().outputTokens()).isPositive();
			await().atMost(LONG).untilAsserted(() -> assertThat(output).contains("Quotas are not shared with other"));
			this.redis.restart();
			awaitSharing(context, true);
		});
	}

	@Test
	void callersThatDoNotBlockAreNotBlocked() {
		declared()
			.withPropertyValues("bedrock.cross-region.quotas.shared.timeout=60s",
					"bedrock.cross-region.chat-model.max-output-tokens=100")
			.run(sharing((context) -> {
				call(context, "Hello", 100);
				this.redis.freeze();
				List<CompletableFuture<?>> calls = new ArrayList<>();
				for (int call = 0; call < 20; call++) {
					calls.add(callAsync(context, 100));
					calls.add(stream(context));
				}
				assertThat(calls).as("all were made, and none was answered").noneMatch(CompletableFuture::isDone);
				this.redis.thaw();
				assertThat(calls).allSatisfy((call) -> assertThat(call).succeedsWithin(LONG));
			}));
	}

	private static CompletableFuture<ChatResponse> stream(ApplicationContext context) {
		return Streaming.start(context.getBean(StreamingChatModel.class),
				ChatRequest.builder().messages(UserMessage.from("Hello")).build());
	}

	@Test
	void callsThatWaitForAnEngineCanBeCancelled() {
		declared()
			.withPropertyValues("bedrock.cross-region.quotas.shared.timeout=60s",
					"bedrock.cross-region.routing.max-wait=30s")
			.run(sharing((context) -> {
				call(context, "Hello", 100);
				this.redis.freeze();
				List<CompletableFuture<ConverseResponse>> calls = new ArrayList<>();
				for (int call = 0; call < 3; call++) {
					calls.add(callAsync(context, 1_900));
				}
				calls.forEach((call) -> call.cancel(true));
				this.redis.thaw();
				// Room for all of them was reserved, and has to come back.
				for (int call = 0; call < 3; call++) {
					call(context, "Hello", 5_500);
				}
			}));
	}

	@Test
	void callsBeyondTheWholeQuotaPassWhenItIsFull() {
		declared().run(sharing(
				(context) -> assertThat(call(context, "Hello", 2 * QUOTA).usage().outputTokens()).isPositive()));
	}

	@Test
	void theSharedQuotaIsThatOfTheApplication() {
		declared().run((context) -> assertThat(context).hasSingleBean(SharedQuotas.class)
			.hasSingleBean(BucketSharedQuotas.class));
	}

}
