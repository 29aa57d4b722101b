package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.versions.VersionCheck;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Amazon Bedrock cross-Region
 * inference. Comes after Spring Cloud AWS, whose Region and credentials it uses, and
 * before Spring AI, whose default Region {@code us-east-1} backs off.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		afterName = { "io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration",
				"io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration" },
		beforeName = {
				"org.springframework.ai.model.bedrock.cohere.autoconfigure.BedrockCohereEmbeddingAutoConfiguration",
				"org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration",
				"org.springframework.ai.model.bedrock.titan.autoconfigure.BedrockTitanEmbeddingAutoConfiguration" })
@ConditionalOnClass({ Apache5HttpClient.class, BedrockClient.class, BedrockRuntimeClient.class,
		NettyNioAsyncHttpClient.class, UrlConnectionHttpClient.class })
@ConditionalOnBooleanProperty(name = CrossRegionProperties.ENABLED, matchIfMissing = true)
@EnableConfigurationProperties(CrossRegionProperties.class)
@ImportRuntimeHints(CrossRegionRuntimeHints.class)
@Import({ VersionCheck.class, PlanConfiguration.class, ClientConfiguration.class })
public final class CrossRegionAutoConfiguration {

}
