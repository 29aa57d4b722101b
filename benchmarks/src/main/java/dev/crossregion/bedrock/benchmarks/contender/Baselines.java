package dev.crossregion.bedrock.benchmarks.contender;

import java.util.List;
import java.util.function.Supplier;

import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;

/**
 * Creates the contenders that an application would use without the starter.
 *
 * @since 0.1.0
 */
public final class Baselines {

	private static final String ENDPOINT = "aws.endpointUrlBedrockRuntime";

	private Baselines() {
	}

	/**
	 * LangChain4j's models with their defaults. Their clients cannot be closed, because
	 * the models create them.
	 * @param setup the setup
	 * @return the contender
	 */
	public static Contender plain(Setup setup) {
		Region region = Region.of(setup.regions().get(0));
		ChatRequestParameters parameters = parameters(setup);
		return withEndpoint(setup, () -> {
			BedrockChatModel model = BedrockChatModel.builder()
				.region(region)
				.modelId(Setup.PROFILE)
				.defaultRequestParameters(parameters)
				.build();
			BedrockStreamingChatModel streamingModel = BedrockStreamingChatModel.builder()
				.region(region)
				.modelId(Setup.PROFILE)
				.defaultRequestParameters(parameters)
				.build();
			return new LangChain4jContender("plain", model, streamingModel, () -> {
			});
		});
	}

	/**
	 * LangChain4j's models with hand-tuned clients for one Region.
	 * @param setup the setup
	 * @return the contender
	 */
	public static Contender tuned(Setup setup) {
		TunedClients clients = new TunedClients(setup);
		String region = setup.regions().get(0);
		return new LangChain4jContender("tuned", clients.chatModel(region), clients.streamingChatModel(region),
				clients::close);
	}

	/**
	 * Spring AI's model with its defaults.
	 * @param setup the setup
	 * @return the contender
	 */
	public static Contender springAi(Setup setup) {
		BedrockChatOptions options = BedrockChatOptions.builder()
			.model(Setup.PROFILE)
			.maxTokens(setup.maxOutputTokens())
			.build();
		return withEndpoint(setup,
				() -> new SpringAiContender(BedrockProxyChatModel.builder()
					.region(Region.of(setup.regions().get(0)))
					.credentialsProvider(DefaultCredentialsProvider.builder().build())
					.defaultOptions(options)
					.build()));
	}

	/**
	 * A tuned pair of LangChain4j models for each Region, behind retries and circuit
	 * breakers of Resilience4j.
	 * @param setup the setup
	 * @return the contender
	 */
	public static Contender resilience4j(Setup setup) {
		return new Resilience4jContender(setup);
	}

	/**
	 * Factories of all baselines.
	 * @param setup the setup
	 * @return the contenders
	 */
	public static List<Supplier<Contender>> all(Setup setup) {
		return List.of(() -> plain(setup), () -> tuned(setup), () -> springAi(setup), () -> resilience4j(setup));
	}

	static ChatRequestParameters parameters(Setup setup) {
		return ChatRequestParameters.builder().maxOutputTokens(setup.maxOutputTokens()).build();
	}

	// Their builders accept no endpoint, but the SDK reads this property when it builds a
	// client.
	private static synchronized Contender withEndpoint(Setup setup, Supplier<Contender> contender) {
		System.setProperty(ENDPOINT, setup.endpoint().toString());
		try {
			return contender.get();
		}
		finally {
			System.clearProperty(ENDPOINT);
		}
	}

}
