package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.bedrock.BedrockCohereEmbeddingModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.bedrock.titan.EmbeddingModelFixture;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models of LangChain4j and Spring AI that an application makes itself.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnroutedModelsTests {

	private static final String WARNING = "is a Bedrock model with a client of its own: its calls are not routed, and "
			+ "no residency limit is applied to them";

	private final ApplicationContextRunner runner = Runners.bundled()
		.withPropertyValues("bedrock.cross-region.residency.allow=EU");

	@ParameterizedTest
	@ValueSource(strings = { "chat", "clientOfItsOwn", "streaming", "titan", "cohere", "springAi", "springAiAsync",
			"springAiEmbedding", "proxied" })
	void aModelWithAClientOfItsOwnIsNamed(String bean, CapturedOutput output) {
		this.runner.withUserConfiguration(Unrouted.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain(WARNING);
			context.getBean(bean);
			context.getBean(bean);
			assertThat(output.toString().split("Bean '" + bean + "' " + WARNING, -1)).hasSize(2);
			assertThat(output.toString().lines().filter((line) -> line.contains(WARNING))).singleElement()
				.satisfies((line) -> assertThat(line).contains("WARN", "'crossRegionBedrockRuntimeClient'",
						"'crossRegionBedrockRuntimeAsyncClient'"));
		});
	}

	@Test
	void itIsNamedAtStartAndWithoutALimitToo(CapturedOutput output) {
		Runners.bundled().withUserConfiguration(Eager.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Bean 'chat' " + WARNING);
		});
	}

	@Test
	void aModelWithTheRoutingClientIsNotNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Routed.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("is a Bedrock model");
		});
	}

	@Test
	void aModelWithAProxyOfTheRoutingClientIsNotNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Routed.class).withBean(Wrapping.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(Proxy.isProxyClass(context.getBean(RoutingClients.CLIENT).getClass())).isTrue();
			assertThat(output).doesNotContain("is a Bedrock model");
		});
	}

	@Test
	void aModelWithAClientThatTookTheNameOfOursIsNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Routed.class)
			.withBean(RoutingClients.CLIENT, BedrockRuntimeClient.class, () -> new RecordingClient((response) -> {
			}))
			.run((context) -> assertThat(output).contains("Bean 'chat' " + WARNING)
				.contains("Bean 'springAi' " + WARNING)
				.doesNotContain("Bean 'streaming' is a Bedrock model")
				.doesNotContain("Bean 'bedrockChatModel' is a Bedrock model"));
	}

	@Test
	void otherBeansOfTheLibrariesAreNoModels(CapturedOutput output) {
		this.runner.withBean(BedrockChatRequestParameters.class, () -> BedrockChatRequestParameters.builder().build())
			.withBean("ollama", ChatModel.class, () -> new ChatModel() {
			})
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("is a Bedrock model");
			});
	}

	private static BedrockProxyChatModel springAiModel(BedrockRuntimeClient client,
			BedrockRuntimeAsyncClient asyncClient) {
		return BedrockProxyChatModel.builder()
			.bedrockRuntimeClient(client)
			.bedrockRuntimeAsyncClient(asyncClient)
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	static class Unrouted {

		@Bean
		BedrockChatModel chat() {
			return BedrockChatModel.builder().client(client()).modelId("eu." + Runners.SONNET).build();
		}

		@Bean
		BedrockChatModel clientOfItsOwn() {
			return BedrockChatModel.builder().region(Region.US_EAST_1).modelId("us." + Runners.SONNET).build();
		}

		@Bean
		BedrockStreamingChatModel streaming() {
			return BedrockStreamingChatModel.builder()
				.client(new RecordingAsyncClient("end_turn"))
				.modelId("eu." + Runners.SONNET)
				.build();
		}

		@Bean
		BedrockTitanEmbeddingModel titan() {
			return BedrockTitanEmbeddingModel.builder()
				.region(Region.US_EAST_1)
				.model("amazon.titan-embed-text-v2:0")
				.build();
		}

		@Bean
		BedrockCohereEmbeddingModel cohere() {
			return BedrockCohereEmbeddingModel.builder()
				.client(client())
				.model("cohere.embed-english-v3")
				.inputType("search_query")
				.build();
		}

		@Bean
		BedrockProxyChatModel springAi(@Qualifier(RoutingClients.ASYNC_CLIENT) BedrockRuntimeAsyncClient asyncClient) {
			return springAiModel(client(), asyncClient);
		}

		@Bean
		BedrockProxyChatModel springAiAsync(@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client) {
			return springAiModel(client, new RecordingAsyncClient("end_turn"));
		}

		@Bean
		EmbeddingModelFixture springAiEmbedding() {
			return new EmbeddingModelFixture(client());
		}

		@Bean
		ChatModel proxied() {
			return (ChatModel) new ProxyFactory(chat()).getProxy();
		}

		private static BedrockRuntimeClient client() {
			return new RecordingClient((response) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Eager {

		@Bean
		BedrockChatModel chat() {
			return new Unrouted().chat();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Routed {

		@Bean
		BedrockChatModel chat(@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client) {
			return BedrockChatModel.builder().client(client).modelId("bedrock").build();
		}

		@Bean
		BedrockStreamingChatModel streaming(@Qualifier(RoutingClients.ASYNC_CLIENT) BedrockRuntimeAsyncClient client) {
			return BedrockStreamingChatModel.builder().client(client).modelId("bedrock").build();
		}

		@Bean
		BedrockTitanEmbeddingModel titan(@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client) {
			return BedrockTitanEmbeddingModel.builder().client(client).model("amazon.titan-embed-text-v2:0").build();
		}

		@Bean
		BedrockProxyChatModel springAi(@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client,
				@Qualifier(RoutingClients.ASYNC_CLIENT) BedrockRuntimeAsyncClient asyncClient) {
			return springAiModel(client, asyncClient);
		}

	}

	/** Wraps the clients, as a library that traces calls does. */
	static final class Wrapping implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof BedrockRuntimeClient) {
				return proxy(BedrockRuntimeClient.class, bean);
			}
			return (bean instanceof BedrockRuntimeAsyncClient) ? proxy(BedrockRuntimeAsyncClient.class, bean) : bean;
		}

		private static Object proxy(Class<?> type, Object target) {
			return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> {
						try {
							return method.invoke(target, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
