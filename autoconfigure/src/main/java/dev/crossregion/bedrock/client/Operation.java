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

	@Override
	public String toString() {
		return this.value;
	}

}
