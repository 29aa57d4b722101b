package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.client.observation.AttemptEnd;
import dev.crossregion.bedrock.plan.Route;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The context of the observation of an attempt.
 *
 * @since 0.1.0
 */
public final class AttemptObservationContext extends Observation.Context {

	private final String model;

	private final Route route;

	private volatile @Nullable AttemptEnd end;

	AttemptObservationContext(String model, Route route) {
		this.model = model;
		this.route = route;
	}

	/**
	 * The configured model.
	 * @return its name
	 */
	public String getModel() {
		return this.model;
	}

	/**
	 * The route of the attempt.
	 * @return the route
	 */
	public Route getRoute() {
		return this.route;
	}

	/**
	 * The end of the attempt.
	 * @return how it ended, or {@code null} while it runs
	 */
	public @Nullable AttemptEnd getEnd() {
		return this.end;
	}

	void setEnd(AttemptEnd end) {
		this.end = end;
	}

}
