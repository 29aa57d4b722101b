package dev.crossregion.bedrock.samples.quickstart;

import java.nio.file.Path;
import java.time.Duration;

import dev.crossregion.bedrock.emulator.BedrockEmulator;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * An embedded emulator in place of Amazon Bedrock, which needs no account and no key. The
 * starter finds the bean and sends its calls there.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!aws")
class EmulatorConfiguration {

	@Bean
	BedrockEmulator bedrockEmulator(@Value("${quickstart.cloudtrail}") String cloudTrail) {
		return BedrockEmulator.builder()
			.latency(Duration.ofMillis(50))
			.pace(Duration.ofMillis(20))
			.cloudTrail(Path.of(cloudTrail))
			.start();
	}

}
