package dev.crossregion.bedrock.emulator;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EmulatorOptionsTests {

	@Test
	void allOptionsAreOptional() {
		EmulatorOptions options = EmulatorOptions.parse();
		assertThat(options.stopAfter()).isEqualTo(Duration.ofHours(12));
		assertThat(options.isStopWithStdin()).isFalse();
	}

	@Test
	void eachOptionIsParsed() {
		EmulatorOptions options = EmulatorOptions.parse("--port=0", "--latency=PT0.05S", "--pace=PT0.02S",
				"--throttled-latency=PT0.3S", "--seed=7", "--quota=eu-central-1/eu.model-v1:0=200000,1000",
				"--quota=eu-west-1/eu.model-v1:0=5,6,fixed-window",
				"--quota=eu-west-1/arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/p=5,6",
				"--quota=eu-west-1/eu.anthropic.claude-opus-4-8=70000,-,fixed-window", "--quota-window=PT10S",
				"--region=eu-central-1", "--api-key=k", "--api-key=l@eu-west-1", "--clock-offset=PT10M",
				"--guardrail=eu-west-1/gr1", "--data-retention=eu-west-1=none", "--journal=0", "--stop-after=PT10M",
				"--stop-with-stdin");
		assertThat(options.stopAfter()).isEqualTo(Duration.ofMinutes(10));
		assertThat(options.isStopWithStdin()).isTrue();
		try (BedrockEmulator emulator = options.builder().start()) {
			assertThat(emulator).asString().contains("seed 7", "quotas per PT10S instead of a minute");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "--prot=1 | no such option", "nonsense | no such option", "--port=x | not a number",
					"--port=70000 | from 0 to 65535", "--port | not a number", "--latency=50ms | not a duration",
					"--latency=PT-1S | negative", "--throttled-latency=PT-0.3S | negative", "--pace=1 | not a duration",
					"--seed=1.5 | not a number", "--quota=eu-central-1=5,6 | REGION/PROFILE=TOKENS,REQUESTS",
					"--quota=eu-central-1/eu.model=5 | REGION/PROFILE=TOKENS,REQUESTS",
					"--quota=eu-central-1/eu.model=5,x | not a number",
					"--quota=eu-central-1/eu.model=0,5 | at least one token",
					"--quota=eu-central-1/eu.model=5,6,sometimes | fixed-window", "--quota-window=PT0S | window",
					"--journal=-1 | -1", "--region= | Region", "--api-key= | API key", "--api-key=k@ | Region",
					"--clock-offset=10 | not a duration", "--data-retention=eu-west-1 | REGION=MODE",
					"--data-retention=eu-west-1=all | aws_review", "--guardrail=gr1 | REGION/ID",
					"--guardrail=/gr1 | Region", "--stop-with-stdin=true | takes no value" })
	void invalidOptionIsExplained(String arg, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> EmulatorOptions.parse(arg))
			.withMessageStartingWith(arg + ": ")
			.withMessageContaining(message);
	}

}
