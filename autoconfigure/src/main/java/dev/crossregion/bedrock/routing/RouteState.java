package dev.crossregion.bedrock.routing;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaMirror;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * Everything that calls have shown of one route. Immutable; times are nanoseconds.
 *
 * @param quota the mirror of its quota
 * @param health whether it works
 * @param denials what is denied to calls with certain needs
 * @param admitted how many requests were admitted; this number identifies the last one
 * @param sizes the declared and read sizes of its quota
 */
record RouteState(QuotaMirror quota, RouteHealth health, Denials denials, long admitted, QuotaSizes sizes) {

	/** The state before the first call and before a plan has declared the route. */
	static RouteState unused(long now) {
		return new RouteState(QuotaMirror.of(DeclaredQuota.NONE, now), RouteHealth.UNUSED, Denials.NONE, 0,
				QuotaSizes.UNKNOWN);
	}

	/**
	 * Apply what a plan says of the route, and what was read of its quota. Where plans
	 * differ, the stricter quota holds; the reading counts where no plan declares a
	 * quota.
	 */
	RouteState declare(Route route, QuotaSource.@Nullable Quotas read, long now) {
		QuotaSizes sizes = this.sizes.with(route, read);
		return (sizes == this.sizes) ? this : new RouteState(this.quota.declare(sizes.known(), now), this.health,
				this.denials, this.admitted, sizes);
	}

	/** Another route of the source Region found the daily quota exhausted. */
	RouteState withDailyQuotaExhausted(Suspension elsewhere) {
		return with(this.quota, this.health.withDailyQuotaExhausted(elsewhere, this.admitted));
	}

	/** Another route of the source Region was counted against the daily quota again. */
	RouteState withDailyQuotaAvailable() {
		return (this.health.dailyQuotaExhausted() != null) ? with(this.quota, this.health.withDailyQuotaAvailable())
				: this;
	}

	/**
	 * Whether the route was throttled recently and the size of its quota is not declared,
	 * so that its remaining quota is only a guess.
	 */
	boolean isQuotaUncertain(long now) {
		return this.health.isThrottled(now) && !this.quota.isDeclared();
	}

	/** Whether its status can only be {@link RouteStatus.Status#AVAILABLE available}. */
	boolean isCertainlyAvailable() {
		return this.denials.byNeed().isEmpty() && !this.health.isSuspended() && !this.health.throttle().isPresent();
	}

	/** Admit a request, which then is the last one admitted. */
	RouteState reserve(long tokens, long now) {
		long request = this.admitted + 1;
		RouteHealth health = (this.health.isSuspended() && this.health.allowsProbe(now))
				? this.health.withProbe(request, now) : this.health;
		return new RouteState(this.quota.reserve(tokens, now), health, this.denials, request, this.sizes);
	}

	/** Give back the room of a request that was not sent or had no outcome. */
	RouteState release(Reservation reservation, long now) {
		return with(this.quota.release(reservation.tokens(), now), this.health.released(reservation.request()));
	}

	private RouteState with(QuotaMirror quota, RouteHealth health) {
		return new RouteState(quota, health, this.denials, this.admitted, this.sizes);
	}

	/** Settle the quota of a request, and learn from how it ended. */
	RouteState end(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			CallNeeds needs, long now) {
		return new RouteState(settle(reservation, failure, usage, now),
				this.health.ended(reservation.request(), failure, this.admitted, now), denied(failure, needs, now),
				this.admitted, this.sizes);
	}

	private QuotaMirror settle(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			long now) {
		if (usage != null) {
			return this.quota.settle(reservation.tokens(), reservation.size(), usage,
					Math.max(1, this.sizes.burndown()), reservation.admittedAt(), now);
		}
		if (failure == null) {
			return this.quota;
		}
		return switch (failure.kind()) {
			case THROTTLED ->
				this.quota.throttled(reservation.tokens(), QuotaMirror.Scope.TOKENS, reservation.admittedAt(), now);
			case THROTTLED_REQUESTS ->
				this.quota.throttled(reservation.tokens(), QuotaMirror.Scope.REQUESTS, reservation.admittedAt(), now);
			case DAILY_QUOTA_EXHAUSTED -> this.quota.release(reservation.tokens(), now);
			default -> this.quota.failed(reservation.tokens(), now);
		};
	}

	private Denials denied(@Nullable RouteFailure failure, CallNeeds needs, long now) {
		if (failure == null) {
			return this.denials.without(needs);
		}
		return (failure.need() != null)
				? this.denials.with(failure.need(), failure.kind() == FailureKind.DENIED, failure.reason(), now)
				: this.denials;
	}

	/**
	 * Learn from how a request without a reservation ended. The quota stays the same,
	 * because the size of the request is not known.
	 */
	RouteState end(@Nullable RouteFailure failure, CallNeeds needs, long now) {
		long request = this.admitted + 1;
		return new RouteState(this.quota, this.health.ended(request, failure, request, now),
				denied(failure, needs, now), request, this.sizes);
	}

}
