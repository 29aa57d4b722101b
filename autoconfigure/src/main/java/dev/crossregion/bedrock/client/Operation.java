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
	 * Whether a call may be sent again along the same route.
	 * @return {@code false} where it holds a conversation
	 */
	boolean mayBeRepeated() {
		return this != INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM;
	}

	/**
	 * The permission that a call needs on its model.
	 * @return the IAM action
	 * @see <a href=
	 * "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html">Actions
	 * of Amazon Bedrock</a>
	 */
	String action() {
		return switch (this) {
			case CONVERSE, INVOKE_MODEL, START_ASYNC_INVOKE -> "bedrock:InvokeModel";
			case CONVERSE_STREAM, INVOKE_MODEL_WITH_RESPONSE_STREAM, INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM ->
				"bedrock:InvokeModelWithResponseStream";
			case COUNT_TOKENS -> "bedrock:CountTokens";
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
