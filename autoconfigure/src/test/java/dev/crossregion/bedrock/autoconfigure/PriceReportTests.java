package dev.crossregion.bedrock.autoconfigure;

import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceReport} and for declared prices.
 */
@ExtendWith(OutputCaptureExtension.class)
class PriceReportTests {

	private static final String PRICES = "bedrock.cross-region.prices";

	private final ApplicationContextRunner runner = Runners.bundled()
		.withPropertyValues("bedrock.cross-region.residency.allow=EU");

	@Test
	void aCheaperWayThatIsNotUsedIsLogged(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output)
			.contains("Model 'bedrock': its routes cost at least 1.10 times as much as global." + Runners.SONNET
					+ " from eu-central-1, which is not used: 'global." + Runners.SONNET
					+ "' from eu-central-1 may run anywhere, and residency is limited"));
	}

	@Test
	void theReasonNamesNoAccount(CapturedOutput output) {
		Runners.bundled()
			.withPropertyValues("bedrock.cross-region.chat-model.profile="
					+ "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + Runners.SONNET)
			.run((context) -> assertThat(output).contains("which is not used: the declaration asks for profile arn:")
				.doesNotContain("123456789012"));
	}

	@Test
	void declaredPricesTakeThePlaceOfThoseOfTheSnapshot(CapturedOutput output) {
		this.runner.withInitializer(Runners.properties(Map.of(PRICES + "[" + Runners.SONNET + "].input", "3",
				PRICES + "[" + Runners.SONNET + "].output", "15.5")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(CrossRegionProperties.class).prices())
					.isEqualTo(Map.of(Runners.SONNET, new CrossRegionProperties.Price(3.0, 15.5)));
				assertThat(output).doesNotContain("times as much");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "[" + Runners.SONNET + "].input=3", "[" + Runners.SONNET + "].output=3",
			"[" + Runners.SONNET + "].input=-1", "[" + Runners.SONNET + "].input=NaN",
			"[" + Runners.SONNET + "].input=Infinity", "[sonnet].input=3",
			"[arn:aws:bedrock:eu-central-1::foundation-model/" + Runners.SONNET + "].input=3" })
	void whatIsNoPriceStopsTheStart(String property) {
		this.runner
			.withInitializer(Runners.properties(Map.of(PRICES + property.substring(0, property.indexOf('=')),
					property.substring(property.indexOf('=') + 1))))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(PRICES));
	}

	@Test
	void aModelWithoutBracketsIsAnUnknownKey() {
		this.runner.withPropertyValues(PRICES + ".anthropic.claude-sonnet-4-6.input=3")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("prices.anthropic"));
	}

}
