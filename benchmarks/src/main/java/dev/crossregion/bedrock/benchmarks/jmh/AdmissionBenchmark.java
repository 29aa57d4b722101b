package dev.crossregion.bedrock.benchmarks.jmh;

import java.time.Clock;
import java.util.Map;

import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Admission;
import dev.crossregion.bedrock.routing.CallNeeds;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Measures admission: selecting one of three routes, reserving tokens and settling them,
 * as every call does once. All threads share the state, like the calls of an application.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
public class AdmissionBenchmark {

	/** The routing strategy. */
	@Param({ "ORDERED", "SPREAD" })
	public RoutingStrategy strategy = RoutingStrategy.ORDERED;

	private final RequestSize size = new RequestSize(4_000, 1_000);

	private final TokenCounts usage = new TokenCounts(1_000, 200, 0, 0);

	private RoutePlan plan;

	private RouteStateRegistry states;

	/**
	 * Create a benchmark.
	 */
	public AdmissionBenchmark() {
		this.plan = Declarations.plans(RoutingStrategy.ORDERED, true).all().get("bedrock");
		this.states = new RouteStateRegistry(Clock.systemUTC());
	}

	/**
	 * Plan, with quotas so large that every call is admitted.
	 */
	@Setup
	public void plan() {
		this.plan = Declarations.plans(this.strategy, true).all().get("bedrock");
	}

	/**
	 * Admit one call and end it.
	 * @return the admission
	 */
	@Benchmark
	public Admission admitAndSettle() {
		Admission admission = this.states.admit(this.plan, Map.of(), this.size);
		if (!(admission instanceof Admission.Granted granted)) {
			throw new IllegalStateException("There is room for every call, and yet one got " + admission);
		}
		this.states.ended(granted.reservation(), null, this.usage, CallNeeds.NONE);
		return admission;
	}

}
