package dev.crossregion.bedrock.autoconfigure.observation;

import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;

/**
 * Makes no meter of the observations of calls and attempts, whose meters are recorded by
 * themselves, with or without observations. Spring Boot asks the first of its meter
 * handlers that supports a context, and no other.
 */
final class ObservationsWithoutMeters implements MeterObservationHandler<Observation.Context> {

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof CallObservationContext || context instanceof AttemptObservationContext;
	}

}
