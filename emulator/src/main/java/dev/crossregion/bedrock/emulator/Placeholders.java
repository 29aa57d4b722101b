package dev.crossregion.bedrock.emulator;

/**
 * What the messages of faults leave open until there is a request.
 *
 * @param model the model as the request names it
 * @param foundationModel the foundation model behind it
 * @param account the account of the emulator
 * @param operation the operation
 * @param guardrail the ARN of the guardrail of the request
 */
record Placeholders(String model, String foundationModel, String account, Operation operation, String guardrail) {

	static final String MODEL = "{model}";

	static final String FOUNDATION_MODEL = "{foundation-model}";

	static final String ACCOUNT = "{account}";

	static final String ACTION = "{action}";

	static final String GUARDRAIL = "{guardrail}";

	String fill(String message) {
		return message.replace(MODEL, this.model)
			.replace(FOUNDATION_MODEL, this.foundationModel)
			.replace(ACCOUNT, this.account)
			.replace(ACTION, action())
			.replace(GUARDRAIL, this.guardrail);
	}

	/** Converse has no permission of its own. */
	private String action() {
		return switch (this.operation) {
			case CONVERSE -> "bedrock:InvokeModel";
			case CONVERSE_STREAM -> "bedrock:InvokeModelWithResponseStream";
			default -> ((this.operation.isServiceQuotas()) ? "servicequotas:" : "bedrock:") + this.operation.value();
		};
	}

}
