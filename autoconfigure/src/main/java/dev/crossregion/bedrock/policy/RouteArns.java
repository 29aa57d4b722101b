package dev.crossregion.bedrock.policy;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * The ARNs that calls along routes are authorized against.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html">Prerequisites
 * for inference profiles</a>
 */
final class RouteArns {

	/** Stands for the account where it is not known or not shown. */
	static final String ACCOUNT = "${AccountId}";

	private static final String ARN = "arn:";

	private final RegionTable regions;

	private final boolean showAccounts;

	/**
	 * Create ARNs.
	 * @param regions the table of Regions, which says to which partition each belongs
	 * @param showAccounts whether ARNs that the configuration names keep their account
	 */
	RouteArns(RegionTable regions, boolean showAccounts) {
		this.regions = regions;
		this.showAccounts = showAccounts;
	}

	/**
	 * The partition of a Region.
	 * @param region the Region
	 * @return the partition; that of commercial Regions for one that is not in the table
	 */
	String partition(RegionCode region) {
		return this.regions.partition(region).orElse(RegionTable.COMMERCIAL_PARTITION);
	}

	/**
	 * Whether a route calls a foundation model itself, in its source Region.
	 * @param route the route
	 * @return {@code false} for a profile, and for a resource such as Provisioned
	 * Throughput
	 */
	static boolean isModel(Route route) {
		return route.mode() == InferenceMode.IN_REGION && !route.modelId().startsWith(ARN);
	}

	/**
	 * Whether a route calls an inference profile.
	 * @param route the route
	 * @return {@code true} for system-defined and application profiles
	 */
	static boolean isProfile(Route route) {
		return !isModel(route) && (!route.modelId().startsWith(ARN) || route.modelId().contains("inference-profile/"));
	}

	/**
	 * The ARN of what a route calls by its ID or ARN: a profile, or a resource such as
	 * Provisioned Throughput.
	 * @param route the route, which does not call a foundation model directly
	 * @return the ARN
	 */
	String called(Route route) {
		if (route.modelId().startsWith(ARN)) {
			return shown(route.modelId());
		}
		return owned(route.sourceRegion(), "inference-profile/" + route.modelId());
	}

	/**
	 * The ARN of a resource of the account.
	 * @param region its Region
	 * @param resource kind and ID
	 * @return the ARN
	 */
	String owned(RegionCode region, String resource) {
		return ARN + partition(region) + ":bedrock:" + region + ":" + ACCOUNT + ":" + resource;
	}

	String shown(String arn) {
		return (this.showAccounts) ? arn : arn.replaceFirst(":[0-9]{12}:", ":\\" + ACCOUNT + ":");
	}

	/**
	 * The ARNs of a model in Regions.
	 * @param regions the Regions
	 * @param model the model
	 * @return the ARNs, in the order of the Regions
	 */
	List<String> models(Collection<RegionCode> regions, String model) {
		return regions.stream()
			.map((region) -> ARN + partition(region) + ":bedrock:" + region + "::foundation-model/" + model)
			.toList();
	}

	/**
	 * The ARN of a model anywhere, which the last step of a global call is checked
	 * against.
	 * @param sourceRegion where the call starts
	 * @param model the model
	 * @return the ARN, whose Region is empty
	 */
	String modelAnywhere(RegionCode sourceRegion, String model) {
		return ARN + partition(sourceRegion) + ":bedrock:::foundation-model/" + model;
	}

	/**
	 * The ARNs of the guardrail profile of a route: it is authorized in each Region that
	 * may evaluate the guardrail.
	 * @param route the route
	 * @return the ARNs; none without a guardrail profile
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-profiles-permissions.html">Permissions
	 * for guardrail profiles</a>
	 */
	List<String> guardrailProfiles(Route route) {
		Guardrail.Reach guardrail = route.guardrail();
		return (guardrail != null && guardrail.profile() != null) ? guardrailRegions(route).stream()
			.map((region) -> owned(region, "guardrail-profile/" + guardrail.profile()))
			.toList() : List.of();
	}

	/**
	 * The Regions that may evaluate the guardrail of a route.
	 * @param route the route
	 * @return the Regions; none where the guardrail was not read
	 */
	static Set<RegionCode> guardrailRegions(Route route) {
		Guardrail.Reach guardrail = route.guardrail();
		return (guardrail != null && guardrail.destinations() instanceof Destinations.Regions enumerated)
				? Set.copyOf(enumerated.regions()) : Set.of();
	}

	/**
	 * The Regions in which a call along a route is authorized: source Region and
	 * destinations.
	 * @param route the route
	 * @return the Regions, in order
	 */
	static TreeSet<RegionCode> regions(Route route) {
		TreeSet<RegionCode> all = new TreeSet<>();
		all.add(route.sourceRegion());
		if (route.destinations() instanceof Destinations.Regions enumerated) {
			all.addAll(enumerated.regions());
		}
		return all;
	}

}
