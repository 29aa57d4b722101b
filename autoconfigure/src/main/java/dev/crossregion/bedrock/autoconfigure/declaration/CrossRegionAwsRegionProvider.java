package dev.crossregion.bedrock.autoconfigure.declaration;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Answers the declared source Region, else what the Region chain of the AWS SDK finds.
 * The chain is asked only when somebody asks, since its last member waits for the network
 * where there is no instance metadata.
 */
public final class CrossRegionAwsRegionProvider implements AwsRegionProvider {

	private final @Nullable Region declared;

	private final AwsRegionProvider chain = DefaultAwsRegionProviderChain.builder().build();

	public CrossRegionAwsRegionProvider(@Nullable String declared) {
		this.declared = (declared != null && !declared.isBlank()) ? Region.of(declared.strip()) : null;
	}

	@Override
	public Region getRegion() {
		return (this.declared != null) ? this.declared : this.chain.getRegion();
	}

}
