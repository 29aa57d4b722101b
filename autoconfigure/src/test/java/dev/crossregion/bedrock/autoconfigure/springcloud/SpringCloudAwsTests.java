package dev.crossregion.bedrock.autoconfigure.springcloud;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.RegionCode;
import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Region and credentials that Spring Cloud AWS publishes.
 */
class SpringCloudAwsTests {

	@Test
	void regionAndCredentialsOfSpringCloudAwsAreUsed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CrossRegionAutoConfiguration.class,
					LangChain4jAutoConfiguration.class, AwsAutoConfiguration.class,
					CredentialsProviderAutoConfiguration.class, RegionProviderAutoConfiguration.class))
			.withPropertyValues("spring.cloud.aws.region.static=eu-west-3",
					"spring.cloud.aws.credentials.access-key=cloud", "spring.cloud.aws.credentials.secret-key=cloud",
					"bedrock.cross-region.catalog.source=bundled", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("crossRegionAwsRegionProvider");
				assertThat(context.getBean(RoutePlans.class).all().get("bedrock").routes()).singleElement()
					.satisfies((route) -> assertThat(route.sourceRegion()).hasToString("eu-west-3"));
				BedrockRuntimeClient client = context.getBean(RegionalClients.class)
					.runtime(new RegionCode("eu-west-3"));
				assertThat(client.serviceClientConfiguration().credentialsProvider().resolveIdentity().join())
					.isEqualTo(context.getBean(AwsCredentialsProvider.class).resolveCredentials());
			});
	}

}
