package dev.crossregion.bedrock.benchmarks.calls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

/**
 * The starter with the ledger, meters, the cost meter, and observations. The counters of
 * the endpoint are not on, because Actuator is not on the class path.
 */
final class EverythingOn {

	private EverythingOn() {
	}

	static StarterContender start(Setup setup) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new Reader());
		return StarterContender.builder(setup)
			.name("starter, everything on")
			.property("ledger.enabled", "true")
			.property("ledger.directory", directory().toString())
			.property("prices.[" + Setup.MODEL + "].input", "3")
			.property("prices.[" + Setup.MODEL + "].output", "15")
			.bean(MeterRegistry.class, new SimpleMeterRegistry())
			.bean(ObservationRegistry.class, observations)
			.start();
	}

	private static Path directory() {
		try {
			return Files.createTempDirectory("benchmark-ledger");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads every key of an observation when it ends, as a tracer does.
	 */
	private static final class Reader implements ObservationHandler<Observation.Context> {

		private volatile int length;

		@Override
		public void onStop(Observation.Context context) {
			int length = String.valueOf(context.getContextualName()).length();
			for (KeyValue value : context.getAllKeyValues()) {
				length += value.getKey().length() + value.getValue().length();
			}
			this.length = length;
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return this.length >= 0;
		}

	}

}
