package dev.crossregion.bedrock.autoconfigure.properties;

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
 * The keys that {@link CrossRegionProperties} binds, and suggestions for keys that it
 * does not bind.
 */
public final class KnownProperties {

	private static final String INDEX = "[]";

	private final List<String> models;

	/**
	 * Create an instance.
	 * @param models the models that are declared, as {@code chat-model} or
	 * {@code models.fast}; keys of models are searched below them
	 */
	KnownProperties(List<String> models) {
		this.models = (!models.isEmpty()) ? models : List.of("chat-model");
	}

	/**
	 * The type that a name binds to.
	 * @param name a full name
	 * @return the type, or {@code null} when nothing binds the name
	 */
	public static @Nullable ResolvableType type(ConfigurationPropertyName name) {
		Reached reached = reach(name);
		return (reached.depth() == name.getNumberOfElements()) ? reached.type() : null;
	}

	/**
	 * The longest part of a name that is bound.
	 * @param name a full name
	 * @return the part
	 */
	static ConfigurationPropertyName known(ConfigurationPropertyName name) {
		return name.chop(reach(name).depth());
	}

	/**
	 * Whether a type holds one value, and no keys or entries below.
	 * @param type the type
	 * @return {@code true} for text, numbers and the like
	 */
	public static boolean isScalar(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		return !raw.isRecord() && raw != List.class && raw != Map.class && raw != Object.class;
	}

	/**
	 * Whether a type has keys below it, or entries that have.
	 * @param type the type
	 * @return {@code true} if one value cannot be right
	 */
	static boolean isStructure(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		return raw.isRecord() || raw == Map.class
				|| (raw == List.class && type.getGeneric().resolve(Object.class).isRecord());
	}

	/**
	 * The known keys that an unknown one probably means: at the level where it goes
	 * wrong, else at the levels above it, else at those below.
	 * @param unknown the unknown key
	 * @param value its value
	 * @return at most three full names, the likeliest first
	 */
	List<String> nearest(ConfigurationPropertyName unknown, @Nullable Object value) {
		Reached reached = reach(unknown);
		ConfigurationPropertyName level = unknown.chop(reached.depth());
		if (reached.depth() == unknown.getNumberOfElements()) {
			return List.of(unknown.toString());
		}
		if (isScalar(reached.type())) {
			return List.of(scalar(level, unknown));
		}
		if (reached.type().resolve() == List.class) {
			return List.of(entry(level, reached.type().getGeneric(), unknown));
		}
		List<String> names = new ArrayList<>();
		for (int start = reached.depth(); start < unknown.getNumberOfElements() && names.isEmpty(); start++) {
			ConfigurationPropertyName tail = unknown.subName(start);
			for (int above = reached.depth(); above >= 2 && names.isEmpty(); above--) {
				add(names, unknown.chop(above), tail, value);
			}
			if (names.isEmpty()) {
				below(names, tail, value);
			}
		}
		return names.stream().distinct().limit(3).toList();
	}

	// A list of source Regions means one route for each.
	private static String scalar(ConfigurationPropertyName level, ConfigurationPropertyName unknown) {
		ConfigurationPropertyName routes = level.getParent().append("routes");
		return (level.getLastElement(Form.UNIFORM).equals("sourceregion")
				&& unknown.isNumericIndex(level.getNumberOfElements()) && type(routes) != null)
						? routes + "[" + unknown.getLastElement(Form.ORIGINAL) + "].source-region" : level.toString();
	}

	// Keys where entries are expected.
	private String entry(ConfigurationPropertyName list, ResolvableType entry, ConfigurationPropertyName unknown) {
		if (!entry.resolve(Object.class).isRecord()) {
			return list + "[" + ((unknown.isLastElementIndexed()) ? unknown.getLastElement(Form.ORIGINAL) : "0") + "]";
		}
		ConfigurationPropertyName first = ConfigurationPropertyName.of(list + "[0]");
		List<String> names = new ArrayList<>();
		for (int start = list.getNumberOfElements(); start < unknown.getNumberOfElements()
				&& names.isEmpty(); start++) {
			add(names, first, unknown.subName(start), null);
		}
		return (names.isEmpty()) ? first + ".source-region" : names.get(0);
	}

