package dev.crossregion.bedrock.client;

/**
 * Operations of Amazon Bedrock that name a model.
 *
 * @since 0.1.0
 */
public enum Operation {

	/** Converse. */
	CONVERSE("Converse"),

	/** ConverseStream. */
	CONVERSE_STREAM("ConverseStream"),

	/** InvokeModel. */
	INVOKE_MODEL("InvokeModel"),

	/** InvokeModelWithResponseStream. */
	INVOKE_MODEL_WITH_RESPONSE_STREAM("InvokeModelWithResponseStream"),

	/** InvokeModelWithBidirectionalStream. */
	INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM("InvokeModelWithBidirectionalStream"),

	/** CountTokens. */
	COUNT_TOKENS("CountTokens"),

	/** StartAsyncInvoke. */
	START_ASYNC_INVOKE("StartAsyncInvoke");

	private final String value;

	Operation(String value) {
		this.value = value;
	}

	/**
	 * The name as AWS writes it.
	 * @return the name, such as {@code ConverseStream}
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Whether a call may be sent again along another route.
	 * @return {@code false} where it starts a job, holds a conversation, or does not draw
	 * on the quota that another route would relieve
	 */
	boolean failsOver() {
		return switch (this) {
			case CONVERSE, CONVERSE_STREAM, INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM -> true;
			case INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM, COUNT_TOKENS, START_ASYNC_INVOKE -> false;
		};
	}

	/**
	 * Whether its outcome says whether the model can be called on the route. The others
	 * have quotas and permissions of their own.
	 * @return {@code true} for every kind of inference
	 */
	boolean tellsOfRoute() {
		return this != COUNT_TOKENS && this != START_ASYNC_INVOKE;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
