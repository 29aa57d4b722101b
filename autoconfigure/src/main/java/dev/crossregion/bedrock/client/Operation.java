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
	 * Whether a call may be retried on another route.
	 * @return {@code false} if the operation starts a job, holds a conversation, or does
	 * not use the quota of the route
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
	 * Whether a call may be retried on the same route.
	 * @return {@code false} if the operation holds a conversation
	 */
	boolean isRetryable() {
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
	 * Whether the outcome of a call changes the state of its route. Operations other than
	 * inference have separate quotas and permissions.
	 * @return {@code true} for inference
	 */
	boolean reflectsRouteState() {
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
	 * Whether the request contains text to process, so that residency must admit the
	 * Region.
	 * @return {@code false} if the operation only reads the state of jobs
	 */
	boolean readsText() {
		return this != GET_ASYNC_INVOKE && this != LIST_ASYNC_INVOKES;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