	private static void add(List<String> names, ConfigurationPropertyName level, ConfigurationPropertyName tail,
			@Nullable Object value) {
		String index = (tail.isLastElementIndexed() && tail.getNumberOfElements() > 1)
				? tail.getLastElement(Form.ORIGINAL) : "";
		ConfigurationPropertyName name = (index.isEmpty()) ? tail : tail.getParent();
		Reached reached = reach(level);
		if (reached.type().resolve() == Map.class) {
			// The keys of a map are names chosen by the user.
			return;
		}
		add(names, level, name.toString(), index, value);
		if (!names.isEmpty()) {
			return;
		}
		KeySynonyms.of(name.toString()).forEach((synonym) -> add(names, level, synonym, index, value));
		if (!names.isEmpty() || name.isEmpty()) {
			return;
		}
		List<String> firsts = new ArrayList<>(KeySynonyms.of(name.getElement(0, Form.DASHED)));
		firsts.addAll(NearMisses.of(name.getElement(0, Form.DASHED), names(reached.type()), (sibling) -> sibling));
		String rest = (name.getNumberOfElements() > 1) ? "." + name.subName(1) : "";
		firsts.forEach((first) -> add(names, level, first + rest, index, value));
	}

	private static void add(List<String> names, ConfigurationPropertyName level, String path, String index,
			@Nullable Object value) {
		boolean entries = path.contains(INDEX);
		if (entries && index.isEmpty()) {
			return;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName
			.ofIfValid(level + "." + path.replace(INDEX, "[" + index + "]"));
		ResolvableType type = (name != null) ? type(name) : null;
		if (name == null || type == null || !accepts(type, value)) {
			return;
		}
		boolean list = type.resolve() == List.class;
		names.add(dashed(name) + ((!index.isEmpty() && !entries && list) ? "[" + index + "]" : ""));
	}

	// In the form in which the documentation writes it.
	private static String dashed(ConfigurationPropertyName name) {
		ConfigurationPropertyName dashed = name.chop(2);
		for (int depth = 2; depth < name.getNumberOfElements(); depth++) {
			String element = name.getElement(depth, Form.UNIFORM);
			ConfigurationPropertyName written = name.subName(depth).chop(1);
			dashed = dashed.append(components(reach(name.chop(depth)).type())
				.filter((component) -> component.getName().equalsIgnoreCase(element))
				.map((component) -> ConfigurationPropertyName
					.of(DataObjectPropertyName.toDashedForm(component.getName())))
				.findFirst()
				.orElse(written));
		}
		return dashed.toString();
	}

	// The value decides between two properties that a name may mean.
	private static boolean accepts(ResolvableType type, @Nullable Object value) {
		Class<?> raw = type.resolve(Object.class);
		return value == null || !raw.isEnum() || EnumeratedValues.of(raw).accepts(value.toString());
	}

	private void below(List<String> names, ConfigurationPropertyName tail, @Nullable Object value) {
		ConfigurationPropertyName top = CrossRegionProperties.NAME;
		List<String> levels = new ArrayList<>(List.of("residency", "catalog", "routing", "client"));
		levels.addAll(this.models);
		this.models.forEach((model) -> levels.addAll(List.of(model + ".residency", model + ".guardrail")));
		levels.addAll(List.of("routes[0]", "routes[0].quota"));
		for (String level : levels) {
			if (names.isEmpty()) {
				add(names, ConfigurationPropertyName.of(top + "." + level), tail, value);
			}
		}
	}

	private static Reached reach(ConfigurationPropertyName name) {
		ResolvableType level = ResolvableType.forClass(CrossRegionProperties.class);
		int depth = 2;
		while (depth < name.getNumberOfElements()) {
			ResolvableType next = next(level, name, depth);
			if (next == null) {
				break;
			}
			level = next;
			depth++;
		}
		return new Reached(level, depth);
	}

	private static @Nullable ResolvableType next(ResolvableType level, ConfigurationPropertyName name, int depth) {
		Class<?> type = level.resolve(Object.class);
		if (type == List.class) {
			return (name.isNumericIndex(depth)) ? level.getGeneric() : null;
		}
		if (type == Map.class) {
			return level.getGeneric(1);
		}
		if (type == Object.class) {
			return level;
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

	/**
	 * The keys of a level.
	 * @param level the type of the level
	 * @return the names of its keys, with hyphens
	 */
	public static List<String> names(ResolvableType level) {
		return components(level).map((component) -> DataObjectPropertyName.toDashedForm(component.getName())).toList();
	}

	/**
	 * How far a name is known.
	 *
	 * @param type the type of the last level that is known
	 * @param depth the number of elements up to there
	 */
	private record Reached(ResolvableType type, int depth) {
	}

}
