package dev.crossregion.bedrock.routing;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.crossregion.bedrock.quota.RequestSize;

/**
 * Room that an admitted request holds on its route. Ended or released once; what comes
 * later does nothing.
 *
 * @since 0.1.0
 */
public final class Reservation {

	private final Route.Key route;

	private final RequestSize size;

	private final AtomicBoolean over = new AtomicBoolean();

	Reservation(Route.Key route, RequestSize size) {
		this.route = route;
		this.size = size;
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

	boolean end() {
		return this.over.compareAndSet(false, true);
	}

}
