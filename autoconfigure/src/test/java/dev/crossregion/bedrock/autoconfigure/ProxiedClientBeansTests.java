package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfigurationTests;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Client beans that a post-processor has wrapped in a proxy, as AOP does.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxiedClientBeansTests {

	private static final String NOVA = "amazon.nova-lite-v1:0";

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final List<InvocationRecord> records = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = Runners.emulated(this.emulator)
		.withBean(InvocationListener.class, () -> this.records::add)
		.withPropertyValues("bedrock.cross-region.models.fast.model-id=" + NOVA)
		.withBean(Wrapping.class);

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@Test
	void aTruncatedStreamFailsOnce(CapturedOutput output) {
		this.emulator.fail(Fault.truncated(3).times(100));
		this.runner.run((context) -> {
			assertThat(context.getBean(RoutingClients.ASYNC_CLIENT))
				.satisfies((client) -> assertThat(Proxy.isProxyClass(client.getClass())).isTrue());
			for (String name : List.of("bedrock", "fast")) {
				this.records.clear();
				List<Throwable> errors = errors(context.getBean(name + "StreamingChatModel", StreamingChatModel.class));
				await().atMost(30, TimeUnit.SECONDS).until(() -> this.records.size() == 1);
				assertThat(errors).hasSize(1);
				assertThat(this.records).singleElement().extracting(InvocationRecord::model).isEqualTo(name);
			}
			assertThat(output).doesNotContain("is a Bedrock client of its own");
		});
	}

	@Test
	void modelsKeepTheirOwnViews() {
		this.runner.withPropertyValues("bedrock.cross-region.models.twin.model-id=" + Runners.SONNET).run((context) -> {
			context.getBean("twinChatModel", ChatModel.class).chat("Good morning");
			context.getBean("bedrockChatModel", ChatModel.class).chat("Good morning");
			Streaming.answer(context.getBean("twinStreamingChatModel", StreamingChatModel.class),
					LangChain4jAutoConfigurationTests.request("Good evening", null));
			await().atMost(30, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(this.records).extracting(InvocationRecord::model)
					.containsExactly("twin", "bedrock", "twin"));
		});
	}

	@Test
	void callsOfOthersStillPassThroughTheProxyAndAreRouted() {
		this.runner.run((context) -> {
			Wrapping wrapping = context.getBean(Wrapping.class);
			int before = wrapping.calls.get();
			Message message = Message.builder()
				.role(ConversationRole.USER)
				.content(ContentBlock.fromText("Good morning"))
				.build();
			context.getBean(BedrockRuntimeClient.class).converse((request) -> request.modelId(NOVA).messages(message));
			assertThat(wrapping.calls.get()).isGreaterThan(before);
			Calls.assertModels(this.emulator, "eu." + NOVA);
		});
	}

	@Test
	void aClientOfTheUserIsUsedEvenIfItIsAProxy() {
		RecordingClient own = new RecordingClient((response) -> {
		});
		RecordingAsyncClient ownAsync = new RecordingAsyncClient("end_turn");
		this.runner
			.withBean(RoutingClients.CLIENT, BedrockRuntimeClient.class,
					() -> proxy(BedrockRuntimeClient.class, own, new AtomicInteger()))
			.withBean(RoutingClients.ASYNC_CLIENT, BedrockRuntimeAsyncClient.class,
					() -> proxy(BedrockRuntimeAsyncClient.class, ownAsync, new AtomicInteger()))
			.run((context) -> {
				assertThat(context.getBean("bedrockChatModel", ChatModel.class).chat("Good morning"))
					.isEqualTo("An answer that has been paid for");
				assertThat(own.lastRequest().modelId()).isEqualTo("eu." + Runners.SONNET);
				Streaming.answer(context.getBean("fastStreamingChatModel", StreamingChatModel.class),
						LangChain4jAutoConfigurationTests.request("Good evening", null));
				assertThat(ownAsync.lastRequest().modelId()).isEqualTo("eu." + NOVA);
				assertThat(this.emulator.journal().entries()).isEmpty();
			});
	}

	private static List<Throwable> errors(StreamingChatModel model) throws InterruptedException {
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		CountDownLatch ended = new CountDownLatch(1);
		model.chat("Good morning", new StreamingChatResponseHandler() {

			@Override
			public void onCompleteResponse(ChatResponse completeResponse) {
				ended.countDown();
			}

			@Override
			public void onError(Throwable error) {
				errors.add(error);
				ended.countDown();
			}

		});
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
		return errors;
	}

	private static <T> T proxy(Class<T> type, Object target, AtomicInteger calls) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				calls.incrementAndGet();
				try {
					return method.invoke(target, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

	/** Wraps the clients, whoever has made them. */
	static final class Wrapping implements BeanPostProcessor {

		private final AtomicInteger calls = new AtomicInteger();

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof BedrockRuntimeClient) {
				return proxy(BedrockRuntimeClient.class, bean, this.calls);
			}
			return (bean instanceof BedrockRuntimeAsyncClient)
					? proxy(BedrockRuntimeAsyncClient.class, bean, this.calls) : bean;
		}

	}

}
