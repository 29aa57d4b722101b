package dev.crossregion.bedrock.autoconfigure.emulator;

import dev.crossregion.bedrock.autoconfigure.BedrockConnectionDetails;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications with a
 * {@link BedrockEmulator} bean: all calls go to it instead of AWS.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = CrossRegionAutoConfiguration.class)
@ConditionalOnClass({ BedrockEmulator.class, AwsCredentialsProvider.class })
@ConditionalOnBean(BedrockEmulator.class)
public final class BedrockEmulatorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(BedrockConnectionDetails.class)
	EmulatorConnectionDetails bedrockEmulatorConnectionDetails(BedrockEmulator emulator) {
		return new EmulatorConnectionDetails(emulator);
	}

}
