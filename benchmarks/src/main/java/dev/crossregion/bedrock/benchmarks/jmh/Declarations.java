package dev.crossregion.bedrock.benchmarks.jmh;

import java.util.Arrays;
import java.util.List;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;

/**
 * Declares a model with three routes in Europe and residency in the European Union.
 *
 * @since 0.1.0
 */
public final class Declarations {

	/** The foundation model. */
	public static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	/** So large that no call ever waits or takes another route. */
	private static final DeclaredQuota PLENTY = new DeclaredQuota(1_000_000_000_000_000L, 1_000_000_000_000L);

	private Declarations() {
	}

	/**
	 * Declare the model.
	 * @param snapshot the table of Regions
	 * @param strategy the routing strategy
	 * @param declared whether quotas are declared
	 * @return the declaration
	 */
	public static ModelDeclaration model(BundledSnapshot snapshot, RoutingStrategy strategy, boolean declared) {
		ResidencyPolicy union = ResidencyPolicy.of(snapshot.regions(), List.of(Place.parse("EU", snapshot.regions())),
				List.of());
		List<RouteDeclaration> routes = Arrays.asList("eu-central-1", "eu-west-1", "eu-north-1")
			.stream()
			.map((region) -> new RouteDeclaration(new RegionCode(region), new RouteTarget.Geographic("eu"),
					(declared) ? PLENTY : DeclaredQuota.NONE))
			.toList();
		RoutingSettings limits = new RoutingSettings(strategy, RoutingSettings.DEFAULT.deadline(),
				RoutingSettings.DEFAULT.maxWait());
		return new ModelDeclaration("bedrock", new FoundationModelId(MODEL), routes, union, limits);
	}

	/**
	 * Plan the model from the bundled evidence.
	 * @param strategy the routing strategy
	 * @param declared whether quotas are declared
	 * @return the plans
	 */
	public static RoutePlans plans(RoutingStrategy strategy, boolean declared) {
		BundledSnapshot snapshot = BundledSnapshot.load();
		return new RoutePlans(new RoutePlanner(snapshot), snapshot.catalog(),
				List.of(model(snapshot, strategy, declared)));
	}

}
