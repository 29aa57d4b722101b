package dev.crossregion.bedrock.routing;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the quota of one route, and where they come from. What is declared counts
 * before what was read. Immutable.
 *
 * @param declared what plans declare, the stricter number of each
 * @param read what was read
 * @param from where that was read
 */
record QuotaSizes(DeclaredQuota declared, RouteQuota read, QuotaSource.@Nullable Quotas from) {

	static final QuotaSizes UNKNOWN = new QuotaSizes(DeclaredQuota.NONE, RouteQuota.LEARNED, null);

	/**
	 * Add what a plan declares, and what was read last.
	 * @param route the route as the plan has it
	 * @param quotas what was read last, or {@code null}
	 * @return the sizes, these when they are the same
	 */
	QuotaSizes with(Route route, QuotaSource.@Nullable Quotas quotas) {
		if (quotas == this.from && !route.quota().isStricterThan(this.declared)) {
			return this;
		}
		return new QuotaSizes(this.declared.and(route.quota()), (quotas == this.from) ? this.read : read(route, quotas),
				quotas);
	}

	private static RouteQuota read(Route route, QuotaSource.@Nullable Quotas quotas) {
		return (quotas != null) ? quotas.of(route) : RouteQuota.LEARNED;
	}

	/** What a mirror of the quota goes by. */
	DeclaredQuota known() {
		return new DeclaredQuota(all().tokensPerMinute().size(), all().requestsPerMinute().size());
	}

	RouteQuota all() {
		return new RouteQuota(either(this.declared.tokensPerMinute(), this.read.tokensPerMinute()),
				either(this.declared.requestsPerMinute(), this.read.requestsPerMinute()));
	}

	private static QuotaNumber either(@Nullable Long declared, QuotaNumber read) {
		return (declared != null) ? QuotaNumber.declared(declared) : read;
	}

}
