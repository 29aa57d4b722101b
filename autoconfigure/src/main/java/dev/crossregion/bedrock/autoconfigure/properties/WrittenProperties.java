package dev.crossregion.bedrock.autoconfigure.properties;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * The bound properties as a tree of maps, lists and values. Changes return a new
 * instance, which can be bound again.
 */
public final class WrittenProperties {

	private static final Pattern ENTRY = Pattern.compile("([^\\[]+)\\[(\\d+)]");

	private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

	private final Map<String, Object> tree;

	private WrittenProperties(Map<String, Object> tree) {
		this.tree = tree;
	}

	/**
	 * Convert bound properties.
	 * @param properties the properties
	 * @return the same as a tree
	 */
	public static WrittenProperties of(CrossRegionProperties properties) {
		return new WrittenProperties(record(properties));
	}

	/**
	 * The tree.
	 * @return maps, lists and values by the names of keys
	 */
	public Map<String, Object> tree() {
		return this.tree;
	}

	private static Map<String, Object> record(Record properties) {
		Map<String, Object> tree = new LinkedHashMap<>();
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			Object value = copy(value(properties, component));
			if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
				tree.put(DataObjectPropertyName.toDashedForm(component.getName()), value);
			}
		}
		return tree;
	}

	private static @Nullable Object value(Record properties, RecordComponent component) {
		try {
			return component.getAccessor().invoke(properties);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Object copy(@Nullable Object value) {
		if (value instanceof Record properties
				&& properties.getClass().getEnclosingClass() == CrossRegionProperties.class) {
			return record(properties);
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> copy = new LinkedHashMap<>();
			map.forEach((name, item) -> copy.put(name.toString(), copy(item)));
			return copy;
		}
		if (value instanceof List<?> list) {
			List<Object> copy = new ArrayList<>();
			list.forEach((item) -> copy.add(copy(item)));
			return copy;
		}
		return value;
	}

	/**
	 * Change properties.
	 * @param changes full names with new values; {@code null} removes a property
	 * @return the changed properties
	 */
	@SuppressWarnings("unchecked")
	public WrittenProperties with(Map<String, @Nullable Object> changes) {
		Map<String, Object> changed = (Map<String, Object>) copy(this.tree);
		changes.forEach((property, value) -> set(changed,
				property.substring(CrossRegionProperties.PREFIX.length() + 1).split("\\."), copy(value)));
		return new WrittenProperties(changed);
	}

	private static void set(Map<String, Object> tree, String[] path, @Nullable Object value) {
		Map<String, Object> level = tree;
		for (int index = 0; index < path.length - 1; index++) {
			level = below(level, path[index]);
		}
		String last = path[path.length - 1];
		Matcher entry = ENTRY.matcher(last);
		if (entry.matches()) {
			set(list(level, entry.group(1)), Integer.parseInt(entry.group(2)), value);
		}
		else if (value != null) {
			level.put(last, value);
		}
		else {
			level.remove(last);
		}
	}

	private static void set(List<Object> list, int index, @Nullable Object value) {
		if (value == null) {
			list.remove(index);
		}
		else if (index < list.size()) {
			list.set(index, value);
		}
		else {
			list.add(value);
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Object> list(Map<String, Object> level, String name) {
		return (List<Object>) level.computeIfAbsent(name, (key) -> new ArrayList<>());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> below(Map<String, Object> level, String element) {
		Matcher entry = ENTRY.matcher(element);
		return (Map<String, Object>) ((entry.matches())
				? list(level, entry.group(1)).get(Integer.parseInt(entry.group(2)))
				: level.computeIfAbsent(element, (key) -> new LinkedHashMap<>()));
	}

	/**
	 * Bind these properties as those of a file are bound.
	 * @return the properties
	 */
	public CrossRegionProperties bind() {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		flatten(CrossRegionProperties.PREFIX, this.tree, source);
		return new Binder(source).bindOrCreate(CrossRegionProperties.PREFIX, CrossRegionProperties.class);
	}

	private static void flatten(String name, @Nullable Object value, MapConfigurationPropertySource source) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, item) -> flatten(
					name + ((NAME.matcher(key.toString()).matches()) ? "." + key : "[" + key + "]"), item, source));
		}
		else if (value instanceof List<?> list && !list.isEmpty()) {
			for (int index = 0; index < list.size(); index++) {
				flatten(name + "[" + index + "]", list.get(index), source);
			}
		}
		else {
			source.put(name, (value == null || value instanceof List) ? "" : value);
		}
	}

}
