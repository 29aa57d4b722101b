package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.crossregion.bedrock.routing.RouteState.Status;
import org.jspecify.annotations.Nullable;

/**
 * The state of every route that calls have used, shared by all plans. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RouteStates {

	/** Quotas count by the minute, and refill all the time. */
	private static final Duration THROTTLED = Duration.ofSeconds(5);

	private static final Duration FAULTY = Duration.ofSeconds(10);

	private final Clock clock;

	private final ConcurrentMap<Route.Key, RouteState> states = new ConcurrentHashMap<>();

	/**
	 * Create the states of no route.
	 * @param clock tells the time
	 */
	public RouteStates(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The state of a route.
	 * @param route the route
	 * @return its state now
	 */
	public RouteState of(Route.Key route) {
		return this.states.getOrDefault(route, RouteState.UNUSED).at(this.clock.instant());
	}

	/**
	 * Note how an attempt ended. What the caller did wrong, or gave up, says nothing of
	 * the route.
	 * @param route the route of the attempt
	 * @param outcome how it ended
	 * @param reason what the failure says, or {@code null}
	 */
	public void record(Route.Key route, Outcome outcome, @Nullable String reason) {
		Instant now = this.clock.instant();
		this.states.compute(route, (key, previous) -> switch (outcome) {
			case SUCCESS -> new RouteState(Status.AVAILABLE, null, null, outcome);
			case THROTTLED -> new RouteState(Status.THROTTLED, now.plus(THROTTLED), null, outcome);
			case UNAVAILABLE, TIMEOUT, ERROR -> new RouteState(Status.FAULTY, now.plus(FAULTY), null, outcome);
			case DENIED -> new RouteState(Status.DENIED, null, reason, outcome);
			case INVALID, CANCELLED -> {
				RouteState state = (previous != null) ? previous.at(now) : RouteState.UNUSED;
				yield new RouteState(state.status(), state.until(), state.reason(), outcome);
			}
		});
	}

}
