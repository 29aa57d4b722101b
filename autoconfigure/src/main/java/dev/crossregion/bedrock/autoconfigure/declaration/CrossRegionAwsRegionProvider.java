package dev.crossregion.bedrock.autoconfigure.declaration;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import org.springframework.util.StringUtils;

/**
 * Provides the declared source Region, else the Region of the AWS SDK's provider chain.
 * The chain is evaluated on demand only, since its last provider waits for the network
 * where there is no instance metadata.
 */
public final class CrossRegionAwsRegionProvider implements AwsRegionProvider {

	private final @Nullable Region declared;

	private final AwsRegionProvider chain = DefaultAwsRegionProviderChain.builder().build();

	/**
	 * Create a provider.
	 * @param declared the property {@code source-region}, or {@code null}
	 */
	public CrossRegionAwsRegionProvider(@Nullable String declared) {
		this.declared = (StringUtils.hasText(declared)) ? Region.of(declared.strip()) : null;
	}

	@Override
	public Region getRegion() {
		return (this.declared != null) ? this.declared : this.chain.getRegion();
	}

}
