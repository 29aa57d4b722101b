package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A piece of {@code application.yml} to write, indented as the report of a failure is.
 */
final class YamlSnippet {

	/** What YAML 1.1 takes for a boolean: Norway among them. */
	private static final Pattern BOOLEAN = Pattern.compile("(?i)y|n|yes|no|on|off|true|false");

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/_-]+");

	private static final Pattern ENTRY = Pattern.compile("(.+)\\[(\\d+)]");

	private static final String INDENT = "    ";

	private final Node root = new Node();

	private YamlSnippet() {
	}

	/**
	 * A property with its value.
	 * @param property the full name, such as {@code bedrock.cross-region.routes[1].mode}
	 * @param value the value; a collection becomes a list
	 * @return the piece
	 */
	static YamlSnippet of(String property, Object value) {
		return new YamlSnippet().and(property, value);
	}

	YamlSnippet and(String property, Object value) {
		Node node = this.root;
		for (String element : property.split("\\.")) {
			node = node.children.computeIfAbsent(element, (name) -> new Node());
		}
		node.value = text(value);
		return this;
	}

	private static String text(Object value) {
		if (value instanceof Collection<?> collection) {
			List<String> texts = new ArrayList<>();
			collection.forEach((item) -> texts.add(text(item)));
			return "[" + String.join(", ", texts) + "]";
		}
		String text = value.toString();
		return (PLAIN.matcher(text).matches() && !BOOLEAN.matcher(text).matches()) ? text : '"' + text + '"';
	}

	@Override
	public String toString() {
		StringBuilder yaml = new StringBuilder();
		this.root.write(yaml, INDENT);
		return yaml.toString();
	}

	/** A key with what is below it. */
	private static final class Node {

		private final Map<String, Node> children = new LinkedHashMap<>();

		private @Nullable String value;

		void write(StringBuilder yaml, String indent) {
			this.children.forEach((name, child) -> {
				Matcher entry = ENTRY.matcher(name);
				if (entry.matches()) {
					yaml.append(indent).append(entry.group(1)).append(":\n");
					yaml.append(indent).append("- # ").append(name).append('\n');
					child.write(yaml, indent + "  ");
				}
				else {
					yaml.append(indent).append(name).append(':');
					yaml.append((child.value != null) ? " " + child.value : "").append('\n');
					child.write(yaml, indent + "  ");
				}
			});
		}

	}

}
