package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the properties describe.
 */
final class PropertiesBedrockConnectionDetails implements BedrockConnectionDetails {

	private final CrossRegionProperties properties;

	PropertiesBedrockConnectionDetails(CrossRegionProperties properties) {
		this.properties = properties;
	}

	@Override
	public @Nullable URI getEndpoint() {
		return this.properties.client().endpointOverride();
	}

}
