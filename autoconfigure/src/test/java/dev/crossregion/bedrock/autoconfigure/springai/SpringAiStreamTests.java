package dev.crossregion.bedrock.autoconfigure.springai;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.exception.SdkClientException;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Streams of Spring AI: text once, one end, and closed when they are cancelled.
 */
class SpringAiStreamTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String ANSWER = "You said: Good morning. This answer comes from an emulator, so it knows "
			+ "nothing more about that.";

	private final List<InvocationRecord> records = new CopyOnWriteArrayList<>();

	private BedrockEmulator emulator = BedrockEmulator.start();

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private void run(ContextConsumer<AssertableApplicationContext> test) {
		SpringAiRunners.with(Runners.emulated(this.emulator))
			.withBean(InvocationListener.class, () -> this.records::add)
			.run(test);
	}

	private void pace(Duration pace) {
		this.emulator.close();
		this.emulator = BedrockEmulator.builder().pace(pace).start();
	}

	@Test
	void eachTextComesOnceAndTheEndTellsReasonAndUsage() {
		run((context) -> {
			List<ChatResponse> parts = context.getBean(ChatModel.class)
				.stream(new Prompt("Good morning"))
				.collectList()
				.blockOptional(PATIENCE)
				.orElseThrow();
			assertThat(text(parts)).isEqualTo(ANSWER);
			ChatResponse last = parts.get(parts.size() - 1);
			assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("end_turn");
			assertThat(last.getMetadata().getUsage().getTotalTokens()).isPositive();
		});
	}

	@Test
	void aTruncatedStreamIsAnErrorAfterItsText() {
		this.emulator.fail(Fault.truncated(4).pausing(Duration.ofMillis(100)));
		run((context) -> {
			List<String> parts = new CopyOnWriteArrayList<>();
			assertThatExceptionOfType(SdkClientException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class)
					.stream("Good morning")
					.doOnNext(parts::add)
					.blockLast(PATIENCE))
				.withMessageContaining("truncated");
			assertThat(ANSWER).startsWith(String.join("", parts));
			assertThat(this.records).singleElement()
				.satisfies((call) -> assertThat(call.outcome()).isEqualTo(Outcome.ERROR));
		});
	}

	@Test
	void aCancelledFluxClosesTheHttpStream() {
		pace(Duration.ofMillis(200));
		run((context) -> {
			CountDownLatch begun = new CountDownLatch(1);
			Disposable stream = context.getBean(ChatModel.class)
				.stream("Good morning")
				.subscribe((part) -> begun.countDown());
			assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			stream.dispose();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.records).singleElement()
					.satisfies((call) -> assertThat(call.outcome()).isEqualTo(Outcome.CANCELLED)));
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.emulator.statistics().total().cut()).isEqualTo(1));
		});
	}

	@Test
	void aFluxThatTakesOnePartClosesTheHttpStream() {
		pace(Duration.ofMillis(200));
		run((context) -> {
			assertThat(context.getBean(ChatModel.class).stream("Good morning").take(1).collectList().block(PATIENCE))
				.hasSize(1);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.emulator.statistics().total().cut()).isEqualTo(1));
		});
	}

	@Test
	void aStreamThatIsCancelledBeforeItsFirstTextIsClosed() {
		this.emulator.fail(Fault.stallBefore());
		run((context) -> {
			Disposable stream = context.getBean(ChatModel.class).stream("Good morning").subscribe();
			await().atMost(PATIENCE).until(() -> this.emulator.statistics().total().open() == 1);
			stream.dispose();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.records).singleElement()
					.satisfies((call) -> assertThat(call.outcome()).isEqualTo(Outcome.CANCELLED)));
		});
	}

	@Test
	void aSlowSubscriberGetsAllText() {
		run((context) -> {
			OneByOne subscriber = new OneByOne();
			context.getBean(ChatModel.class).stream(new Prompt("Good morning")).subscribe(subscriber);
			// The whole answer has arrived before the second part is asked for.
			await().atMost(PATIENCE).until(() -> this.records.size() == 1);
			subscriber.proceed();
			assertThat(subscriber.awaitText(PATIENCE)).isEqualTo(ANSWER);
		});
	}

	@Test
	void everySubscriberHasAStreamOfItsOwn() {
		run((context) -> {
			Flux<String> answers = context.getBean(ChatModel.class).stream("Good morning");
			assertThat(String.join("", answers.collectList().blockOptional(PATIENCE).orElseThrow())).isEqualTo(ANSWER);
			assertThat(String.join("", answers.collectList().blockOptional(PATIENCE).orElseThrow())).isEqualTo(ANSWER);
			assertThat(this.records).hasSize(2);
		});
	}

	@Test
	void aToolIsCalledOnceInAStreamAndItsResultReachesTheModel() {
		run((context) -> {
			Weather weather = new Weather();
			String answer = String.join("",
					context.getBean(ChatClient.Builder.class)
						.build()
						.prompt("What is the weather in Turin?")
						.tools(weather)
						.stream()
						.content()
						.collectList()
						.blockOptional(PATIENCE)
						.orElseThrow());
			assertThat(answer).contains("The tool answered:").contains("light rain").doesNotContain("You said");
			assertThat(answer.split("light rain", -1)).hasSize(2);
			assertThat(weather.calls).hasValue(1);
			assertThat(this.records).hasSize(2);
		});
	}

	@Test
	void aStreamThatIsCancelledInItsSecondRoundIsClosed() {
		pace(Duration.ofMillis(100));
		run((context) -> {
			Weather weather = new Weather();
			List<String> parts = context.getBean(ChatClient.Builder.class)
				.build()
				.prompt("What is the weather in Turin?")
				.tools(weather)
				.stream()
				.content()
				.filter((part) -> !part.isEmpty())
				.take(1)
				.collectList()
				.blockOptional(PATIENCE)
				.orElseThrow();
			assertThat(parts).hasSize(1);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(this.records).extracting(InvocationRecord::outcome)
					.containsExactly(Outcome.SUCCESS, Outcome.CANCELLED));
		});
	}

	private static String text(List<ChatResponse> parts) {
		StringBuilder text = new StringBuilder();
		parts.forEach((part) -> text.append(part.getResult().getOutput().getText()));
		return text.toString();
	}

	/** A tool. */
	static final class Weather {

		private final AtomicInteger calls = new AtomicInteger();

		@Tool(description = "The weather in a city")
		String weather(String city) {
			this.calls.incrementAndGet();
			return "light rain in " + city.strip();
		}

	}

}
