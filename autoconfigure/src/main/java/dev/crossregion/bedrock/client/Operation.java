package dev.crossregion.bedrock.client;

/**
 * Operations of Amazon Bedrock that are routed.
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
	START_ASYNC_INVOKE("StartAsyncInvoke"),

	/** GetAsyncInvoke, which names no model. */
	GET_ASYNC_INVOKE("GetAsyncInvoke"),

	/** ListAsyncInvokes, which names no model. */
	LIST_ASYNC_INVOKES("ListAsyncInvokes"),

	/** ApplyGuardrail, which names no model. */
	APPLY_GUARDRAIL("ApplyGuardrail"),

	/** InvokeGuardrailChecks, which names no model. */
	INVOKE_GUARDRAIL_CHECKS("InvokeGuardrailChecks");

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
			case INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM, COUNT_TOKENS, START_ASYNC_INVOKE, GET_ASYNC_INVOKE,
					LIST_ASYNC_INVOKES, APPLY_GUARDRAIL, INVOKE_GUARDRAIL_CHECKS ->
				false;
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
	 * The permission that a call needs.
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
			case COUNT_TOKENS, GET_ASYNC_INVOKE, LIST_ASYNC_INVOKES, APPLY_GUARDRAIL, INVOKE_GUARDRAIL_CHECKS ->
				"bedrock:" + this.value;
		};
	}

	/**
	 * Whether its outcome says whether the model can be called on the route. The others
	 * have quotas and permissions of their own.
	 * @return {@code true} for every kind of inference
	 */
	boolean tellsOfRoute() {
		return switch (this) {
			case CONVERSE, CONVERSE_STREAM, INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM,
					INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM ->
				true;
			case COUNT_TOKENS, START_ASYNC_INVOKE, GET_ASYNC_INVOKE, LIST_ASYNC_INVOKES, APPLY_GUARDRAIL,
					INVOKE_GUARDRAIL_CHECKS ->
				false;
		};
	}

	/**
	 * Whether the Region that is called reads a text, so that residency has to admit it.
	 * @return {@code false} where only the state of jobs is asked for
	 */
	boolean readsText() {
		return this != GET_ASYNC_INVOKE && this != LIST_ASYNC_INVOKES;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
