package dev.crossregion.bedrock.client;

/**
 * An event of a stream and what it means for it.
 *
 * @param <E> the type of the event
 * @param event the event
 * @param kind what it means
 */
record StreamGateEvent<E>(E event, Kind kind) {

	/**
	 * What an event means for its stream.
	 */
	enum Kind {

		/** Nothing that a caller could show: it may come again from another route. */
		PREAMBLE,

		/** Part of the answer. From the first one on the stream stays on its route. */
		CONTENT,

		/**
		 * What belongs after an event that has not come: it is passed on with the end.
		 */
		EARLY,

		/** The answer is whole, whatever comes after it. */
		END

	}

}
