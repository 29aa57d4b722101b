package dev.crossregion.bedrock.autoconfigure.springai;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Spring AI's own model and ours make of a stream, both on the routing clients. When
 * Spring AI mends its side, the half without our model fails and can go.
 */
class SpringAiUpstreamDefectTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String ANSWER = "You said: Good morning. This answer comes from an emulator, so it knows "
			+ "nothing more about that.";

	private final List<InvocationRecord> records = new CopyOnWriteArrayList<>();

	private void run(boolean ours, BedrockEmulator emulator, ContextConsumer<AssertableApplicationContext> test) {
		SpringAiRunners.with(Runners.emulated(emulator))
			.withPropertyValues("bedrock.cross-region.spring-ai.enabled=" + ours,
					"spring.ai.bedrock.converse.chat.model=" + Runners.SONNET)
			.withSystemProperties("aws.region=eu-central-1")
			.withBean(InvocationListener.class, () -> this.records::add)
			.run(test);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void springAiDropsPartsThatWereNotAskedForYet(boolean ours) {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			run(ours, emulator, (context) -> {
				OneByOne subscriber = new OneByOne();
				context.getBean(ChatModel.class).stream(new Prompt("Good morning")).subscribe(subscriber);
				await().atMost(PATIENCE).until(() -> this.records.size() == 1);
				subscriber.proceed();
				String text = subscriber.awaitText(PATIENCE);
				if (ours) {
					assertThat(text).isEqualTo(ANSWER);
				}
				else {
					assertThat(text).hasSizeLessThan(ANSWER.length());
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void springAiLeavesTheStreamOfACancelledFluxOpen(boolean ours) {
		try (BedrockEmulator emulator = BedrockEmulator.builder().pace(Duration.ofMillis(100)).start()) {
			run(ours, emulator, (context) -> {
				CountDownLatch begun = new CountDownLatch(1);
				Disposable stream = context.getBean(ChatModel.class)
					.stream("Good morning")
					.subscribe((part) -> begun.countDown());
				assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				stream.dispose();
				await().atMost(PATIENCE).until(() -> this.records.size() == 1);
				assertThat(this.records.get(0).outcome()).isEqualTo((ours) ? Outcome.CANCELLED : Outcome.SUCCESS);
			});
		}
	}

}
