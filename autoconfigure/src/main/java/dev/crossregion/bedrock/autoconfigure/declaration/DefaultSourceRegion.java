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

/**
 * Where calls start when neither their route nor their model says so. Asked only then,
 * and answers the same ever after.
 */
public final class DefaultSourceRegion {

	private static final String PROPERTY = CrossRegionProperties.PREFIX + ".source-region";

	private final @Nullable String declared;

	private final Supplier<AwsRegionProvider> provider;

	private final RegionTable table;

	/** Not under a lock: the last place to look waits for the network. */
	private final AtomicReference<@Nullable RegionCode> found = new AtomicReference<>();

	public DefaultSourceRegion(@Nullable String declared, Supplier<AwsRegionProvider> provider, RegionTable table) {
		this.declared = declared;
		this.provider = provider;
		this.table = table;
	}

	public RegionCode get() {
		RegionCode region = this.found.get();
		if (region != null) {
			return region;
		}
		region = (this.declared != null && !this.declared.isBlank())
				? PropertyChecks.region(PROPERTY, this.declared, this.table) : ask(chosen(this.provider.get()));
		RegionCode first = this.found.compareAndExchange(null, region);
		return (first != null) ? first : region;
	}

	// Spring AI's answers us-east-1 when nobody has chosen a Region.
	private static AwsRegionProvider chosen(AwsRegionProvider provider) {
		return (provider.getClass().getName().startsWith("org.springframework.ai."))
				? new CrossRegionAwsRegionProvider(null) : provider;
	}

	private RegionCode ask(AwsRegionProvider provider) {
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
