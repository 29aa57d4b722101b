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
 * @param burndown how many tokens of quota a token of an answer costs
 * @param admitted how many requests were admitted; each is known by its number
 * @param sizes what the sizes of its quota are, and where they come from
 */
record RouteState(QuotaMirror quota, RouteHealth health, Denials denials, int burndown, long admitted,
		QuotaSizes sizes) {

	/** As it is before anything is known of the route but its key. */
	static RouteState unused(long now) {
		return new RouteState(QuotaMirror.of(DeclaredQuota.NONE, now), RouteHealth.UNUSED, Denials.NONE, 0, 0,
				QuotaSizes.UNKNOWN);
	}

	/**
	 * What a plan says of the route, and what was read of its quota. Where plans differ,
	 * the stricter quota holds; what was read counts where no plan says anything.
	 */
	RouteState declare(Route route, QuotaSource.@Nullable Quotas read, long now) {
		QuotaSizes sizes = this.sizes.with(route, read);
		if (sizes == this.sizes && this.burndown > 0) {
			return this;
		}
		return new RouteState(this.quota.declare(sizes.known(), now), this.health, this.denials,
				route.accounting().burndown(), this.admitted, sizes);
	}

	/** The day's quota of the source Region is used up, as another route has shown. */
	RouteState spentLike(Suspension day) {
		return with(this.quota, this.health.spentLike(day, this.admitted));
	}

	/** The source Region has a day's quota again, as another route has shown. */
	RouteState unspent() {
		return (this.health.spent() != null) ? with(this.quota, this.health.unspent()) : this;
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
	RouteState reserve(long tokens, long now) {
		long request = this.admitted + 1;
		RouteHealth health = (this.health.isSuspended() && this.health.isDue(now)) ? this.health.probed(request, now)
				: this.health;
		return new RouteState(this.quota.reserve(tokens, now), health, this.denials, this.burndown, request,
				this.sizes);
	}

	/** Give back the room of a request that was never sent, or says nothing. */
	RouteState release(Reservation reservation, long now) {
		return with(this.quota.release(reservation.tokens(), now), this.health.released(reservation.request()));
	}

	private RouteState with(QuotaMirror quota, RouteHealth health) {
		return new RouteState(quota, health, this.denials, this.burndown, this.admitted, this.sizes);
	}

	/** Settle a request, and learn from how it ended. */
	RouteState end(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			CallNeeds needs, long now) {
		return new RouteState(settle(reservation, failure, usage, now),
				this.health.ended(reservation.request(), failure, this.admitted, now), denied(failure, needs, now),
				this.burndown, this.admitted, this.sizes);
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
	RouteState end(@Nullable RouteFailure failure, CallNeeds needs, long now) {
		return new RouteState(this.quota, this.health.ended(this.admitted + 1, failure, this.admitted + 1, now),
				denied(failure, needs, now), this.burndown, this.admitted + 1, this.sizes);
	}

}
