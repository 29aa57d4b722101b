package dev.crossregion.bedrock.routing;

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
 * @param burndown how many tokens of quota a token of an answer costs
 * @param admitted how many requests were admitted; each is known by its number
 */
record RouteCondition(QuotaMirror quota, RouteHealth health, Denials denials, int burndown, long admitted) {

	/** As it is before anything is known of the route but its key. */
	static RouteCondition unused(long now) {
		return new RouteCondition(QuotaMirror.of(DeclaredQuota.NONE, now), RouteHealth.UNUSED, Denials.NONE, 0, 0);
	}

	/** What a plan says of the route. Where plans differ, the stricter quota holds. */
	RouteCondition declare(Route route, long now) {
		QuotaMirror quota = this.quota.declare(route.quota(), now);
		if (quota == this.quota && this.burndown > 0) {
			return this;
		}
		int burndown = route.accounting().burndown();
		return new RouteCondition(quota, this.health, this.denials, burndown, this.admitted);
	}

	/**
	 * Whether its quota was used up lately and nobody has declared how large it is: what
	 * is thought to be left of it is a guess then.
	 */
	boolean isDoubtful(long now) {
		return this.health.isThrottled(now) && !this.quota.isDeclared();
	}

	/** Whether there is nothing that could make its state another one than available. */
	boolean isUntroubled() {
		return this.denials.byNeed().isEmpty() && !this.health.isSuspended()
				&& !this.health.isThrottled(Long.MIN_VALUE);
	}

	/** Admit a request, whose number is then that of the last one admitted. */
	RouteCondition reserve(long tokens, long now) {
		long request = this.admitted + 1;
		RouteHealth health = (this.health.isSuspended() && this.health.isDue(now)) ? this.health.probed(request, now)
				: this.health;
		return new RouteCondition(this.quota.reserve(tokens, now), health, this.denials, this.burndown, request);
	}

	/** Give back the room of a request that was never sent, or says nothing. */
	RouteCondition release(Reservation reservation, long now) {
		return with(this.quota.release(reservation.tokens(), now), this.health.released(reservation.request()));
	}

	private RouteCondition with(QuotaMirror quota, RouteHealth health) {
		return new RouteCondition(quota, health, this.denials, this.burndown, this.admitted);
	}

	/** Settle a request, and learn from how it ended. */
	RouteCondition end(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			CallNeeds needs, long now) {
		return new RouteCondition(settle(reservation, failure, usage, now),
				this.health.ended(reservation.request(), failure, this.admitted, now), denied(failure, needs, now),
				this.burndown, this.admitted);
	}

	private QuotaMirror settle(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			long now) {
		if (usage != null) {
			return this.quota.settle(reservation.tokens(), reservation.size(), usage, Math.max(1, this.burndown),
					reservation.admittedAt(), now);
		}
		if (failure == null) {
			return this.quota;
		}
		return switch (failure.kind()) {
			case THROTTLED ->
				this.quota.refused(reservation.tokens(), QuotaMirror.Scope.TOKENS, reservation.admittedAt(), now);
			case THROTTLED_REQUESTS ->
				this.quota.refused(reservation.tokens(), QuotaMirror.Scope.REQUESTS, reservation.admittedAt(), now);
			case THROTTLED_FOR_THE_DAY -> this.quota.release(reservation.tokens(), now);
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
	 * Learn from how a request ended that had no room reserved. Of the quota it says
	 * nothing, since nobody knows how much it asked for.
	 */
	RouteCondition end(@Nullable RouteFailure failure, CallNeeds needs, long now) {
		return new RouteCondition(this.quota, this.health.ended(this.admitted + 1, failure, this.admitted + 1, now),
				denied(failure, needs, now), this.burndown, this.admitted + 1);
	}

}
