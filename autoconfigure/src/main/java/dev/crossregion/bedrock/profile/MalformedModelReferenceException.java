package dev.crossregion.bedrock.profile;

/**
 * A text is neither a model ID nor the ID of an inference profile nor an ARN of a form
 * that Amazon Bedrock knows.
 *
 * @since 0.1.0
 */
public final class MalformedModelReferenceException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String value;

	private final String problem;

	MalformedModelReferenceException(String value, String problem) {
		super("'" + DisplayText.of(value) + "' is not a model ID, inference profile ID or Bedrock ARN: " + problem);
		this.value = value;
		this.problem = problem;
	}

	/**
	 * The text that could not be read.
	 * @return the whole text
	 */
	public String getValue() {
		return this.value;
	}

	/**
	 * What is wrong with the text.
	 * @return half a sentence, such as {@code it has no resource}
	 */
	public String getProblem() {
		return this.problem;
	}

}
