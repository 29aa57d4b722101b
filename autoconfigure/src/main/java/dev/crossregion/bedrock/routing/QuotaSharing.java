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
 * Between the mirrors of this instance and quotas that it shares with others: a call that
 * has room here asks there, and its end is settled there too. Where there is no room, the
 * room here is given back, and the route is closed to this instance until it is worth
 * asking again. Thread-safe.
 */
final class QuotaSharing {

	private static final Duration SHORTEST_CLOSE = Duration.ofMillis(1);

	private final RouteStateRegistry states;

	private volatile @Nullable SharedQuotas quotas;

	/** Until when routes are closed. */
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
	 * Add the routes that are closed.
	 * @param taken routes that calls may not use
	 * @param now the time
	 * @return these and those
	 */
	Set<Route.Key> closed(Set<Route.Key> taken, long now) {
		if (this.closed.isEmpty()) {
			return taken;
		}
		Set<Route.Key> all = new HashSet<>(taken);
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
	 * How long a call waits that has found no room.
	 * @param plan its plan
	 * @param delay how long until the mirrors may have room, in nanoseconds
	 * @param now the time
	 * @return the same, or less where a closed route opens before
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
	 * Ask whether the room that a call was given here is there as well.
	 * @param granted what was given
	 * @return the same, or {@link Admission.Wait} when it was given back
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
			reservation.hold(held.room());
			return granted;
		}
		if (answer instanceof SharedQuotas.Throttled throttled) {
			// As if it had been sent and throttled: the mirror here learns what it would
			// have learned from that.
			this.states.ended(reservation, RouteFailure.of(throttled.kind(), null), null, CallNeeds.NONE);
			return new Admission.Wait(SHORTEST_CLOSE);
		}
		Duration close = ((SharedQuotas.NotNow) answer).forAtLeast();
		close = (close.compareTo(SHORTEST_CLOSE) < 0) ? SHORTEST_CLOSE : close;
		this.closed.put(reservation.route(), this.states.now() + close.toNanos());
		this.states.released(reservation);
		return new Admission.Wait(close);
	}

	/**
	 * Settle an attempt that has ended.
	 * @param reservation the room that it held
	 * @param failure how it failed, or {@code null} when it did not
	 * @param usage the tokens that it used, or {@code null} when nothing says so
	 */
	void ended(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage) {
		SharedQuotas.Room room = reservation.room();
		if (room == null) {
			return;
		}
		if (usage != null) {
			RouteState known = this.states.condition(reservation.route());
			settle(reservation, room, (long) usage.charged((known != null) ? known.burndown() : 1), 1);
		}
		else if (failure != null) {
			switch (failure.kind()) {
				case THROTTLED, THROTTLED_REQUESTS -> room.throttled(failure.kind());
				case THROTTLED_FOR_THE_DAY -> settle(reservation, room, 0, 0);
				default -> settle(reservation, room, 0, 1);
			}
		}
	}

	/**
	 * Give back the room of a request that was never sent.
	 * @param reservation the room
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
