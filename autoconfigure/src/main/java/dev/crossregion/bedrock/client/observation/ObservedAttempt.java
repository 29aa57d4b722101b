package dev.crossregion.bedrock.client.observation;

/**
 * Observes one attempt of a call.
 *
 * @since 0.1.0
 */
public interface ObservedAttempt {

	/** Observes nothing. */
	ObservedAttempt NONE = new ObservedAttempt() {

		@Override
		public Scope openScope() {
			return Scope.NONE;
		}

		@Override
		public void ended(AttemptEnd end) {
			// Nothing is observed.
		}

	};

	/**
	 * The request is about to be made by this thread: make the attempt the current one of
	 * the thread, so that what observes the AWS SDK or its HTTP client finds it. The
	 * answer to an asynchronous request arrives on another thread.
	 * @return to be closed on the same thread
	 */
	Scope openScope();

	/**
	 * The attempt has ended. Invoked once, on any thread.
	 * @param end how it ended
	 */
	void ended(AttemptEnd end);

	/**
	 * The time in which an attempt is the current one of its thread.
	 *
	 * @since 0.1.0
	 */
	@FunctionalInterface
	interface Scope {

		/** Changes nothing. */
		Scope NONE = () -> {
		};

		/**
		 * Restore what was current before.
		 */
		void close();

	}

}
