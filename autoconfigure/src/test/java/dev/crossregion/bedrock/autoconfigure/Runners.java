package dev.crossregion.bedrock.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.health.CrossRegionHealthContributorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.metrics.CrossRegionMetricsAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservationAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.RoutePlans;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
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

	/**
	 * The source Regions of the routes of the default model.
	 * @param context the context
	 * @return the source Regions in order
	 */
	static Stream<String> routes(ApplicationContext context) {
		return context.getBean(RoutePlans.class)
			.all()
			.get("bedrock")
			.routes()
			.stream()
			.map((route) -> route.sourceRegion().value());
	}

	/**
	 * The source Regions in which an operation was called.
	 * @param emulator the emulator
	 * @param operation the operation
	 * @return the source Regions, each once and sorted
	 */
	static Stream<String> asked(BedrockEmulator emulator, Operation operation) {
		return emulator.journal().entries(operation).stream().map(JournalEntry::sourceRegion).distinct().sorted();
	}

}
