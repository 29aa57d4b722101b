package dev.crossregion.bedrock.autoconfigure.springai;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of Spring AI that do not act any more are named at start.
 */
@ExtendWith(OutputCaptureExtension.class)
class InactivePropertiesTests {

	private final ApplicationContextRunner runner = SpringAiRunners.with(Runners.bundled());

	@ParameterizedTest
	@CsvSource({ "region,us-east-1,source-region: us-east-1", "timeout,90s,routing.deadline: 90s",
			"connection-timeout,3s,client.connect-timeout: 3s", "socket-timeout,2m,client.read-timeout: 2m",
			"async-read-timeout,2m,client.stall-timeout: 2m",
			"connection-acquisition-timeout,5s,client.max-connections: 1000" })
	void aPropertyThatDoesNotActIsNamedWithWhatToWrite(String property, String value, String instead,
			CapturedOutput output) {
		this.runner.withPropertyValues("spring.ai.bedrock.aws." + property + "=" + value).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("spring.ai.bedrock.aws." + property + " is '" + value + "' and has no effect")
				.contains("write bedrock.cross-region." + instead);
		});
	}

	@Test
	void nothingIsSaidOfPropertiesThatAct(CapturedOutput output) {
		this.runner
			.withPropertyValues("spring.ai.bedrock.aws.access-key=id", "spring.ai.bedrock.aws.secret-key=secret",
					"spring.ai.bedrock.converse.chat.model=bedrock", "spring.ai.bedrock.converse.chat.max-tokens=9")
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "bedrock.cross-region.spring-ai.enabled=false", "bedrock.cross-region.geography=eu" })
	void theyAreNamedWhicheverModelIsUsed(String property, CapturedOutput output) {
		this.runner
			.withPropertyValues(property, "spring.ai.bedrock.aws.region=us-east-1",
					"spring.ai.bedrock.converse.chat.model=" + Runners.SONNET)
			.withSystemProperties("aws.region=eu-central-1")
			.run((context) -> assertThat(output).contains("spring.ai.bedrock.aws.region is 'us-east-1'"));
	}

	@Test
	void aModelPropertyBesideSeveralModelsWithoutADefaultIsNamed(CapturedOutput output) {
		SpringAiRunners.with(new ApplicationContextRunner())
			.withConfiguration(AutoConfigurations.of(CrossRegionAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
					"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.models.exact.model-id=" + Runners.SONNET,
					"spring.ai.bedrock.converse.chat.model=fast")
			.run((context) -> assertThat(output)
				.contains("spring.ai.bedrock.converse.chat.model is 'fast' and has no effect")
				.contains("write bedrock.cross-region.chat-model.model-id"));
	}

	@Test
	void aValueIsPrintedAsOneLine(CapturedOutput output) {
		this.runner.withPropertyValues("spring.ai.bedrock.aws.region=eu\nWARN everything is fine")
			.run((context) -> assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("WARN")));
	}

}
