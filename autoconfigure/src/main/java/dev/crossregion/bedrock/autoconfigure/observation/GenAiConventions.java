package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.Locale;

/**
 * Names of OpenTelemetry's semantic conventions for generative AI.
 *
 * @see <a href=
 * "https://opentelemetry.io/docs/specs/semconv/gen-ai/aws-bedrock/">Semantic conventions
 * for AWS Bedrock operations</a>
 */
public final class GenAiConventions {

	/** The key of the operation. */
	public static final String OPERATION_NAME = "gen_ai.operation.name";

	/** The key of the provider. */
	public static final String PROVIDER_NAME = "gen_ai.provider.name";

	/** The key of the model. */
	public static final String REQUEST_MODEL = "gen_ai.request.model";

	/** The key of the kind of tokens. */
	public static final String TOKEN_TYPE = "gen_ai.token.type";

	/** The key of the class of errors. */
	public static final String ERROR_TYPE = "error.type";

	/** The provider of all calls. */
	public static final String PROVIDER = "aws.bedrock";

	/** The value of a key that has to be there and does not apply. */
	public static final String NONE = "none";

	private GenAiConventions() {
	}

	/**
	 * The name of an operation. The body of InvokeModel is not read, so that neither of
	 * the well-known names can be told for it.
	 * @param operation the operation as AWS writes it, such as {@code ConverseStream}
	 * @return {@code chat} for Converse and ConverseStream, else a name such as
	 * {@code invoke_model}
	 */
	public static String operationName(String operation) {
		return switch (operation) {
			case "Converse", "ConverseStream" -> "chat";
			case "InvokeModel", "InvokeModelWithResponseStream", "InvokeModelWithBidirectionalStream" -> "invoke_model";
			default -> operation.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
		};
	}

}
