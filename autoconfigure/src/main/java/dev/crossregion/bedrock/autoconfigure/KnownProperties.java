package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.NearMisses;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * Finds the keys that {@link CrossRegionProperties} binds and that are nearest to one
 * that it does not.
 */
final class KnownProperties {

	private KnownProperties() {
	}

	/**
	 * The known keys nearest to an unknown one: those of the level where it goes wrong,
	 * else those of the same name at any level below.
	 * @param unknown the unknown key
	 * @return at most three full names, nearest first
	 */
	static List<String> nearest(ConfigurationPropertyName unknown) {
		ResolvableType level = ResolvableType.forClass(CrossRegionProperties.class);
		int depth = 2;
		String path = unknown.chop(depth).toString();
		while (depth < unknown.getNumberOfElements()) {
			ResolvableType next = next(level, unknown, depth);
			if (next == null) {
				break;
			}
			level = next;
			path = unknown.chop(++depth).toString();
		}
		if (depth == unknown.getNumberOfElements()) {
			return List.of();
		}
		String written = unknown.getElement(depth, Form.DASHED);
		String parent = path;
		List<String> siblings = NearMisses.of(written, names(level), (name) -> name)
			.stream()
			.map((name) -> parent + "." + name)
			.toList();
		return (!siblings.isEmpty()) ? siblings
				: below(ResolvableType.forClass(CrossRegionProperties.class), CrossRegionProperties.PREFIX).stream()
					.filter((name) -> name.endsWith("." + unknown.getLastElement(Form.DASHED)))
					.toList();
	}

	private static @Nullable ResolvableType next(ResolvableType level, ConfigurationPropertyName name, int depth) {
		if (name.isNumericIndex(depth)) {
			return level.as(List.class).getGeneric();
		}
		if (level.resolve(Object.class) == Map.class) {
			return level.getGeneric(1);
		}
		String element = name.getElement(depth, Form.UNIFORM);
		return components(level).filter((component) -> component.getName().equalsIgnoreCase(element))
			.findFirst()
			.map((component) -> ResolvableType.forType(component.getGenericType()))
			.orElse(null);
	}

	private static Stream<RecordComponent> components(ResolvableType level) {
		RecordComponent[] components = level.resolve(Object.class).getRecordComponents();
		return (components != null) ? Arrays.stream(components) : Stream.empty();
	}

	private static List<String> names(ResolvableType level) {
		return components(level).map((component) -> DataObjectPropertyName.toDashedForm(component.getName())).toList();
	}

	private static List<String> below(ResolvableType level, String path) {
		List<String> names = new ArrayList<>();
		components(level).forEach((component) -> {
			String name = path + "." + DataObjectPropertyName.toDashedForm(component.getName());
			names.add(name);
			names.addAll(below(ResolvableType.forType(component.getGenericType()), name));
		});
		return names;
	}

}
