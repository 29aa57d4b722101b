package dev.crossregion.bedrock.routing;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import org.jspecify.annotations.Nullable;

/**
 * The size of the quota of one route and what an answer costs of it. A declared number
 * takes precedence over one that a {@link QuotaSource} gave. Immutable.
 *
 * @param declared what plans declare, the stricter number of each
 * @param read what the source gave
 * @param source the reading that {@code read} is from, or {@code null} before the first
 * @param burndown how many tokens of quota a token of an answer costs, 0 before a plan
 * has declared the route
 */
record QuotaSizes(DeclaredQuota declared, RouteQuota read, QuotaSource.@Nullable Quotas source, int burndown) {

	static final QuotaSizes UNKNOWN = new QuotaSizes(DeclaredQuota.NONE, RouteQuota.LEARNED, null, 0);

	/**
	 * Add what a plan declares, and the latest reading.
	 * @param route the route as the plan has it
	 * @param latest the latest reading, or {@code null}
	 * @return the sizes, the same object when nothing has changed
	 */
	QuotaSizes with(Route route, QuotaSource.@Nullable Quotas latest) {
		if (latest == this.source && this.burndown > 0 && !route.quota().isStricterThan(this.declared)) {
			return this;
		}
		return new QuotaSizes(this.declared.and(route.quota()),
				(latest == this.source) ? this.read : read(route, latest), latest, route.accounting().burndown());
	}

	private static RouteQuota read(Route route, QuotaSource.@Nullable Quotas quotas) {
		return (quotas != null) ? quotas.of(route) : RouteQuota.LEARNED;
	}

	/** The numbers that the mirror of the quota starts from. */
	DeclaredQuota known() {
		return new DeclaredQuota(all().tokensPerMinute().size(), all().requestsPerMinute().size());
	}

	RouteQuota all() {
		return new RouteQuota(declaredOr(this.declared.tokensPerMinute(), this.read.tokensPerMinute()),
				declaredOr(this.declared.requestsPerMinute(), this.read.requestsPerMinute()));
	}

	private static QuotaNumber declaredOr(@Nullable Long declared, QuotaNumber read) {
		return (declared != null) ? QuotaNumber.declared(declared) : read;
	}

}
