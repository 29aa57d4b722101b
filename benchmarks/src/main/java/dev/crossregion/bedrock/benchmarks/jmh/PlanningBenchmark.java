package dev.crossregion.bedrock.benchmarks.jmh;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Measures planning of a model with three routes from the bundled evidence.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
public class PlanningBenchmark {

	private final BundledSnapshot snapshot = BundledSnapshot.load();

	private final InferenceProfileCatalog catalog = this.snapshot.catalog();

	private final RoutePlanner planner = new RoutePlanner(this.snapshot.regions(), this.catalog);

	private final ModelDeclaration declaration = Declarations.model(this.snapshot, RoutingStrategy.ORDERED, false);

	/**
	 * Plan.
	 * @return the plan
	 */
	@Benchmark
	public RoutePlan plan() {
		return this.planner.plan(this.declaration, this.catalog);
	}

	/**
	 * Build the catalog of the snapshot, as every start does once.
	 * @return the catalog
	 */
	@Benchmark
	public InferenceProfileCatalog bundledCatalog() {
		return BundledSnapshot.load().catalog();
	}

}
