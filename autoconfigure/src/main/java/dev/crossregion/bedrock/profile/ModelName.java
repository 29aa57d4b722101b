package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a model ID or model name, for comparing two spellings of one model.
 *
 * @param prefix the prefix of inference profiles, or empty
 * @param provider the provider, or empty
 * @param words the words of the name, sorted, because the number may precede or follow
 * the family
 * @param date the date of the release as it is written, or empty
 * @param version the version, such as {@code -v1:0}, or empty
 */
record ModelName(String prefix, String provider, List<String> words, String date, String version) {

	private static final Pattern VERSION = Pattern.compile("([-_ .@]?v\\d+([:.]\\d+)?|(-1)?:\\d+)$");

	private static final Pattern DATE = Pattern
		.compile("[-_ .@](20\\d{2}[-./]?[01]\\d[-./]?[0-3]\\d|2[0-9](?:0[1-9]|1[0-2]))$");

	private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])");

	private static final String SEPARATORS = "-_ .:/";

	static ModelName of(String text, Collection<String> prefixes, Collection<String> providers) {
		String rest = text.strip().toLowerCase(Locale.ROOT);
		String prefix = longestPrefix(rest, prefixes);
		rest = withoutPrefix(rest, prefix);
		String provider = longestPrefix(rest, providers);
		rest = withoutPrefix(rest, provider);
		String version = suffix(rest, VERSION, 1);
		rest = rest.substring(0, rest.length() - version.length());
		Matcher dated = DATE.matcher(rest);
		String date = "";
		if (dated.find()) {
			date = dated.group(1).replaceAll("[-./]", "");
			rest = rest.substring(0, dated.start());
		}
		return new ModelName(prefix, provider,
				Arrays.stream(BETWEEN_WORDS.split(rest)).filter((word) -> !word.isEmpty()).sorted().toList(), date,
				version);
	}

	private static String longestPrefix(String text, Collection<String> candidates) {
		return candidates.stream()
			.filter((candidate) -> text.startsWith(candidate) && isFollowed(text, candidate.length()))
			.max(Comparator.comparingInt(String::length))
			.orElse("");
	}

	// Followed by a separator and then a letter.
	private static boolean isFollowed(String text, int end) {
		int next = end;
		while (next < text.length() && SEPARATORS.indexOf(text.charAt(next)) >= 0) {
			next++;
		}
		return next > end && next < text.length() && Character.isLetter(text.charAt(next));
	}

	private static String withoutPrefix(String text, String prefix) {
		int next = prefix.length();
		while (!prefix.isEmpty() && SEPARATORS.indexOf(text.charAt(next)) >= 0) {
			next++;
		}
		return text.substring(next);
	}

	private static String suffix(String text, Pattern pattern, int group) {
		Matcher matcher = pattern.matcher(text);
		return (matcher.find()) ? matcher.group(group) : "";
	}

	/**
	 * Whether a text has no date or the date of another name.
	 * @param other the name of a known model
	 * @return {@code true} unless both have dates that differ
	 */
	boolean sameRelease(ModelName other) {
		return this.date.isEmpty() || other.date.isEmpty() || this.date.equals(other.date);
	}

	/**
	 * Whether a text has no version or the version of another name.
	 * @param other the name of a known model
	 * @return {@code true} unless both have versions that differ
	 */
	boolean sameVersion(ModelName other) {
		String own = digits(this.version);
		String others = digits(other.version);
		return own.isEmpty() || others.isEmpty() || others.startsWith(own) || own.startsWith(others);
	}

	private static String digits(String version) {
		return version.replaceAll("[^0-9:]", "");
	}

	/**
	 * Whether two names differ in the prefix of inference profiles at most.
	 * @param other the name of a known model or profile
	 * @return {@code true} if both name one model in the same way
	 */
	boolean sameModel(ModelName other) {
		return equals(new ModelName(this.prefix, other.provider, other.words, other.date, other.version));
	}

	static boolean contains(List<String> words, List<String> part) {
		List<String> remaining = new ArrayList<>(words);
		return part.stream().allMatch(remaining::remove);
	}

	/**
	 * Describe how a text differs from the ID that it means.
	 * @param written the text
	 * @param meant the ID of the model, taken apart
	 * @return the differences, half a sentence each; at least one
	 */
	List<String> differences(String written, ModelName meant) {
		List<String> differences = new ArrayList<>();
		if (written.strip().contains(" ")) {
			differences.add("it is the name of a model, and an ID looks like 'provider.model'");
		}
		else if (this.provider.isEmpty()) {
			differences.add("it has no provider, and an ID looks like 'provider.model'");
		}
		if (this.date.isEmpty() && !meant.date.isEmpty()) {
			differences.add("the ID of this model has the date '" + meant.date + "'"
					+ ((!meant.version.isEmpty()) ? " and ends with '" + meant.version + "'" : ""));
		}
		else if (!this.version.equals(meant.version)) {
			differences
				.add((meant.version.isEmpty()) ? "the ID of this model does not end with '" + this.version.strip() + "'"
						: "the ID of this model ends with '" + meant.version + "'");
		}
		if (!this.date.isEmpty() && meant.date.isEmpty()) {
			differences.add("the ID of this model has no date");
		}
		if (differences.isEmpty()) {
			differences.add("the parts of its ID are joined in another way");
		}
		return differences;
	}

}
