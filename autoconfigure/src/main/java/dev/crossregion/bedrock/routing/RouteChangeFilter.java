package dev.crossregion.bedrock.routing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.RouteStatus.Status;

/**
 * Decides which changes of a route's status are reported, so that a route that goes up
 * and down under load does not fill the log. A change to {@code available} always is. A
 * change to another status is left out when the same status was reported less than a
 * minute ago, for {@code throttled} less than ten minutes ago; it is reported after that
 * time if it still holds. Thread-safe; times are nanoseconds.
 */
final class RouteChangeFilter {

	private static final long MINUTE = 60_000_000_000L;

	private final ConcurrentMap<Route.Key, Reports> reported = new ConcurrentHashMap<>();

	/**
	 * Compare the status of a route with the one that was last reported.
	 * @param route the route
	 * @param status reads its current status
	 * @param now the time
	 * @return the change to report, which then counts as reported; empty if there is none
	 */
	Optional<RouteChange> next(Route.Key route, Supplier<RouteStatus> status, long now) {
		for (;;) {
			Reports before = this.reported.getOrDefault(route, Reports.NONE);
			RouteStatus current = status.get();
			if (!before.allows(current.status(), now)) {
				return Optional.empty();
			}
			if (replace(route, before, before.with(current.status(), now))) {
				return Optional.of(new RouteChange(before.last(), current));
			}
		}
	}

	private boolean replace(Route.Key route, Reports before, Reports after) {
		return (before == Reports.NONE) ? this.reported.putIfAbsent(route, after) == null
				: this.reported.replace(route, before, after);
	}

	boolean hasReported(Route.Key route) {
		return this.reported.containsKey(route);
	}

	void reset() {
		this.reported.clear();
	}

	/**
	 * The reports on one route.
	 *
	 * @param last the status that was reported last
	 * @param times when each status was reported last
	 */
	private record Reports(Status last, Map<Status, Long> times) {

		static final Reports NONE = new Reports(Status.AVAILABLE, Map.of());

		boolean allows(Status status, long now) {
			if (status == this.last) {
				return false;
			}
			Long time = this.times.get(status);
			return status == Status.AVAILABLE || time == null || now - time >= minInterval(status);
		}

		private static long minInterval(Status status) {
			return (status == Status.THROTTLED) ? 10 * MINUTE : MINUTE;
		}

		Reports with(Status status, long now) {
			Map<Status, Long> times = new EnumMap<>(Status.class);
			times.putAll(this.times);
			times.put(status, now);
			return new Reports(status, Map.copyOf(times));
		}

	}

}
