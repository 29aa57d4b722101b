package dev.crossregion.bedrock.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call and its keys. A bean of this type replaces
 * {@link DefaultCallObservationConvention}, which it may extend.
 *
 * @since 0.1.0
 */
public interface CallObservationConvention extends ObservationConvention<CallObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof CallObservationContext;
	}

}
