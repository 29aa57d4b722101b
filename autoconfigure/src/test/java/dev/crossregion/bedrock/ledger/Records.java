package dev.crossregion.bedrock.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.client.Operation;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Records of calls that were made by hand.
 */
final class Records {

	private static final RegionTable REGIONS = BundledSnapshot.load().regions();

	private static final FoundationModelId MODEL = new FoundationModelId("anthropic.claude-sonnet-4-5-20250929-v1:0");

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private Records() {
	}

	static Route route(String profile, String... destinations) {
		return new Route(new Route.Key(FRANKFURT, profile), MODEL,
				new Route.Reach(InferenceMode.GEOGRAPHIC,
						Destinations.of(Arrays.stream(destinations).map(RegionCode::new).toList()),
						new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true),
				DeclaredQuota.NONE);
	}

	static RoutePlan plan(String allow, Route route) {
		ResidencyPolicy policy = ResidencyPolicy.of(REGIONS, List.of(Place.parse(allow, REGIONS)), List.of());
		return new RoutePlan(new ModelDeclaration("bedrock", MODEL,
				List.of(new RouteDeclaration(FRANKFURT, new RouteTarget.Geographic(null), DeclaredQuota.NONE)), policy,
				RoutingSettings.DEFAULT), MODEL, List.of(route));
	}

	static RoutePlan plan() {
		return plan("EU", route("eu." + MODEL, "eu-west-1", "eu-central-1"));
	}

	static InvocationRecord call(@Nullable String requestId) {
		return call(requestId, plan());
	}

	static InvocationRecord call(@Nullable String requestId, @Nullable RoutePlan plan) {
		Route route = (plan != null) ? plan.routes().get(0) : plan().routes().get(0);
		return new InvocationRecord("bedrock", Operation.CONVERSE, "bedrock", Instant.parse("2026-11-28T18:00:00Z"),
				Duration.ofMillis(30), null, List.of(new Attempt(route, Outcome.SUCCESS, Duration.ofMillis(5),
						Duration.ofMillis(25), null, requestId)),
				plan, Outcome.SUCCESS, null, null, null, null);
	}

}
