package dev.crossregion.bedrock.autoconfigure.springai;

import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Application contexts with Spring AI.
 */
public final class SpringAiRunners {

	private SpringAiRunners() {
	}

	/**
	 * Add what Spring AI's starter configures, and our models of it.
	 * @param runner the runner of an application without Spring AI
	 * @return the runner of one with it
	 */
	public static ApplicationContextRunner with(ApplicationContextRunner runner) {
		return runner.withConfiguration(AutoConfigurations.of(SpringAiAutoConfiguration.class,
				BedrockConverseProxyChatAutoConfiguration.class, ToolCallingAutoConfiguration.class,
				ChatClientAutoConfiguration.class, SpringAiRetryAutoConfiguration.class));
	}

}
