package dev.crossregion.bedrock.routing;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;

/**
 * Room that an admitted request holds on its route. Ended or released once; what comes
 * later does nothing.
 *
 * @since 0.1.0
 */
public final class Reservation {

	private static final AtomicIntegerFieldUpdater<Reservation> OVER = AtomicIntegerFieldUpdater
		.newUpdater(Reservation.class, "over");

	private final Route.Key route;

	private final RequestSize size;

	private final long tokens;

	private final long request;

	private final long admittedAt;

	/** Written before the call goes on, and read when it has ended. */
	private volatile SharedQuotas.@Nullable Room room;

	private volatile int over;

	Reservation(Route.Key route, RequestSize size, long tokens, long request, long admittedAt) {
		this.route = route;
		this.size = size;
		this.tokens = tokens;
		this.request = request;
		this.admittedAt = admittedAt;
	}

	/**
	 * The route that the room is on.
	 * @return its key
	 */
	public Route.Key route() {
		return this.route;
	}

	RequestSize size() {
		return this.size;
	}

	/**
	 * What is reserved.
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

	// From now on it is room in a shared quota too.
	void hold(SharedQuotas.Room room) {
		this.room = room;
	}

	SharedQuotas.@Nullable Room room() {
		return this.room;
	}

	boolean end() {
		return OVER.compareAndSet(this, 0, 1);
	}

	@Override
	public String toString() {
		return this.tokens + " tokens of " + this.route;
	}

}
