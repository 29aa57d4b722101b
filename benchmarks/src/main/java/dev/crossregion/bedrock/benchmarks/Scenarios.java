package dev.crossregion.bedrock.benchmarks;

import java.util.List;

import dev.crossregion.bedrock.benchmarks.calls.ConcurrencyScenario;
import dev.crossregion.bedrock.benchmarks.calls.SequentialScenario;
import dev.crossregion.bedrock.benchmarks.context.ContextScenario;
import dev.crossregion.bedrock.benchmarks.heap.HeapScenario;
import dev.crossregion.bedrock.benchmarks.jmh.JmhScenario;
import dev.crossregion.bedrock.benchmarks.ledger.LedgerScenario;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.outage.OutageScenario;
import dev.crossregion.bedrock.benchmarks.quota.FleetScenario;
import dev.crossregion.bedrock.benchmarks.quota.LowLoadScenario;
import dev.crossregion.bedrock.benchmarks.quota.OneRouteScenario;
import dev.crossregion.bedrock.benchmarks.quota.QuotaScenario;
import dev.crossregion.bedrock.benchmarks.shapes.ShapesScenario;
import dev.crossregion.bedrock.benchmarks.smoke.SmokeScenario;
import dev.crossregion.bedrock.benchmarks.streams.StreamsScenario;

/**
 * All scenarios.
 */
final class Scenarios {

	private Scenarios() {
	}

	static List<Scenario> all() {
		return List.of(new SmokeScenario(), new JmhScenario(), new SequentialScenario(), new QuotaScenario(),
				new LowLoadScenario(), new OneRouteScenario(), new ShapesScenario(), new FleetScenario(),
				new OutageScenario(), new StreamsScenario(), new ConcurrencyScenario(), new ContextScenario(),
				new HeapScenario(), new LedgerScenario());
	}

}
