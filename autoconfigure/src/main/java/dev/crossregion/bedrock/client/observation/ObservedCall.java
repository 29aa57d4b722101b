package dev.crossregion.bedrock.client.observation;

import dev.crossregion.bedrock.plan.Route;

/**
 * Observes one call.
 *
 * @since 0.1.0
 */
public interface ObservedCall {

	/** Observes nothing. */
	ObservedCall NONE = new ObservedCall() {

		@Override
		public ObservedAttempt attemptStarted(Route route) {
			return ObservedAttempt.NONE;
		}

		@Override
		public void ended(CallEnd end) {
			// Nothing is observed.
		}

	};

	/**
	 * An attempt starts. Invoked on any thread, after the end of the attempt before.
	 * @param route the route of the attempt
	 * @return observes the attempt
	 */
	ObservedAttempt attemptStarted(Route route);

	/**
	 * The call has ended. Invoked once, on any thread, after the end of the last attempt.
	 * @param end how it ended
	 */
	void ended(CallEnd end);

}
