package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
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

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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
	 * Find the route of the next attempt and reserve room on it.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed
	 * @param size how large the request is
	 * @return what the call may do
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size) {
		Route route = RouteSelector.decide(plan, used);
		return (route != null) ? new Admission.Granted(route, new Reservation(route.key(), size))
				: new Admission.Nothing(Admission.Reason.NONE_LEFT);
	}

	/**
	 * End an attempt: its room is settled, and its route's state follows from how it
	 * went.
	 * @param reservation the room that the attempt held
	 * @param failure why it failed, or {@code null} when it did not
	 * @param usage the tokens that it used, or {@code null} when nothing says so
	 * @param reason what the failure says, or {@code null}
	 */
	public void ended(Reservation reservation, @Nullable FailureKind failure, @Nullable TokenCounts usage,
			@Nullable String reason) {
		if (reservation.end()) {
			record(reservation.route(), failure, reason);
		}
	}

	/**
	 * Give back the room of a request that was never sent.
	 * @param reservation the room
	 */
	public void released(Reservation reservation) {
		if (reservation.end()) {
			changed();
		}
	}

	/**
	 * Note how an attempt without a reservation ended. What the caller did wrong, or gave
	 * up, says nothing of the route.
	 * @param route the route of the attempt
	 * @param failure why it failed, or {@code null} when it did not
	 * @param reason what the failure says, or {@code null}
	 */
	public void record(Route.Key route, @Nullable FailureKind failure, @Nullable String reason) {
		Instant now = this.clock.instant();
		Outcome outcome = (failure != null) ? failure.outcome() : Outcome.SUCCESS;
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
		changed();
	}

	/**
	 * Have waiting calls look again when there may be room. The listener has to be cheap:
	 * it runs on the thread whose attempt has ended.
	 * @param listener is told after every change
	 */
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	private void changed() {
		for (Runnable listener : this.listeners) {
			listener.run();
		}
	}

}
