package dev.crossregion.bedrock.autoconfigure.configurations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of YAML in the action of a failure.
 *
 * @param introduction the line of text before it
 * @param yaml what is to be written
 */
record Suggestion(String introduction, String yaml) {

	/**
	 * Find the pieces in a text: indented blocks that begin with a top-level key.
	 * @param action the text
	 * @return the pieces in order
	 */
	static List<Suggestion> in(String action) {
		List<Suggestion> found = new ArrayList<>();
		String introduction = "";
		StringBuilder yaml = new StringBuilder();
		for (String line : (action + "\n.").split("\n")) {
			boolean piece = line.matches("    [a-z-]+:.*") || (!yaml.isEmpty() && line.startsWith("     "));
			if (piece) {
				yaml.append(line.substring(4)).append('\n');
				continue;
			}
			if (!yaml.isEmpty()) {
				found.add(new Suggestion(introduction, yaml.toString()));
				yaml.setLength(0);
			}
			// One word joins two pieces under the same introduction.
			if (!line.isBlank() && !line.equals("or")) {
				introduction = line;
			}
		}
		return found;
	}

	/**
	 * Whether what is shown is to be taken out of the file.
	 * @return {@code true} if the text before says so
	 */
	boolean isRemoval() {
		return this.introduction.toLowerCase(Locale.ROOT).startsWith("remove");
	}

}
