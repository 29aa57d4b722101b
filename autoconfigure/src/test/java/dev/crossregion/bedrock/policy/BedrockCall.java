package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * A call that Bedrock offers: through a profile from a source Region, or to a model in a
 * Region. Its checks are worked out here a second time, from what AWS documents.
 *
 * @param sourceRegion where it starts
 * @param profile the ID of a system-defined profile, or {@code null} for the model itself
 * @param model the model
 * @param mode how far it reaches
 * @param destinations the Regions that may run it; for a global profile none
 */
record BedrockCall(String sourceRegion, String profile, String model, InferenceMode mode, List<String> destinations) {

	private static final RegionTable TABLE = BundledSnapshot.load().regions();

	/** Every call that the snapshot knows, and the same models without a profile. */
	static List<BedrockCall> all() {
		BundledSnapshot snapshot = BundledSnapshot.load();
		List<BedrockCall> calls = new ArrayList<>();
		TreeSet<String> models = new TreeSet<>();
		for (RegionCode source : snapshot.catalog().sourceRegions()) {
			for (InferenceProfile profile : snapshot.catalog().from(source).orElseThrow().profiles()) {
				calls.add(new BedrockCall(source.value(), profile.id(), profile.model().value(), profile.mode(),
						codes(profile.destinations())));
				models.add(profile.model().value());
			}
		}
		Collection<RegionCode> regions = snapshot.catalog().sourceRegions();
		models.forEach((model) -> regions.forEach((region) -> calls
			.add(new BedrockCall(region.value(), null, model, InferenceMode.IN_REGION, List.of(region.value())))));
		return calls;
	}

	static List<BedrockCall> of(RoutePlan plan) {
		return plan.routes().stream().map(BedrockCall::of).toList();
	}

	private static BedrockCall of(Route route) {
		boolean direct = route.mode() == InferenceMode.IN_REGION;
		return new BedrockCall(route.sourceRegion().value(), (direct) ? null : route.modelId(),
				Optional.ofNullable(route.model()).map(FoundationModelId::value).orElseThrow(), route.mode(),
				codes(route.destinations()));
	}

	private static List<String> codes(Destinations destinations) {
		return (destinations instanceof Destinations.Regions enumerated)
				? enumerated.regions().stream().map(RegionCode::value).toList() : List.of();
	}

	String partition() {
		return partition(this.sourceRegion);
	}

	private static String partition(String region) {
		return TABLE.partition(new RegionCode(region)).orElse("aws");
	}

	private String profileArn() {
		return (this.profile == null || this.profile.startsWith("arn:")) ? this.profile
				: "arn:" + partition(this.sourceRegion) + ":bedrock:" + this.sourceRegion
						+ ":${AccountId}:inference-profile/" + this.profile;
	}

	private String modelArn(String region) {
		return "arn:" + partition((region.isEmpty()) ? this.sourceRegion : region) + ":bedrock:" + region
				+ "::foundation-model/" + this.model;
	}

	/** Every check that Bedrock may make for the call, whichever destination runs it. */
	List<AccessCheck> checks(String action) {
		List<AccessCheck> checks = new ArrayList<>();
		if (this.profile == null) {
			checks.add(new AccessCheck(action, modelArn(this.sourceRegion),
					PolicyEvaluator.keys(this.sourceRegion, null)));
			return checks;
		}
		checks.add(new AccessCheck(action, profileArn(), PolicyEvaluator.keys(this.sourceRegion, profileArn())));
		if (this.mode == InferenceMode.GLOBAL) {
			checks.add(new AccessCheck(action, modelArn(this.sourceRegion),
					PolicyEvaluator.keys(this.sourceRegion, profileArn())));
			checks.add(new AccessCheck(action, modelArn(""), PolicyEvaluator.keys("unspecified", profileArn())));
			return checks;
		}
		Stream.concat(Stream.of(this.sourceRegion), this.destinations.stream())
			.distinct()
			.forEach((region) -> checks
				.add(new AccessCheck(action, modelArn(region), PolicyEvaluator.keys(region, profileArn()))));
		return checks;
	}

	/**
	 * The same checks of a global call that is sent to the endpoint of another Region.
	 */
	List<AccessCheck> misdirected(String action, String endpoint) {
		if (this.mode != InferenceMode.GLOBAL) {
			return List.of();
		}
		return checks(action).stream()
			.map((check) -> new AccessCheck(check.action(), check.resource(),
					PolicyEvaluator.keys(endpoint, check.keys().get(IamPolicyCompiler.PROFILE_KEY))))
			.toList();
	}

}
