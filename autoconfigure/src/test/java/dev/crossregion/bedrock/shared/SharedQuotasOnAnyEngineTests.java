package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.sharedquotas.SharedQuotasAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Applications that share quotas on an engine of their own, which answers threads that
 * wait, or others too. Nothing of Redis is on their class path.
 */
@Timeout(120)
class SharedQuotasOnAnyEngineTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final BedrockEmulator emulator = BedrockEmulator.builder()
		.quota("eu-central-1", "eu." + Runners.SONNET, EmulatorQuota.tokensPerMinute(6_000))
		.start();

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner instance(MapProxyManager engine) {
		return Runners.emulated(this.emulator)
			.withClassLoader(
					new FilteredClassLoader("io.lettuce", "org.springframework.data.redis", "io.github.bucket4j.redis"))
			.withConfiguration(AutoConfigurations.of(SharedQuotasAutoConfiguration.class))
			.withBean(MapProxyManager.class, () -> engine)
			.withPropertyValues("bedrock.cross-region.quotas.shared.enabled=true",
					"bedrock.cross-region.quotas.shared.timeout=5s", "bedrock.cross-region.routing.max-wait=0s",
					"bedrock.cross-region.routes[0].quota.tokens-per-minute=6000");
	}

	private static void call(ApplicationContext context, int words, int maxTokens) {
		context.getBean(BedrockRuntimeClient.class)
			.converse((request) -> request.modelId("bedrock")
				.messages(Message.builder()
					.role(ConversationRole.USER)
					.content(ContentBlock.fromText("word ".repeat(words)))
					.build())
				.inferenceConfig((configuration) -> configuration.maxTokens(maxTokens)));
	}

	private static boolean isSharing(ApplicationContext context) {
		return context.getBean(RouteStateRegistry.class).sharedQuotas().orElseThrow().isAvailable();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void instancesShareIt(boolean async) {
		MapProxyManager engine = new MapProxyManager(async);
		instance(engine).run((first) -> instance(engine).run((second) -> {
			await().atMost(LONG).until(() -> isSharing(first) && isSharing(second));
			List<ApplicationContext> instances = List.of(first, second);
			int refused = 0;
			for (int call = 0; call < 8; call++) {
				try {
					call(instances.get(call % 2), 1_500, 100);
				}
				catch (ThrottlingException ex) {
					assertThat(ex).hasMessageContaining("routing.max-wait");
					refused++;
				}
			}
			assertThat(refused).as("by the shared quota").isBetween(2, 7);
			assertThat(this.emulator.statistics().total().throttled()).as("by Bedrock").isZero();
			assertThat(engine.states())
				.containsKey("bedrock-cross-region:-:eu-central-1:geographic:" + Runners.SONNET + ":tokens");
		}));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anEngineThatFailsCostsNoCall(boolean async) {
		MapProxyManager engine = new MapProxyManager(async);
		instance(engine).run((context) -> {
			await().atMost(LONG).until(() -> isSharing(context));
			engine.fail(true);
			call(context, 100, 100);
			assertThat(isSharing(context)).isFalse();
			call(context, 100, 100);
			engine.fail(false);
			await().atMost(LONG).until(() -> isSharing(context));
			call(context, 100, 100);
			assertThatExceptionOfType(ThrottlingException.class).as("by what this instance knows itself")
				.isThrownBy(() -> call(context, 100, 5_900));
		});
	}

}
