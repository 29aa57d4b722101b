package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.PropertyNames;
import dev.crossregion.bedrock.profile.NearMisses;

/**
 * The values of an enumeration as configuration writes them: in lower case, with hyphens.
 */
public final class EnumeratedValues {

	/** What other tools and AWS's documentation call the same. */
	private static final Map<String, List<String>> SYNONYMS = Map.ofEntries(
			Map.entry("regional", List.of("in-region", "geographic")),
			Map.entry("crossregion", List.of("geographic", "global")),
			Map.entry("cris", List.of("geographic", "global")), Map.entry("geo", List.of("geographic")),
			Map.entry("multiregion", List.of("geographic")), Map.entry("continental", List.of("geographic")),
			Map.entry("worldwide", List.of("global")), Map.entry("anywhere", List.of("global")),
			Map.entry("any", List.of("global")), Map.entry("local", List.of("in-region")),
			Map.entry("region", List.of("in-region")), Map.entry("singleregion", List.of("in-region")),
			Map.entry("ondemand", List.of("in-region", "default")), Map.entry("snapshot", List.of("bundled")),
			Map.entry("static", List.of("bundled")), Map.entry("offline", List.of("bundled")),
			Map.entry("online", List.of("live")), Map.entry("aws", List.of("live")),
			Map.entry("controlplane", List.of("live")), Map.entry("auto", List.of("live-or-bundled")),
			Map.entry("both", List.of("live-or-bundled")), Map.entry("roundrobin", List.of("spread")),
			Map.entry("balanced", List.of("spread")), Map.entry("loadbalance", List.of("spread")),
			Map.entry("random", List.of("spread")), Map.entry("leastloaded", List.of("spread")),
			Map.entry("weighted", List.of("spread")), Map.entry("failover", List.of("ordered")),
			Map.entry("priority", List.of("ordered", "priority")), Map.entry("sequential", List.of("ordered")),
			Map.entry("first", List.of("ordered")), Map.entry("standard", List.of("default")),
			Map.entry("system", List.of("after-system")), Map.entry("systemonly", List.of("after-system")),
			Map.entry("tools", List.of("after-tools")), Map.entry("toolsonly", List.of("after-tools")),
			Map.entry("usermessage", List.of("after-user-message")), Map.entry("synchronous", List.of("sync")),
			Map.entry("asynchronous", List.of("async")), Map.entry("json", List.of("response-format-json-schema")),
			Map.entry("jsonschema", List.of("response-format-json-schema")),
			Map.entry("structuredoutput", List.of("response-format-json-schema")));

	private final List<String> values;

	private EnumeratedValues(List<String> values) {
		this.values = values;
	}

	/**
	 * The values of a type.
	 * @param type an enumeration
	 * @return its values
	 */
	public static EnumeratedValues of(Class<?> type) {
		return new EnumeratedValues(Arrays.stream(type.getEnumConstants())
			.map((constant) -> PropertyNames.value((Enum<?>) constant))
			.toList());
	}

	/**
	 * All values.
	 * @return in the order of their declaration
	 */
	List<String> all() {
		return this.values;
	}

	/**
	 * Whether relaxed binding reads a text as one of the values.
	 * @param text the text
	 * @return {@code true} if it does
	 */
	public boolean accepts(String text) {
		return this.values.stream().anyMatch((value) -> uniform(value).equals(uniform(text)));
	}

	/**
	 * The values that a text probably means.
	 * @param text the text
	 * @return the likeliest first; empty when none is near
	 */
	List<String> nearest(String text) {
		String written = uniform(text);
		List<String> meant = SYNONYMS.getOrDefault(written, List.of()).stream().filter(this.values::contains).toList();
		if (!meant.isEmpty()) {
			return meant;
		}
		List<String> near = NearMisses.of(written, this.values, EnumeratedValues::uniform);
		return (!near.isEmpty()) ? near : this.values.stream().filter((value) -> isPart(written, value)).toList();
	}

	private static boolean isPart(String written, String value) {
		return written.length() > 3 && (uniform(value).contains(written) || written.contains(uniform(value)));
	}

	/**
	 * The values in a sentence.
	 * @return the values, separated by commas
	 */
	@Override
	public String toString() {
		return String.join(", ", this.values);
	}

	private static String uniform(String text) {
		return text.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

}
