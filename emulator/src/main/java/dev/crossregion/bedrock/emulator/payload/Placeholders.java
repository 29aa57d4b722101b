package dev.crossregion.bedrock.emulator.payload;

/**
 * The values of a request that replace the placeholders in the message of a fault.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param model the model as the request names it
 * @param foundationModel the foundation model behind it
 * @param account the account of the emulator
 * @param action the IAM action of the operation
 * @param guardrail the ARN of the guardrail of the request
 */
public record Placeholders(String model, String foundationModel, String account, String action, String guardrail) {

	/** Stands for the model as the request names it. */
	public static final String MODEL = "{model}";

	/** Stands for the foundation model behind it. */
	public static final String FOUNDATION_MODEL = "{foundation-model}";

	static final String ACCOUNT = "{account}";

	static final String ACTION = "{action}";

	static final String GUARDRAIL = "{guardrail}";

	String fill(String message) {
		return message.replace(MODEL, this.model)
			.replace(FOUNDATION_MODEL, this.foundationModel)
			.replace(ACCOUNT, this.account)
			.replace(ACTION, this.action)
			.replace(GUARDRAIL, this.guardrail);
	}

}
