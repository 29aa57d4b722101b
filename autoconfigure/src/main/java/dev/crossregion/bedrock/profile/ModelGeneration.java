package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The family of a model and its version in it, as its ID tells: that of
 * {@code anthropic.claude-sonnet-4-5-20250929-v1:0} is 4.5 of
 * {@code anthropic.claude-sonnet}. A size such as {@code 70b} and a word such as
 * {@code preview} belong to the family. Only members of one family can be compared. For
 * suggestions, never for requests.
 *
 * @param family the provider and the name without numbers
 * @param version the numbers in the name, which may be none
 * @param date the date in the ID as a number, or 0
 * @param revision the number after {@code v} at the end, or 0
 * @since 0.1.0
 */
public record ModelGeneration(String family, List<Integer> version, int date,
		int revision) implements Comparable<ModelGeneration> {

	private static final Comparator<ModelGeneration> ORDER = Comparator
		.comparing(ModelGeneration::version, ModelGeneration::compare)
		.thenComparingInt(ModelGeneration::date)
		.thenComparingInt(ModelGeneration::revision);

	private static final Pattern REVISION = Pattern.compile("(.+)-(?:v([0-9]{1,4})(?::.*)?|([0-9]{1,4}):.*)");

	private static final Pattern DATE = Pattern.compile("[0-9]{8}");

	private static final Pattern NUMBERED = Pattern.compile("([A-Za-z]*)([0-9]{1,4}(?:\\.[0-9]{1,4})*)");

	/**
	 * Create a generation.
	 */
	public ModelGeneration {
		version = List.copyOf(version);
	}

	/**
	 * Read the ID of a model.
	 * @param model the model
	 * @return its family and version
	 */
	public static ModelGeneration of(FoundationModelId model) {
		String name = model.value().substring(model.provider().length() + 1);
		int revision = 0;
		Matcher tail = REVISION.matcher(name);
		if (tail.matches()) {
			name = tail.group(1);
			revision = Integer.parseInt((tail.group(2) != null) ? tail.group(2) : tail.group(3));
		}
		List<String> words = new ArrayList<>();
		List<Integer> version = new ArrayList<>();
		int date = 0;
		for (String word : name.split("-")) {
			Matcher numbered = NUMBERED.matcher(word);
			if (DATE.matcher(word).matches()) {
				date = Integer.parseInt(word);
			}
			else if (numbered.matches()) {
				words.add(numbered.group(1));
				for (String number : numbered.group(2).split("\\.")) {
					version.add(Integer.valueOf(number));
				}
			}
			else {
				words.add(word);
			}
		}
		words.removeIf(String::isEmpty);
		return new ModelGeneration(model.provider() + "." + String.join("-", words), version, date, revision);
	}

	@Override
	public int compareTo(ModelGeneration other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Whether this is a newer version of the same family.
	 * @param other the other generation
	 * @return {@code true} if so
	 */
	public boolean succeeds(ModelGeneration other) {
		return this.family.equals(other.family) && compareTo(other) > 0;
	}

	// 5 is 5.0.
	private static int compare(List<Integer> version, List<Integer> other) {
		for (int index = 0; index < Math.max(version.size(), other.size()); index++) {
			int order = Integer.compare((index < version.size()) ? version.get(index) : 0,
					(index < other.size()) ? other.get(index) : 0);
			if (order != 0) {
				return order;
			}
		}
		return 0;
	}

}
