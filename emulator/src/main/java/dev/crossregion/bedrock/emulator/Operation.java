package dev.crossregion.bedrock.emulator;

/**
 * The operations that the emulator answers.
 *
 * @since 0.1.0
 */
public enum Operation {

	/** Converse. */
	CONVERSE("Converse", false),

	/** ConverseStream. */
	CONVERSE_STREAM("ConverseStream", false),

	/** InvokeModel. */
	INVOKE_MODEL("InvokeModel", false),

	/** InvokeModelWithResponseStream. */
	INVOKE_MODEL_WITH_RESPONSE_STREAM("InvokeModelWithResponseStream", false),

	/** CountTokens. */
	COUNT_TOKENS("CountTokens", false),

	/** StartAsyncInvoke. */
	START_ASYNC_INVOKE("StartAsyncInvoke", false),

	/** GetAsyncInvoke. */
	GET_ASYNC_INVOKE("GetAsyncInvoke", false),

	/** ListAsyncInvokes. */
	LIST_ASYNC_INVOKES("ListAsyncInvokes", false),

	/** ApplyGuardrail. */
	APPLY_GUARDRAIL("ApplyGuardrail", false),

	/** ListInferenceProfiles. */
	LIST_INFERENCE_PROFILES("ListInferenceProfiles", true),

	/** GetInferenceProfile. */
	GET_INFERENCE_PROFILE("GetInferenceProfile", true),

	/** ListFoundationModels. */
	LIST_FOUNDATION_MODELS("ListFoundationModels", true),

	/** GetFoundationModel. */
	GET_FOUNDATION_MODEL("GetFoundationModel", true),

	/** GetGuardrail. */
	GET_GUARDRAIL("GetGuardrail", true),

	/** GetAccountDataRetention. */
	GET_ACCOUNT_DATA_RETENTION("GetAccountDataRetention", true),

	/** ListServiceQuotas of Service Quotas. */
	LIST_SERVICE_QUOTAS("ListServiceQuotas", true),

	/** GetServiceQuota of Service Quotas. */
	GET_SERVICE_QUOTA("GetServiceQuota", true),

	/** ListAWSDefaultServiceQuotas of Service Quotas. */
	LIST_AWS_DEFAULT_SERVICE_QUOTAS("ListAWSDefaultServiceQuotas", true),

	/** GetAWSDefaultServiceQuota of Service Quotas. */
	GET_AWS_DEFAULT_SERVICE_QUOTA("GetAWSDefaultServiceQuota", true),

	/** Any other request. */
	UNKNOWN("Unknown", false);

	private final String value;

	private final boolean controlPlane;

	Operation(String value, boolean controlPlane) {
		this.value = value;
		this.controlPlane = controlPlane;
	}

	/**
	 * The name of the operation in the AWS API.
	 * @return the name, such as {@code ConverseStream}
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Whether it belongs to a control plane.
	 * @return {@code true} for the control plane of Bedrock and for Service Quotas
	 */
	public boolean isControlPlane() {
		return this.controlPlane;
	}

	/**
	 * Whether it belongs to Service Quotas.
	 * @return {@code false} for the operations of Amazon Bedrock
	 */
	public boolean isServiceQuotas() {
		return switch (this) {
			case LIST_SERVICE_QUOTAS, GET_SERVICE_QUOTA, LIST_AWS_DEFAULT_SERVICE_QUOTAS,
					GET_AWS_DEFAULT_SERVICE_QUOTA ->
				true;
			default -> false;
		};
	}

	/**
	 * Whether the answer is an event stream.
	 * @return {@code true} for the two streaming operations
	 */
	public boolean isStreaming() {
		return this == CONVERSE_STREAM || this == INVOKE_MODEL_WITH_RESPONSE_STREAM;
	}

	/**
	 * The IAM action that allows it. Converse has no action of its own.
	 * @return the action, such as {@code bedrock:InvokeModel}
	 */
	String iamAction() {
		return switch (this) {
			case CONVERSE -> "bedrock:InvokeModel";
			case CONVERSE_STREAM -> "bedrock:InvokeModelWithResponseStream";
			default -> ((isServiceQuotas()) ? "servicequotas:" : "bedrock:") + this.value;
		};
	}

}
