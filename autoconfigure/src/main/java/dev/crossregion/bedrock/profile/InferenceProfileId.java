package dev.crossregion.bedrock.profile;

import java.util.List;
import java.util.regex.Pattern;

/**
 * ID of a system-defined inference profile: a prefix, a dot, and a foundation model ID.
 * The prefix names a geography, not the destinations: those come from evidence.
 *
 * @param prefix the geography, such as {@code eu}, or {@code global}
 * @param model the foundation model behind the profile
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html">Supported
 * Regions and models for inference profiles</a>
 */
public record InferenceProfileId(String prefix, FoundationModelId model) implements ModelReference {

	/**
	 * The prefix of global profiles.
	 */
	public static final String GLOBAL_PREFIX = "global";

	private static final List<String> KNOWN_PREFIXES = List.of("apac", "au", "ca", "eu", GLOBAL_PREFIX, "in", "jp",
			"us", "us-gov");

	private static final Pattern PREFIX = Pattern.compile("[a-z]{2,20}[0-9]?(-[a-z]{2,20}[0-9]?){0,3}");

	/**
	 * A prefix that is not known yet is recognized by the provider after it: in
	 * {@code xai.grok-4.6} no provider follows the first dot, in
	 * {@code mx.anthropic.claude-opus-5} one does.
	 */
	private static final Pattern UNKNOWN_PREFIX = Pattern.compile(PREFIX.pattern() + "\\.([a-z]+|ai21)\\..+");

	/**
	 * Create a profile ID.
	 * @throws MalformedModelReferenceException if the prefix is not made of lower-case
	 * letters
	 */
	public InferenceProfileId {
		if (!isPrefix(prefix)) {
			throw new MalformedModelReferenceException(prefix + "." + model.value(),
					"'" + DisplayText.of(prefix) + "' is not a prefix of inference profiles");
		}
	}

	/**
	 * Whether a text can be the prefix of an inference profile. The set of prefixes is
	 * open: AWS adds geographies.
	 * @param value the text to look at
	 * @return {@code true} if it has the shape of a prefix
	 */
	public static boolean isPrefix(String value) {
		return PREFIX.matcher(value).matches();
	}

	static List<String> knownPrefixes() {
		return KNOWN_PREFIXES;
	}

	static boolean hasPrefix(String value) {
		return KNOWN_PREFIXES.stream().anyMatch((prefix) -> value.startsWith(prefix + "."))
				|| UNKNOWN_PREFIX.matcher(value).matches();
	}

	static InferenceProfileId parse(String value) {
		int dot = value.indexOf('.');
		String model = value.substring(dot + 1);
		if (!FoundationModelId.isValid(model)) {
			throw new MalformedModelReferenceException(value,
					"behind the prefix '" + DisplayText.of(value.substring(0, dot))
							+ "' stands no foundation model ID, such as 'anthropic.claude-sonnet-4-6'");
		}
		return new InferenceProfileId(value.substring(0, dot), new FoundationModelId(model));
	}

	@Override
	public String value() {
		return this.prefix + "." + this.model.value();
	}

	@Override
	public String toString() {
		return value();
	}

}
