package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;

/**
 * A route as it was asked for.
 *
 * @param sourceRegion where its calls start
 * @param target what is asked of it
 * @param quota what is declared of its quota
 * @since 0.1.0
 */
public record RouteDeclaration(RegionCode sourceRegion, RouteTarget target, DeclaredQuota quota) {

	@Override
	public String toString() {
		return this.target + " from " + this.sourceRegion;
	}

}
