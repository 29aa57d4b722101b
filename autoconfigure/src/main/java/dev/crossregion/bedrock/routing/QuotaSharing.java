package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * Connects the quota mirrors of this instance with the quotas that it shares with other
 * instances. A call that has room in the mirror reserves it in the shared quota, and is
 * settled there too. Where the shared quota has no room, the reservation in the mirror is
 * released, and the route is closed to this instance for the time that the shared quota
 * asks for. Thread-safe.
 */
final class QuotaSharing {

	private static final Duration MIN_CLOSED = Duration.ofMillis(1);

	private final RouteStateRegistry states;

	private volatile @Nullable SharedQuotas quotas;

	/** Until when routes are closed, in nanoseconds. */
	private final ConcurrentMap<Route.Key, Long> closed = new ConcurrentHashMap<>();

	QuotaSharing(RouteStateRegistry states) {
		this.states = states;
	}

	void use(@Nullable SharedQuotas quotas) {
		this.quotas = quotas;
		this.closed.clear();
	}

	@Nullable SharedQuotas quotas() {
		return this.quotas;
	}

	void reset() {
		this.closed.clear();
	}

	/**
	 * Add the closed routes to those that other calls wait for.
	 * @param awaited routes that other calls wait for
	 * @param now the time
	 * @return the routes that count as having no room
	 */
	Set<Route.Key> withClosed(Set<Route.Key> awaited, long now) {
		if (this.closed.isEmpty()) {
			return awaited;
		}
		Set<Route.Key> all = new HashSet<>(awaited);
		this.closed.forEach((route, until) -> {
			if (until > now) {
				all.add(route);
			}
			else {
				this.closed.remove(route, until);
			}
		});
		return all;
	}

	/**
	 * How long a call waits that found no room.
	 * @param plan its plan
	 * @param delay how long until the mirrors may have room, in nanoseconds
	 * @param now the time
	 * @return the same, or less where a closed route opens earlier
	 */
	long delay(RoutePlan plan, long delay, long now) {
		long shortest = delay;
		if (!this.closed.isEmpty()) {
			for (Route route : plan.routes()) {
				Long until = this.closed.get(route.key());
				if (until != null && until > now) {
					shortest = Math.min(shortest, until - now);
				}
			}
		}
		return shortest;
	}

	/**
	 * Reserve in the shared quota what a call has reserved in the mirror.
	 * @param granted the admission with its reservation
	 * @return the same, or {@link Admission.NoRoom} when the reservation was released
	 */
	CompletableFuture<Admission> confirm(Admission.Granted granted) {
		SharedQuotas quotas = this.quotas;
		if (quotas == null) {
			return CompletableFuture.completedFuture(granted);
		}
		return quotas.reserve(granted.route(), this.states.quota(granted.route()), granted.reservation().tokens())
			.thenApply((answer) -> answered(granted, answer));
	}

	private Admission answered(Admission.Granted granted, SharedQuotas.Answer answer) {
		Reservation reservation = granted.reservation();
		if (answer instanceof SharedQuotas.Held held) {
			reservation.attach(held.room());
			return granted;
		}
		if (answer instanceof SharedQuotas.Throttled throttled) {
			// The mirror learns from the throttle of the other instance as if this
			// request had been sent and throttled.
			this.states.ended(reservation, RouteFailure.of(throttled.kind(), null), null, CallNeeds.NONE);
			return new Admission.NoRoom(MIN_CLOSED);
		}
		Duration close = ((SharedQuotas.NotNow) answer).forAtLeast();
		close = (close.compareTo(MIN_CLOSED) < 0) ? MIN_CLOSED : close;
		this.closed.put(reservation.route(), this.states.now() + close.toNanos());
		this.states.released(reservation);
		return new Admission.NoRoom(close);
	}

	/**
	 * Settle an attempt that has ended.
	 * @param reservation its reservation
	 * @param failure how it failed, or {@code null} when it succeeded
	 * @param usage the tokens that it used, or {@code null} when they are not known
	 */
	void ended(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage) {
		SharedQuotas.Room room = reservation.room();
		if (room == null) {
			return;
		}
		if (usage != null) {
			RouteState state = this.states.state(reservation.route());
			settle(reservation, room, (long) usage.charged((state != null) ? state.sizes().burndown() : 1), 1);
		}
		else if (failure != null) {
			switch (failure.kind()) {
				case THROTTLED, THROTTLED_REQUESTS -> room.throttled(failure.kind());
				case DAILY_QUOTA_EXHAUSTED -> settle(reservation, room, 0, 0);
				default -> settle(reservation, room, 0, 1);
			}
		}
	}

	/**
	 * Give back the room of a request that was not sent.
	 * @param reservation its reservation
	 */
	void released(Reservation reservation) {
		SharedQuotas.Room room = reservation.room();
		if (room != null) {
			settle(reservation, room, 0, 0);
		}
	}

	private void settle(Reservation reservation, SharedQuotas.Room room, long tokens, int requests) {
		room.settle(tokens, requests).thenRun(() -> {
			if (this.closed.remove(reservation.route()) != null) {
				this.states.changed();
			}
		});
	}

}
