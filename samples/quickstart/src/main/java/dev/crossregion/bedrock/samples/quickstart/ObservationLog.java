package dev.crossregion.bedrock.samples.quickstart;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.observation.AttemptObservationContext;
import dev.crossregion.bedrock.autoconfigure.observation.CallObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Logs each observed call and attempt at DEBUG when it ends, with what it is part of.
 * With Micrometer Tracing they are spans.
 */
@Component
class ObservationLog implements ObservationHandler<Observation.Context> {

	private static final Logger logger = LoggerFactory.getLogger(ObservationLog.class);

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof CallObservationContext || context instanceof AttemptObservationContext;
	}

	@Override
	public void onStop(Observation.Context context) {
		if (logger.isDebugEnabled()) {
			ObservationView parent = context.getParentObservation();
			logger.debug("{} in {}: {}", context.getContextualName(),
					(parent != null) ? parent.getContextView().getName() : "nothing",
					context.getAllKeyValues()
						.stream()
						.map((value) -> value.getKey() + "=" + value.getValue())
						.collect(Collectors.joining(" ")));
		}
	}

}
