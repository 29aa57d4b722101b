package dev.crossregion.bedrock.routing;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;

/**
 * The reserved room of an admitted request on its route. It is ended or released once;
 * later attempts to do so have no effect. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Reservation {

	private static final AtomicIntegerFieldUpdater<Reservation> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(Reservation.class, "ended");

	private final Route.Key route;

	private final RequestSize size;

	private final long tokens;

	private final long request;

	private final long admittedAt;

	/** Written before the request is sent, and read when it has ended. */
	private volatile SharedQuotas.@Nullable Room room;

	private volatile int ended;

	Reservation(Route.Key route, RequestSize size, long tokens, long request, long admittedAt) {
		this.route = route;
		this.size = size;
		this.tokens = tokens;
		this.request = request;
		this.admittedAt = admittedAt;
	}

	/**
	 * The route.
	 * @return its key
	 */
	public Route.Key route() {
		return this.route;
	}

	RequestSize size() {
		return this.size;
	}

	/**
	 * The reserved tokens.
	 * @return tokens of quota
	 */
	public long tokens() {
		return this.tokens;
	}

	long request() {
		return this.request;
	}

	long admittedAt() {
		return this.admittedAt;
	}

	// From now on ending the reservation also ends the room in the shared quota.
	void attach(SharedQuotas.Room room) {
		this.room = room;
	}

	SharedQuotas.@Nullable Room room() {
		return this.room;
	}

	boolean end() {
		return ENDED.compareAndSet(this, 0, 1);
	}

	@Override
	public String toString() {
		return this.tokens + " tokens of " + this.route;
	}

}
