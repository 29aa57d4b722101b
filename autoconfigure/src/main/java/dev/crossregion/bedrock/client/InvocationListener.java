package dev.crossregion.bedrock.client;

/**
 * Is told of every finished call. Beans of this type are used in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface InvocationListener {

	/**
	 * A call has ended. Called once a call, on the thread that ended it, which may be an
	 * event loop: do not block. What a listener throws is logged and changes nothing.
	 * @param invocation what became of the call
	 */
	void onInvocation(InvocationRecord invocation);

}
