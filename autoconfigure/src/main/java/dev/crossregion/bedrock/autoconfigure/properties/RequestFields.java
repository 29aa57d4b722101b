package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Parameters specific to a model, as they are written into requests.
 */
public final class RequestFields {

	private RequestFields() {
	}

	/**
	 * Read the fields of a request from the properties of a model.
	 * @param values {@code additional-model-request-fields} as they are bound
	 * @return the fields
	 */
	public static Map<String, Object> of(Map<?, ?> values) {
		Map<String, Object> fields = new LinkedHashMap<>();
		values.forEach((name, value) -> fields.put(String.valueOf(name), field(value)));
		return fields;
	}

	// Spring Boot binds a list below a Map<String, Object> as a map with indexes as keys.
	private static Object field(Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return value;
		}
		boolean list = !map.isEmpty()
				&& IntStream.range(0, map.size()).allMatch((index) -> map.containsKey(String.valueOf(index)));
		return (!list) ? of(map)
				: IntStream.range(0, map.size()).mapToObj((index) -> field(map.get(String.valueOf(index)))).toList();
	}

}
