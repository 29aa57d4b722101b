package dev.crossregion.bedrock.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of an attempt and its keys. A bean of this type replaces
 * {@link DefaultAttemptObservationConvention}, which it may extend.
 *
 * @since 0.1.0
 */
public interface AttemptObservationConvention extends ObservationConvention<AttemptObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof AttemptObservationContext;
	}

}
