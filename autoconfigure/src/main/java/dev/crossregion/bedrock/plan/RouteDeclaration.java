package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;

/**
 * A route as the configuration declares it.
 *
 * @param sourceRegion where its calls start
 * @param target the declared target
 * @param quota the declared quota
 * @since 0.1.0
 */
public record RouteDeclaration(RegionCode sourceRegion, RouteTarget target, DeclaredQuota quota) {

	@Override
	public String toString() {
		return this.target + " from " + this.sourceRegion;
	}

}
