package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.Set;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What Spring AI's own properties say about the models. Only what is written counts:
 * Spring AI's defaults of 300 output tokens and a temperature of 0.7, which it dropped
 * with 2.0.0, would cut answers short and be refused by some models.
 *
 * @param options the options of all models, as far as they are written
 * @param defaultModel the name of the model that Spring AI's model property is about, or
 * {@code null} if there is no default
 */
record SharedOptions(BedrockChatOptions options, @Nullable String defaultModel) {

	/** The property that chooses the model of Spring AI's own bean. */
	static final String MODEL = BedrockConverseProxyChatProperties.CONFIG_PREFIX + ".model";

	/**
	 * Read the options.
	 * @param environment has the properties
	 * @param properties the declared models
	 * @return the options
	 */
	static SharedOptions of(Environment environment, CrossRegionProperties properties) {
		BedrockConverseProxyChatProperties written = new BedrockConverseProxyChatProperties();
		written.setMaxTokens(null);
		written.setTemperature(null);
		Binder.get(environment).bind(BedrockConverseProxyChatProperties.CONFIG_PREFIX, Bindable.ofInstance(written));
		return new SharedOptions(written.toOptions(), defaultModel(properties));
	}

	/**
	 * The model that a request without one is for.
	 * @param properties the declared models
	 * @return its name, or {@code null} if there are several and none is the default
	 */
	static @Nullable String defaultModel(CrossRegionProperties properties) {
		Set<String> names = properties.allModels().keySet();
		return (properties.chatModel() != null || names.size() == 1) ? names.iterator().next() : null;
	}

	/**
	 * What Spring AI's model property says of a model.
	 * @param name the name of the model
	 * @return the value of the property, or {@code null} if it is not about this model
	 */
	@Nullable String model(String name) {
		String model = this.options.getModel();
		return (StringUtils.hasText(model) && name.equals(this.defaultModel)) ? model.strip() : null;
	}

}
