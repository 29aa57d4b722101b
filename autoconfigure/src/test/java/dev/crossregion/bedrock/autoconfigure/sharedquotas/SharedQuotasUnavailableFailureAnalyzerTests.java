package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.failure.FailedStart;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedQuotasUnavailableFailureAnalyzer}.
 */
class SharedQuotasUnavailableFailureAnalyzerTests {

	@Test
	void printsWhatToAdd() {
		FailureAnalysis analysis = new SharedQuotasUnavailableFailureAnalyzer()
			.analyze(new SharedQuotasUnavailableException("Bucket4j is not there",
					List.of("com.bucket4j:bucket4j_jdk17-core:8.19.0", "org.springframework.boot:managed"),
					"Then run."));
		assertThat(analysis.getDescription())
			.isEqualTo("bedrock.cross-region.quotas.shared.enabled is true, and quotas cannot be shared: Bucket4j is "
					+ "not there.");
		assertThat(analysis.getAction()).isEqualTo("""
				Add with Maven:

				    <dependency>
				        <groupId>com.bucket4j</groupId>
				        <artifactId>bucket4j_jdk17-core</artifactId>
				        <version>8.19.0</version>
				    </dependency>
				    <dependency>
				        <groupId>org.springframework.boot</groupId>
				        <artifactId>managed</artifactId>
				    </dependency>

				Then run. Without that, let each instance go by itself:

				    bedrock:
				      cross-region:
				        quotas:
				          shared:
				            enabled: false
				""");
	}

	@Test
	void missingEngineIsExplained() {
		assertThat(FailedStart.with("""
				bedrock:
				  cross-region:
				    source-region: eu-central-1
				    geography: eu
				    catalog.source: bundled
				    chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
				    quotas.shared.enabled: true
				""", Map.of(), Application.class))
			.contains("neither a LettuceConnectionFactory nor a ProxyManager<String> bean")
			.contains("spring.data.redis.client-type")
			.contains("enabled: false");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class,
			SharedQuotasAutoConfiguration.class })
	static class Application {

	}

}
