package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.bedrock.converse.api.MediaFetcher;

/**
 * Creates the models of Spring AI. {@link SpringAiModelRegistrar} registers a bean
 * definition for each call of its method.
 */
final class SpringAiModelFactory {

	private static final Logger logger = LoggerFactory.getLogger(SpringAiModelFactory.class);

	private final CrossRegionProperties properties;

	private final RoutePlans plans;

	private final BedrockRuntimeClient client;

	private final BedrockRuntimeAsyncClient asyncClient;

	private final RoutingClients routing;

	private final SpringAiCalls calls;

	private final SharedOptions shared;

	private final MediaFetcher media = new MediaFetcher();

	SpringAiModelFactory(CrossRegionProperties properties, RoutePlans plans, BedrockRuntimeClient client,
			BedrockRuntimeAsyncClient asyncClient, RoutingClients routing, SpringAiCalls calls, SharedOptions shared) {
		this.properties = properties;
		this.plans = plans;
		this.client = client;
		this.asyncClient = asyncClient;
		this.routing = routing;
		this.calls = calls;
		this.shared = shared;
	}

	/**
	 * Create the chat model of a configured model. It repeats nothing: recovery is the
	 * matter of the routing clients alone.
	 * @param name its name in the configuration
	 * @return the chat model
	 */
	BedrockProxyChatModel chatModel(String name) {
		String property = CrossRegionProperties.property(name);
		Model model = this.properties.allModels().get(name);
		ModelOptions options = new ModelOptions(property, model);
		RequestAdditions additions = RequestAdditions.of(property, model);
		BedrockRuntimeClient routed = this.routing.forModel(this.client, name);
		options.withoutEffect()
			.forEach((setting) -> logger.info("{} has no effect on '{}': Spring AI has no option for it", setting,
					ChatModelBeans.springAiChatModel(name)));
		return new RoutedBedrockProxyChatModel((additions.isEmpty()) ? routed : new BlockingCalls(routed, additions),
				this.routing.forModel(this.asyncClient, name), additions,
				options.with(this.shared.options(), modelId(name)), this.calls, this.media);
	}

	private String modelId(String name) {
		String written = this.shared.model(name);
		if (written == null) {
			return this.plans.modelId(name);
		}
		try {
			this.plans.resolve(name, written);
			return written;
		}
		catch (RouteRefusedException ex) {
			throw new InvalidPropertyException(SharedOptions.MODEL, written,
					"every call would be refused. " + ex.getMessage(), alternatives(name));
		}
	}

	private List<String> alternatives(String name) {
		return Stream
			.concat(Stream.ofNullable(this.plans.all().get(name).model()).map(Objects::toString),
					this.plans.all().keySet().stream())
			.distinct()
			.toList();
	}

}
