package dev.crossregion.bedrock.client;

/**
 * Gets the record of each finished call. Beans of this type are used in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface InvocationListener {

	/**
	 * Handle the end of a call. Invoked once for each call, on the thread that ended it,
	 * which may be an event loop: must not block. What a listener throws is logged and
	 * has no other effect.
	 * @param invocation the record of the call
	 */
	void onInvocation(InvocationRecord invocation);

}
