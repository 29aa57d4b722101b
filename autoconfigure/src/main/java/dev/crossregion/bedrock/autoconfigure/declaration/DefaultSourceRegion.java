package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.failure.NoSourceRegionException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import org.springframework.util.StringUtils;

/**
 * The source Region of routes that declare none, neither themselves nor at a level above.
 * Resolved on first use and constant after that. Thread-safe.
 */
public final class DefaultSourceRegion {

	private static final String PROPERTY = CrossRegionProperties.PREFIX + ".source-region";

	private final @Nullable String declared;

	private final Supplier<AwsRegionProvider> provider;

	private final RegionTable table;

	/** No lock, because the last provider of the chain waits for the network. */
	private final AtomicReference<@Nullable RegionCode> found = new AtomicReference<>();

	/**
	 * Create a source Region.
	 * @param declared the property {@code source-region}, or {@code null}
	 * @param provider the provider where the property is not set
	 * @param table the known Regions, for suggestions
	 */
	public DefaultSourceRegion(@Nullable String declared, Supplier<AwsRegionProvider> provider, RegionTable table) {
		this.declared = declared;
		this.provider = provider;
		this.table = table;
	}

	/**
	 * The source Region.
	 * @return the declared Region, else that of the provider
	 * @throws NoSourceRegionException if there is none
	 */
	public RegionCode get() {
		RegionCode region = this.found.get();
		if (region != null) {
			return region;
		}
		region = (StringUtils.hasText(this.declared)) ? PropertyChecks.region(PROPERTY, this.declared, this.table)
				: lookUp(chosen(this.provider.get()));
		RegionCode first = this.found.compareAndExchange(null, region);
		return (first != null) ? first : region;
	}

	// Spring AI's provider falls back to us-east-1 where no Region is configured.
	private static AwsRegionProvider chosen(AwsRegionProvider provider) {
		return (provider.getClass().getName().startsWith("org.springframework.ai."))
				? new CrossRegionAwsRegionProvider(null) : provider;
	}

	private RegionCode lookUp(AwsRegionProvider provider) {
		List<String> places = List.of("the property " + PROPERTY, (provider instanceof CrossRegionAwsRegionProvider)
				? "the AWS SDK: system property aws.region, environment variable AWS_REGION, the active profile "
						+ "in the AWS configuration file, instance metadata"
				: "the AwsRegionProvider bean of type " + provider.getClass().getName());
		try {
			Region region = provider.getRegion();
			if (region != null) {
				return PropertyChecks.region(places.get(1), region.id(), this.table);
			}
		}
		catch (SdkClientException ex) {
			throw new NoSourceRegionException(places, ex);
		}
		throw new NoSourceRegionException(places, null);
	}

}
