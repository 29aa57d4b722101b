package dev.crossregion.bedrock.profile;

import java.util.regex.Pattern;

/**
 * ID of a foundation model, such as {@code anthropic.claude-sonnet-4-5-20250929-v1:0}.
 * The part behind the provider follows no rule: it may lack a version and hold dots.
 *
 * @param value the ID, starting with its provider
 * @since 0.1.0
 */
public record FoundationModelId(String value) implements ModelReference, Comparable<FoundationModelId> {

	/**
	 * The longest foundation model ID that Bedrock accepts, in characters.
	 */
	static final int MAX_LENGTH = 140;

	private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[A-Za-z0-9][A-Za-z0-9._:-]*");

	/**
	 * Create a foundation model ID.
	 * @throws MalformedModelReferenceException if the value does not look like
	 * {@code provider.model}, or has more than 140 characters
	 */
	public FoundationModelId {
		if (!isValid(value)) {
			throw new MalformedModelReferenceException(value,
					"a foundation model ID looks like 'provider.model', such as 'anthropic.claude-sonnet-4-6'");
		}
	}

	static boolean isValid(String value) {
		return value.length() <= MAX_LENGTH && SHAPE.matcher(value).matches();
	}

	/**
	 * The provider of the model.
	 * @return the part before the first dot, such as {@code anthropic}
	 */
	public String provider() {
		return this.value.substring(0, this.value.indexOf('.'));
	}

	@Override
	public int compareTo(FoundationModelId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
