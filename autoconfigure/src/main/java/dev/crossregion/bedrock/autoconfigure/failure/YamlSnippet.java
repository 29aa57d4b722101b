package dev.crossregion.bedrock.autoconfigure.failure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A piece of {@code application.yml} for a failure report, indented like the report.
 */
public final class YamlSnippet {

	/** Texts that YAML 1.1 reads as booleans, such as the code of Norway. */
	private static final Pattern BOOLEAN = Pattern.compile("(?i)y|n|yes|no|on|off|true|false");

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/_-]+");

	private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+|\".*\"");

	private static final Pattern ENTRY = Pattern.compile("([^\\[]+)\\[(\\d+)]");

	private static final String INDENT = "    ";

	private static final String PREFIX = PropertyNames.PREFIX + ".";

	/** A key that is to be taken out of the file. Without a value it counts as absent. */
	private static final Object REMOVED = new Object();

	private final Map<String, Object> root = new LinkedHashMap<>();

	private YamlSnippet() {
	}

	/**
	 * A property with its value.
	 * @param property the full name, such as {@code bedrock.cross-region.routes[1].mode}
	 * @param value the value; a collection becomes a list
	 * @return the piece
	 */
	public static YamlSnippet of(String property, Object value) {
		return new YamlSnippet().and(property, value);
	}

	/**
	 * Changes of a configuration. Of a list that changes, all entries are written,
	 * because a list in a file replaces the whole list.
	 * @param changes the properties with their values, {@code null} for those to remove
	 * @param changed the configuration with these changes
	 * @return the piece
	 */
	public static YamlSnippet of(Map<String, @Nullable Object> changes, Map<String, Object> changed) {
		YamlSnippet snippet = new YamlSnippet();
		changes.forEach((property, value) -> {
			int entry = property.indexOf('[');
			if (entry < 0 || !ENTRY.matcher(property.substring(0, property.indexOf(']') + 1)).matches()) {
				snippet.put(property, (value != null) ? value : REMOVED);
			}
			else {
				String list = property.substring(0, entry);
				snippet.put(list, find(changed, list.substring(PREFIX.length())));
			}
		});
		return snippet;
	}

	private static Object find(Map<String, Object> configuration, String path) {
		Object found = configuration;
		for (String element : path.split("\\.")) {
			found = (found instanceof Map<?, ?> map) ? map.get(element) : null;
		}
		return Objects.requireNonNullElse(found, REMOVED);
	}

	YamlSnippet and(String property, Object value) {
		put(property, value);
		return this;
	}

	@SuppressWarnings("unchecked")
	private void put(String property, Object value) {
		Map<String, Object> level = this.root;
		String[] elements = property.split("\\.");
		for (int index = 0; index < elements.length - 1; index++) {
			Object next = level.computeIfAbsent(elements[index], (name) -> new LinkedHashMap<String, Object>());
			if (!(next instanceof Map)) {
				next = new LinkedHashMap<String, Object>();
				level.put(elements[index], next);
			}
			level = (Map<String, Object>) next;
		}
		level.put(elements[elements.length - 1], value);
	}

	private static String text(Object value) {
		if (value instanceof Collection<?> collection) {
			List<String> texts = new ArrayList<>();
			collection.forEach((item) -> texts.add(text(item)));
			return "[" + String.join(", ", texts) + "]";
		}
		String text = plain(value);
		boolean plain = value instanceof Boolean || PLAIN.matcher(text).matches() && !BOOLEAN.matcher(text).matches();
		return (plain) ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	private static String plain(Object value) {
		if (value instanceof Enum<?> constant
				&& !constant.toString().equals(constant.toString().toLowerCase(Locale.ROOT))) {
			return PropertyNames.value(constant);
		}
		if (value instanceof Duration duration) {
			return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
		}
		return value.toString();
	}

	@Override
	public String toString() {
		StringBuilder yaml = new StringBuilder();
		write(yaml, INDENT, this.root);
		return yaml.toString();
	}

	private static void write(StringBuilder yaml, String indent, Map<?, ?> level) {
		level.forEach((key, value) -> {
			String name = key.toString();
			Matcher entry = ENTRY.matcher(name);
			if (entry.matches() && value instanceof Map<?, ?> map) {
				yaml.append(indent).append(entry.group(1)).append(":\n");
				yaml.append(indent).append("- # ").append(name).append('\n');
				write(yaml, indent + "  ", map);
				return;
			}
			yaml.append(indent).append((KEY.matcher(name).matches()) ? name : "\"[" + name + "]\"").append(':');
			if (value instanceof Map<?, ?> map) {
				yaml.append('\n');
				write(yaml, indent + "  ", map);
			}
			else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
				yaml.append('\n');
				list.forEach((item) -> entry(yaml, indent, item));
			}
			else {
				yaml.append((value == REMOVED) ? " # remove this key" : " " + text(value)).append('\n');
			}
		});
	}

	private static void entry(StringBuilder yaml, String indent, @Nullable Object item) {
		if (!(item instanceof Map<?, ?> map) || map.isEmpty()) {
			yaml.append(indent).append("- {}\n");
			return;
		}
		int start = yaml.length();
		write(yaml, indent + "  ", map);
		yaml.setCharAt(start + indent.length(), '-');
	}

}
