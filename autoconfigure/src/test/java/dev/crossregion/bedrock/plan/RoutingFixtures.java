package dev.crossregion.bedrock.plan;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Short ways to write evidence and declarations.
 */
public final class RoutingFixtures {

	static final RegionTable TABLE = BundledSnapshot.load().regions();

	public static final Evidence LIVE = new Evidence(Evidence.Source.LIVE, Instant.parse("2026-11-23T06:00:00Z"));

	public static final FoundationModelId CLAUDE = new FoundationModelId("anthropic.claude-sonnet-4-6");

	public static final FoundationModelId NOVA = new FoundationModelId("amazon.nova-lite-v1:0");

	public static final ResidencyPolicy UNLIMITED = ResidencyPolicy.unlimited(TABLE);

	private RoutingFixtures() {
	}

	public static RegionCode region(String code) {
		return new RegionCode(code);
	}

	/**
	 * A system-defined profile.
	 * @param id its ID
	 * @param destinations its destination Regions, {@code *} for anywhere, {@code ?} for
	 * not known
	 * @return the profile
	 */
	static InferenceProfile profile(String id, String... destinations) {
		return new InferenceProfile(id, InferenceProfile.Type.SYSTEM_DEFINED,
				new FoundationModelId(id.substring(id.indexOf('.') + 1)), destinations(destinations));
	}

	static InferenceProfile application(String arn, FoundationModelId model, String... destinations) {
		return new InferenceProfile(arn, InferenceProfile.Type.APPLICATION, model, destinations(destinations));
	}

	public static String applicationArn(String region) {
		return "arn:aws:bedrock:" + region + ":123456789012:application-inference-profile/p7aksl2pa6w7";
	}

	static String profileArn(String region, String id) {
		return "arn:aws:bedrock:" + region + ":123456789012:inference-profile/" + id;
	}

	public static String provisionedArn(String region) {
		return "arn:aws:bedrock:" + region + ":123456789012:provisioned-model/abcdefghijkl";
	}

	public static Destinations destinations(String... codes) {
		return switch (codes[0]) {
			case "*" -> new Destinations.Anywhere();
			case "?" -> new Destinations.Unknown();
			default -> Destinations.of(Arrays.stream(codes).map(RegionCode::new).toList());
		};
	}

	public static RegionEvidence evidence(String sourceRegion, InferenceProfile... profiles) {
		return new RegionEvidence(region(sourceRegion), LIVE, List.of(profiles), null);
	}

	public static RegionEvidence evidence(String sourceRegion, Set<FoundationModelId> onDemand,
			InferenceProfile... profiles) {
		return new RegionEvidence(region(sourceRegion), LIVE, List.of(profiles), onDemand);
	}

	public static InferenceProfileCatalog catalog(RegionEvidence... evidence) {
		return new EvidenceCatalog(List.of(evidence));
	}

	public static RoutePlanner planner() {
		return new RoutePlanner(TABLE, catalog());
	}

	public static RouteTarget geographic() {
		return new RouteTarget.Geographic(null);
	}

	static RouteTarget geography(String prefix) {
		return new RouteTarget.Geographic(prefix);
	}

	static RouteTarget global() {
		return new RouteTarget.Global();
	}

	public static RouteTarget inRegion() {
		return new RouteTarget.InRegion();
	}

	static RouteTarget named(String profile) {
		return new RouteTarget.Profile(ModelReference.parse(profile), null, null);
	}

	public static RouteDeclaration route(String sourceRegion, RouteTarget target) {
		return new RouteDeclaration(region(sourceRegion), target, DeclaredQuota.NONE);
	}

	public static ModelDeclaration declare(@Nullable ModelReference model, ResidencyPolicy residency,
			RouteDeclaration... routes) {
		return declare("bedrock", model, residency, routes);
	}

	public static ModelDeclaration declare(String name, @Nullable ModelReference model, ResidencyPolicy residency,
			RouteDeclaration... routes) {
		return new ModelDeclaration(name, model, List.of(routes), residency, RoutingSettings.DEFAULT);
	}

	static ResidencyPolicy allow(String... places) {
		return ResidencyPolicy.of(TABLE, places(places), List.of());
	}

	static ResidencyPolicy deny(String... places) {
		return ResidencyPolicy.of(TABLE, List.of(), places(places));
	}

	private static List<Place> places(String... codes) {
		return Arrays.stream(codes).map((code) -> Place.parse(code, TABLE)).toList();
	}

}
