package dev.crossregion.bedrock.autoconfigure.declaration;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.Durations;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.profile.CatalogSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads how old evidence may be, and refuses an age that would have no effect or would
 * close routes between two refreshes.
 */
final class EvidenceAge {

	private static final String MAX_AGE = CrossRegionProperties.PREFIX + ".catalog.max-age";

	private static final String SOURCE = CrossRegionProperties.PREFIX + ".catalog.source";

	private static final String REFRESH_INTERVAL = CrossRegionProperties.PREFIX + ".catalog.refresh-interval";

	private EvidenceAge() {
	}

	static @Nullable Duration max(CrossRegionProperties.Catalog catalog) {
		Duration maxAge = catalog.maxAge();
		if (maxAge == null) {
			return null;
		}
		PropertyChecks.positive(MAX_AGE, maxAge, "24h");
		if (catalog.source() != CatalogSource.LIVE) {
			throw new InvalidPropertyException(SOURCE, catalog.source(),
					MAX_AGE + " is " + Durations.text(maxAge) + ", which has an effect with 'live' only: with any "
							+ "other source, requests may use the snapshot, whatever its age",
					List.of(CatalogSource.LIVE.value()));
		}
		Duration interval = catalog.refreshInterval();
		if (interval.isZero()) {
			throw new InvalidPropertyException(REFRESH_INTERVAL, Durations.text(interval),
					"evidence would never be renewed, and " + MAX_AGE + " would close all routes "
							+ Durations.text(maxAge) + " after the start",
					List.of(Durations.text(maxAge.dividedBy(2))));
		}
		if (maxAge.compareTo(interval) <= 0) {
			throw new InvalidPropertyException(MAX_AGE, Durations.text(maxAge),
					"it must be longer than " + REFRESH_INTERVAL + ", which is " + Durations.text(interval)
							+ ", or routes would close before their evidence is renewed",
					List.of(Durations.text(interval.multipliedBy(2))));
		}
		return maxAge;
	}

}
