package dev.crossregion.bedrock.autoconfigure;

import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.health.CrossRegionHealthContributorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.metrics.CrossRegionMetricsAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservationAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Application contexts to start with.
 */
public final class Runners {

	/** A model that has a geographic and a global profile in Frankfurt. */
	public static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private Runners() {
	}

	/**
	 * A context that asks nobody for evidence, with one model in the geography of Europe.
	 * @return the runner
	 */
	public static ApplicationContextRunner bundled() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(BedrockEmulatorAutoConfiguration.class, CrossRegionAutoConfiguration.class,
							LangChain4jAutoConfiguration.class, CrossRegionHealthContributorAutoConfiguration.class,
							CrossRegionMetricsAutoConfiguration.class, CrossRegionObservationAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
					"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + SONNET);
	}

	/**
	 * Properties whose names hold a colon, which the runner takes for the end of a name.
	 * @param properties the properties
	 * @return what adds them
	 */
	public static ApplicationContextInitializer<ConfigurableApplicationContext> properties(
			Map<String, Object> properties) {
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("properties", properties));
	}

	/**
	 * The same against an emulator.
	 * @param emulator the emulator; the context does not close it
	 * @return the runner
	 */
	public static ApplicationContextRunner emulated(BedrockEmulator emulator) {
		return bundled().withBean(BedrockEmulator.class, () -> emulator,
				(definition) -> definition.setDestroyMethodName(""));
	}

}
