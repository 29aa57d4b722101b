package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.profile.DisplayText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.ai.model.bedrock.autoconfigure.BedrockAwsConnectionProperties;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Names properties of Spring AI that are set and do not act, because calls of its chat
 * models go through the routing clients, and says what to write instead.
 */
final class InactiveProperties implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(InactiveProperties.class);

	private static final Map<String, String> REPLACEMENTS = new LinkedHashMap<>();

	static {
		REPLACEMENTS.put("region", ".source-region: %s");
		REPLACEMENTS.put("timeout", ".routing.deadline: %s");
		REPLACEMENTS.put("connection-timeout", ".client.connect-timeout: %s");
		REPLACEMENTS.put("socket-timeout", ".client.read-timeout: %s");
		REPLACEMENTS.put("async-read-timeout", ".client.stall-timeout: %s");
		REPLACEMENTS.put("connection-acquisition-timeout", ".client.max-connections: 1000");
	}

	private final Environment environment;

	private final CrossRegionProperties properties;

	InactiveProperties(Environment environment, CrossRegionProperties properties) {
		this.environment = environment;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		REPLACEMENTS.forEach((name, replacement) -> read(BedrockAwsConnectionProperties.CONFIG_PREFIX + "." + name)
			.ifPresent((value) -> warn(BedrockAwsConnectionProperties.CONFIG_PREFIX + "." + name, value,
					CrossRegionProperties.PREFIX + replacement.formatted(value))));
		if (SharedOptions.defaultModel(this.properties) == null && !this.properties.allModels().isEmpty()) {
			read(SharedOptions.MODEL)
				.ifPresent((value) -> warn(SharedOptions.MODEL, value, CrossRegionProperties.CHAT_MODEL + ".model-id"));
		}
	}

	private Optional<String> read(String property) {
		return Binder.get(this.environment)
			.bind(property, String.class)
			.map(DisplayText::of)
			.map(Optional::of)
			.orElseGet(Optional::empty);
	}

	private static void warn(String property, String value, String replacement) {
		logger.warn("{} is '{}' and has no effect: Spring AI's chat models on Amazon Bedrock call through the routing "
				+ "clients. Remove it, and write {} if it is still meant", property, value, replacement);
	}

}
