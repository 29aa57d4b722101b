package dev.crossregion.bedrock.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Finds the candidates that are similar to a misspelt text.
 *
 * @since 0.1.0
 */
public final class NearMisses {

	private static final int MAX_SUGGESTIONS = 3;

	private NearMisses() {
	}

	/**
	 * The candidates whose text is nearest to a value, by edit distance.
	 * @param <T> the type of the candidates
	 * @param value what was written
	 * @param candidates the possible corrections
	 * @param text how a candidate is written
	 * @return at most three candidates, nearest first; none that differs in more than a
	 * third of its characters
	 */
	public static <T> List<T> of(String value, Collection<T> candidates, Function<T, String> text) {
		String written = value.toLowerCase(Locale.ROOT);
		record Scored<T>(T candidate, String text, int distance) {
		}
		return candidates.stream()
			.map((candidate) -> new Scored<>(candidate, text.apply(candidate),
					distance(written, text.apply(candidate).toLowerCase(Locale.ROOT))))
			.filter((scored) -> scored.distance() <= Math.max(1, scored.text().length() / 3))
			.sorted(Comparator.<Scored<T>>comparingInt(Scored::distance).thenComparing(Scored::text))
			.limit(MAX_SUGGESTIONS)
			.map(Scored::candidate)
			.toList();
	}

	// Levenshtein distance with a single row of the matrix in memory.
	static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int column = 0; column <= right.length(); column++) {
			row[column] = column;
		}
		for (int line = 1; line <= left.length(); line++) {
			int diagonal = row[0];
			row[0] = line;
			for (int column = 1; column <= right.length(); column++) {
				int substituted = diagonal + ((left.charAt(line - 1) != right.charAt(column - 1)) ? 1 : 0);
				diagonal = row[column];
				row[column] = Math.min(substituted, 1 + Math.min(row[column], row[column - 1]));
			}
		}
		return row[right.length()];
	}

}
