package dev.crossregion.bedrock.policy;

import java.util.List;
import java.util.Map;

/**
 * Writes a policy document as JSON. Its values are maps, lists and strings, and its
 * strings are ARNs, Regions, actions and names of this package.
 */
final class PolicyJson {

	private static final String INDENT = "  ";

	private PolicyJson() {
	}

	static String write(Object value) {
		StringBuilder json = new StringBuilder();
		write(value, "\n", json);
		return json.toString();
	}

	private static void write(Object value, String newLine, StringBuilder json) {
		if (value instanceof Map<?, ?> map) {
			json.append('{');
			String separator = "";
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				json.append(separator).append(newLine).append(INDENT);
				write(entry.getKey(), newLine, json);
				json.append(": ");
				write(entry.getValue(), newLine + INDENT, json);
				separator = ",";
			}
			json.append(newLine).append('}');
		}
		else if (value instanceof List<?> list) {
			json.append('[');
			String separator = "";
			for (Object element : list) {
				json.append(separator).append(newLine).append(INDENT);
				write(element, newLine + INDENT, json);
				separator = ",";
			}
			json.append(newLine).append(']');
		}
		else {
			json.append('"').append(value.toString().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
		}
	}

}
