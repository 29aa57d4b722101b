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
 * Which changes of state are told. Each is, at once; but a state other than
 * {@code available} that comes back within a minute of its last telling, or within ten
 * minutes where it is {@code throttled}, is not told again until that time is over. A
 * route that goes up and down under load is told of now and then, and not with every
 * call. Thread-safe; times are nanoseconds.
 */
final class RouteChanges {

	private static final long MINUTE = 60_000_000_000L;

	private final ConcurrentMap<Route.Key, Told> told = new ConcurrentHashMap<>();

	/**
	 * Compare the state of a route with what was last told of it.
	 * @param route the route
	 * @param state answers its state
	 * @param now the time
	 * @return the change that is to be told, which then counts as told; empty if there is
	 * none
	 */
	Optional<RouteChange> next(Route.Key route, Supplier<RouteStatus> state, long now) {
		for (;;) {
			Told before = this.told.getOrDefault(route, Told.NOTHING);
			RouteStatus current = state.get();
			if (!before.isWorthTelling(current.status(), now)) {
				return Optional.empty();
			}
			if (replace(route, before, before.with(current.status(), now))) {
				return Optional.of(new RouteChange(before.status(), current));
			}
		}
	}

	private boolean replace(Route.Key route, Told before, Told after) {
		return (before == Told.NOTHING) ? this.told.putIfAbsent(route, after) == null
				: this.told.replace(route, before, after);
	}

	boolean hasTold(Route.Key route) {
		return this.told.containsKey(route);
	}

	void reset() {
		this.told.clear();
	}

	/**
	 * What was told of a route.
	 *
	 * @param status the state that was told last
	 * @param times when each state was told last
	 */
	private record Told(Status status, Map<Status, Long> times) {

		static final Told NOTHING = new Told(Status.AVAILABLE, Map.of());

		boolean isWorthTelling(Status now, long time) {
			if (now == this.status) {
				return false;
			}
			Long last = this.times.get(now);
			return now == Status.AVAILABLE || last == null || time - last >= quiet(now);
		}

		private static long quiet(Status status) {
			return (status == Status.THROTTLED) ? 10 * MINUTE : MINUTE;
		}

		Told with(Status status, long time) {
			Map<Status, Long> times = new EnumMap<>(Status.class);
			times.putAll(this.times);
			times.put(status, time);
			return new Told(status, Map.copyOf(times));
		}

	}

}
