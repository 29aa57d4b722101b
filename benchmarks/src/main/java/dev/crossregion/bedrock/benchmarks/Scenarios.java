package dev.crossregion.bedrock.benchmarks;

import java.util.List;

import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.smoke.SmokeScenario;

/**
 * All scenarios.
 */
final class Scenarios {

	private Scenarios() {
	}

	static List<Scenario> all() {
		return List.of(new SmokeScenario());
	}

}
