package dev.crossregion.bedrock.autoconfigure.springai;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.RoutePlans;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.model.bedrock.autoconfigure.BedrockAwsConnectionConfiguration;
import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring AI's own Bedrock support beside ours.
 */
class SpringAiTests {

	@Test
	void springAiTakesOurRegionAndIsRouted() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator)
				.withConfiguration(AutoConfigurations.of(ToolCallingAutoConfiguration.class,
						BedrockConverseProxyChatAutoConfiguration.class, CrossRegionAutoConfiguration.class,
						LangChain4jAutoConfiguration.class))
				// Spring AI's builder asks the Region chain of the SDK on its own.
				.withSystemProperties("aws.disableEc2Metadata=true")
				.withPropertyValues("spring.ai.bedrock.converse.chat.options.model=" + Runners.SONNET,
						"spring.ai.bedrock.converse.chat.model=" + Runners.SONNET)
				.run((context) -> {
					assertThat(context).hasNotFailed()
						.hasSingleBean(AwsRegionProvider.class)
						.hasBean("crossRegionAwsRegionProvider");
					assertThat(context.getBean(AwsRegionProvider.class).getRegion()).isEqualTo(Region.EU_CENTRAL_1);
					BedrockProxyChatModel model = context.getBean(BedrockProxyChatModel.class);
					assertThat(model.call("Good morning")).contains("Good morning");
					assertThat(String.join("", model.stream("Good evening").collectList().block()))
						.contains("Good evening");
					Calls.assertModels(emulator, "eu." + Runners.SONNET, "eu." + Runners.SONNET);
					assertThat(emulator.journal().entries()).extracting(JournalEntry::operation)
						.containsExactly(Operation.CONVERSE, Operation.CONVERSE_STREAM);
				});
		}
	}

	@Test
	void defaultRegionOfSpringAiIsNeverTheSourceRegion() {
		new ApplicationContextRunner().withUserConfiguration(BedrockAwsConnectionConfiguration.class)
			.withConfiguration(
					AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withSystemProperties("aws.region=eu-south-1")
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET)
			.run((context) -> {
				assertThat(context.getBean(AwsRegionProvider.class).getRegion()).isEqualTo(Region.US_EAST_1);
				assertThat(context.getBean(RoutePlans.class).all().get("bedrock").routes()).singleElement()
					.satisfies((route) -> assertThat(route.sourceRegion()).hasToString("eu-south-1"));
			});
	}

}
