package dev.crossregion.bedrock.autoconfigure.emulator;

import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.BedrockConnectionDetails;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications with a
 * {@link BedrockEmulator} bean: all calls go to it instead of AWS, and its reset also
 * resets the state of routes and retries. An emulator that several application contexts
 * have as a bean is closed with the last of them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = CrossRegionAutoConfiguration.class)
@ConditionalOnClass({ BedrockEmulator.class, AwsCredentialsProvider.class })
@ConditionalOnBean(BedrockEmulator.class)
public final class BedrockEmulatorAutoConfiguration {

	@Bean
	static EmulatorBeans bedrockEmulatorBeans() {
		return new EmulatorBeans();
	}

	@Bean
	@Lazy(false)
	EmulatorUse bedrockEmulatorUse(Map<String, BedrockEmulator> emulators, EmulatorBeans beans,
			ObjectProvider<RouteStateRegistry> states, ObjectProvider<RegionalClients> clients) {
		return new EmulatorUse(emulators, beans, () -> {
			states.ifAvailable(RouteStateRegistry::reset);
			clients.ifAvailable(RegionalClients::resetRetries);
		});
	}

	@Bean
	@ConditionalOnMissingBean(BedrockConnectionDetails.class)
	EmulatorConnectionDetails bedrockEmulatorConnectionDetails(EmulatorUse use,
			ObjectProvider<BedrockEmulator> emulators) {
		return new EmulatorConnectionDetails(use.only().orElseGet(emulators::getObject));
	}

}
