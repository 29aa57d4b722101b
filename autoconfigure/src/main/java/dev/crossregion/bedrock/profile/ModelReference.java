package dev.crossregion.bedrock.profile;

/**
 * A reference to a model in a request to Amazon Bedrock: a foundation model ID, the ID of
 * a system-defined inference profile, or an ARN.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse,
 * modelId</a>
 */
public sealed interface ModelReference permits FoundationModelId, InferenceProfileId, BedrockArn {

	/**
	 * The longest model reference that Bedrock accepts, in characters.
	 */
	int MAX_LENGTH = 2048;

	/**
	 * The reference as it is sent to Bedrock.
	 * @return the ID or ARN
	 */
	String value();

	/**
	 * Read a model reference. Only the form of the text is read, not the evidence, so an
	 * ID with a prefix that is not known yet may be read as a foundation model ID.
	 * @param value the text
	 * @return the reference
	 * @throws MalformedModelReferenceException if the text can be none of the three
	 */
	static ModelReference parse(String value) {
		if (value.isBlank()) {
			throw new MalformedModelReferenceException(value, "it is empty");
		}
		if (value.length() > MAX_LENGTH) {
			throw new MalformedModelReferenceException(value,
					"it has " + value.length() + " characters, and Amazon Bedrock takes at most " + MAX_LENGTH);
		}
		if (value.startsWith("arn:")) {
			return BedrockArn.parse(value);
		}
		return (InferenceProfileId.hasPrefix(value)) ? InferenceProfileId.parse(value) : new FoundationModelId(value);
	}

}
