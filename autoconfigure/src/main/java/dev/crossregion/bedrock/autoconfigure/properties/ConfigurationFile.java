package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The keys of one property source below a prefix, as they are written: values with their
 * placeholders, in their order. Reports change it and print it as YAML. Immutable.
 */
public final class ConfigurationFile {

	private static final String INDENT = "    ";

	/** Texts that YAML 1.1 does not read as the text itself. */
	private static final Pattern NOT_TEXT = Pattern.compile("(?i)y|n|yes|no|on|off|null|~"
			+ "|(?!-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*[1-9])?$)[-+]?[0-9][0-9_.:+-]*(?:e[0-9+-]+)?");

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/.][A-Za-z0-9.:/_+-]*(?<!:)|-[0-9.]+[a-z]*");

	private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+");

	private final Map<ConfigurationPropertyName, Object> values;

	private ConfigurationFile(Map<ConfigurationPropertyName, Object> values) {
		this.values = values;
	}

	/**
	 * A file with nothing in it.
	 * @return the file
	 */
	static ConfigurationFile empty() {
		return new ConfigurationFile(Map.of());
	}

	/**
	 * The keys of a source below a prefix.
	 * @param source the source, or {@code null}
	 * @param prefix the prefix
	 * @return the file; empty for the environment, which has no keys to print
	 */
	public static ConfigurationFile of(@Nullable ConfigurationPropertySource source, ConfigurationPropertyName prefix) {
		Map<ConfigurationPropertyName, Object> values = new LinkedHashMap<>();
		if (source instanceof IterableConfigurationPropertySource names
				&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
			names.stream().filter((name) -> isAt(prefix, name)).forEach((name) -> {
				ConfigurationProperty property = source.getConfigurationProperty(name);
				if (property != null) {
					values.put(name, property.getValue());
				}
			});
		}
		return new ConfigurationFile(values);
	}

	/**
	 * Whether a name is a prefix or below it.
	 * @param prefix the prefix
	 * @param name the name
	 * @return {@code true} if it is
	 */
	public static boolean isAt(ConfigurationPropertyName prefix, ConfigurationPropertyName name) {
		return prefix.equals(name) || prefix.isAncestorOf(name);
	}

	/**
	 * Whether there are no keys.
	 * @return {@code true} for a source without keys below the prefix
	 */
	public boolean isEmpty() {
		return this.values.isEmpty();
	}

	/**
	 * The properties.
	 * @return values by name
	 */
	public Map<ConfigurationPropertyName, Object> values() {
		return this.values;
	}

	/**
	 * Whether there is a property, or one below it.
	 * @param name the name
	 * @return {@code true} if there is
	 */
	public boolean contains(ConfigurationPropertyName name) {
		return this.values.keySet().stream().anyMatch((other) -> isAt(name, other));
	}

	/**
	 * Write properties in place of one.
	 * @param name the property that is removed, with all below it
	 * @param replacements the properties in its place; empty for none
	 * @return the changed file
	 */
	public ConfigurationFile with(ConfigurationPropertyName name, Map<ConfigurationPropertyName, Object> replacements) {
		Map<ConfigurationPropertyName, Object> changed = new LinkedHashMap<>();
		this.values.forEach((other, value) -> {
			if (!isAt(name, other)) {
				changed.putIfAbsent(other, value);
			}
			else if (other.equals(name) || !this.values.containsKey(name)) {
				replacements.forEach(changed::putIfAbsent);
			}
		});
		replacements.forEach(changed::putIfAbsent);
		return new ConfigurationFile(changed);
	}

	/**
	 * Write one property in place of another.
	 * @param name the property that is removed, with all below it
	 * @param meant the property that is written
	 * @param value its value
	 * @return the changed file
	 */
	public ConfigurationFile with(ConfigurationPropertyName name, ConfigurationPropertyName meant, Object value) {
		return with(name, Map.of(meant, value));
	}

	ConfigurationFile without(ConfigurationPropertyName name) {
		return with(name, Map.of());
	}

	/**
	 * Rename the first elements of all names.
	 * @param elements how many elements the wrong prefix has
	 * @param prefix the right prefix
	 * @return the changed file
	 */
	ConfigurationFile renamed(int elements, ConfigurationPropertyName prefix) {
		Map<ConfigurationPropertyName, Object> changed = new LinkedHashMap<>();
		this.values.forEach((name, value) -> changed.put(prefix.append(name.subName(elements)), value));
		return new ConfigurationFile(changed);
	}

	/**
	 * The file as YAML, indented as the report of a failure is.
	 * @return the lines
	 */
	@Override
	public String toString() {
		Node root = new Node();
		this.values.forEach((name, value) -> {
			Node node = root;
			for (int index = 0; index < name.getNumberOfElements(); index++) {
				node = node.children.computeIfAbsent(key(name, index), (key) -> new Node());
			}
			node.value = value;
		});
		StringBuilder yaml = new StringBuilder();
		root.write(yaml, INDENT);
		return yaml.toString();
	}

	private static String key(ConfigurationPropertyName name, int index) {
		String element = name.getElement(index, Form.ORIGINAL);
		if (name.isNumericIndex(index)) {
			return element;
		}
		boolean indexed = name.chop(index + 1).toString().endsWith("[" + element + "]");
		return (indexed || !KEY.matcher(element).matches()) ? "\"[" + element + "]\"" : element;
	}

	private static String text(Object value) {
		if (value instanceof Collection<?> collection) {
			return collection.stream()
				.map((item) -> text((item != null) ? item : ""))
				.collect(Collectors.joining(", ", "[", "]"));
		}
		String text = value.toString();
		boolean plain = (value instanceof Boolean || !NOT_TEXT.matcher(text).matches())
				&& PLAIN.matcher(text).matches();
		return (plain) ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
	}

	/** A key with what is below it. */
	private static final class Node {

		private final Map<String, Node> children = new LinkedHashMap<>();

		private @Nullable Object value;

		private boolean isList() {
			return !this.children.isEmpty() && this.children.keySet().stream().allMatch((key) -> key.matches("\\d+"));
		}

		private boolean isListOfValues() {
			return isList() && this.children.values().stream().allMatch((child) -> child.children.isEmpty());
		}

		private void write(StringBuilder yaml, String indent) {
			this.children.forEach((key, child) -> {
				yaml.append(indent).append(key).append(':');
				child.writeValue(yaml, indent);
			});
		}

		private void writeValue(StringBuilder yaml, String indent) {
			if (isListOfValues()) {
				List<Object> items = new ArrayList<>();
				this.children.values().forEach((child) -> items.add((child.value != null) ? child.value : ""));
				yaml.append(' ').append(text(items)).append('\n');
			}
			else if (isList()) {
				yaml.append('\n');
				this.children.values().forEach((child) -> child.writeEntry(yaml, indent));
			}
			else if (!this.children.isEmpty()) {
				yaml.append('\n');
				write(yaml, indent + "  ");
			}
			else {
				yaml.append(' ').append(text((this.value != null) ? this.value : "")).append('\n');
			}
		}

		private void writeEntry(StringBuilder yaml, String indent) {
			if (this.children.isEmpty()) {
				yaml.append(indent).append("- ").append(text((this.value != null) ? this.value : "")).append('\n');
				return;
			}
			int start = yaml.length();
			write(yaml, indent + "  ");
			yaml.setCharAt(start + indent.length(), '-');
		}

	}

}
