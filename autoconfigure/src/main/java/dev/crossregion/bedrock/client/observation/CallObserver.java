package dev.crossregion.bedrock.client.observation;

/**
 * Observes calls and their attempts while they run, as traces need it. What it throws is
 * logged and has no other effect. It is called on the threads of the call, so it must not
 * block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallObserver {

	/** Observes nothing. */
	CallObserver NONE = (start) -> ObservedCall.NONE;

	/**
	 * A call starts. Invoked on the thread of the caller, also for asynchronous calls and
	 * streams: what belongs to the caller's thread has to be read here.
	 * @param start the call
	 * @return observes the call
	 */
	ObservedCall started(CallStart start);

}
