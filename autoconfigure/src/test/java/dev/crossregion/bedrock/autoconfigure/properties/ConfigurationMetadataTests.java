package dev.crossregion.bedrock.autoconfigure.properties;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.model.bedrock.BedrockCachePointPlacement;
import dev.langchain4j.model.bedrock.BedrockServiceTier;
import dev.langchain4j.model.chat.Capability;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE shows of the properties.
 */
class ConfigurationMetadataTests {

	private final JsonNode metadata = read();

	private static JsonNode read() {
		String resource = "/META-INF/spring-configuration-metadata.json";
		try (InputStream json = CrossRegionAutoConfiguration.class.getResourceAsStream(resource)) {
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> values(String property) {
		return this.metadata.get("hints")
			.valueStream()
			.filter((hint) -> hint.get("name").asString().equals(property))
			.flatMap((hint) -> hint.get("values").valueStream())
			.map((value) -> value.get("value").asString())
			.toList();
	}

	@Test
	void everyPropertyHasADescriptionOfItsOwn() {
		List<JsonNode> properties = this.metadata.get("properties").valueStream().toList();
		assertThat(properties).hasSizeGreaterThan(40).allSatisfy((property) -> {
			assertThat(property.path("description").asString("")).as(property.get("name").asString())
				.hasSizeGreaterThan(10);
			assertThat(property.path("description").asString()).doesNotContain("&lt;", "{@");
		});
		assertThat(description("bedrock.cross-region.chat-model.model-id")).startsWith("foundation model ID");
		assertThat(description("bedrock.cross-region.chat-model.mode")).startsWith("how far");
	}

	private String description(String property) {
		return this.metadata.get("properties")
			.valueStream()
			.filter((candidate) -> candidate.get("name").asString().equals(property))
			.map((candidate) -> candidate.get("description").asString())
			.findFirst()
			.orElseThrow();
	}

	@Test
	void defaultsAreShown() {
		assertThat(this.metadata.get("properties")
			.valueStream()
			.filter((property) -> property.has("defaultValue"))
			.map((property) -> property.get("name").asString() + "=" + property.get("defaultValue").asString()))
			.contains("bedrock.cross-region.enabled=true", "bedrock.cross-region.catalog.source=live-or-bundled",
					"bedrock.cross-region.catalog.timeout=3s", "bedrock.cross-region.catalog.refresh-interval=6h",
					"bedrock.cross-region.catalog.end-of-life-warning=90d",
					"bedrock.cross-region.routing.strategy=ordered", "bedrock.cross-region.routing.deadline=20m",
					"bedrock.cross-region.routing.max-wait=5s", "bedrock.cross-region.client.max-connections=1000",
					"bedrock.cross-region.client.connect-timeout=2s", "bedrock.cross-region.client.read-timeout=10m",
					"bedrock.cross-region.client.first-token-timeout=60s",
					"bedrock.cross-region.client.stall-timeout=60s", "bedrock.cross-region.quotas.shared.enabled=false",
					"bedrock.cross-region.quotas.shared.key-prefix=bedrock-cross-region:",
					"bedrock.cross-region.quotas.shared.timeout=50ms",
					"management.health.bedrock-cross-region.enabled=true");
	}

	@Test
	void hintsHoldEveryValue() {
		List<String> regions = BundledSnapshot.load().regions().regions().stream().map(RegionCode::value).toList();
		for (String level : List.of("bedrock.cross-region.", "bedrock.cross-region.chat-model.")) {
			assertThat(values(level + "mode"))
				.containsExactlyElementsOf(Arrays.stream(InferenceMode.values()).map(InferenceMode::value).toList());
			assertThat(values(level + "geography")).contains("eu", "us", "apac", "jp", "au", "ca", "in", "us-gov");
			assertThat(values(level + "source-region")).containsExactlyInAnyOrderElementsOf(regions);
			assertThat(values(level + "residency.allow")).contains("EU", "EEA", "DE", "GB").containsAll(regions);
			assertThat(values(level + "residency.deny")).isEqualTo(values(level + "residency.allow"));
			assertThat(values(level + "residency.retention")).containsExactly("none", "default");
			assertThat(values(level + "routing.strategy")).containsExactly("ordered", "spread");
		}
		assertThat(values("bedrock.cross-region.catalog.source")).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(CatalogSource.values()).map(CatalogSource::value).toList());
		assertThat(values("bedrock.cross-region.chat-model.service-tier"))
			.containsExactlyInAnyOrderElementsOf(names(BedrockServiceTier.values()));
		assertThat(values("bedrock.cross-region.chat-model.prompt-caching"))
			.containsExactlyInAnyOrderElementsOf(names(BedrockCachePointPlacement.values()));
		assertThat(values("bedrock.cross-region.chat-model.supported-capabilities"))
			.containsExactlyInAnyOrderElementsOf(names(Capability.values()));
	}

	private static List<String> names(Enum<?>[] constants) {
		return Arrays.stream(constants)
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
	}

}
