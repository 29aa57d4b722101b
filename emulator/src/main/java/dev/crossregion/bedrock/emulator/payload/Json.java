package dev.crossregion.bedrock.emulator.payload;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes JSON, and creates example values for a JSON schema.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Json {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final int MAX_DEPTH = 8;

	private Json() {
	}

	public static JsonNode read(String json) {
		return MAPPER.readTree(json);
	}

	public static JsonNode read(byte[] json) {
		return MAPPER.readTree(json);
	}

	public static byte[] write(JsonNode node) {
		return MAPPER.writeValueAsBytes(node);
	}

	public static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static ArrayNode array() {
		return MAPPER.createArrayNode();
	}

	/**
	 * Create a value that satisfies a schema.
	 * @param schema the schema
	 * @param text the content of strings
	 * @return the value
	 */
	static JsonNode example(JsonNode schema, String text) {
		return example(schema, schema, text, 0);
	}

	private static JsonNode example(JsonNode schema, JsonNode root, String text, int depth) {
		if (schema.has("$ref")) {
			return (depth < MAX_DEPTH)
					? example(root.at(schema.path("$ref").asString("#").substring(1)), root, text, depth + 1)
					: MAPPER.nullNode();
		}
		if (schema.has("const")) {
			return schema.path("const");
		}
		if (schema.path("enum").size() > 0) {
			return schema.path("enum").path(0);
		}
		for (String choice : new String[] { "anyOf", "oneOf" }) {
			if (schema.path(choice).size() > 0) {
				return example(schema.path(choice).path(0), root, text, depth + 1);
			}
		}
		JsonNode declared = schema.path("type");
		String type = (declared.isArray()) ? declared.path(0).asString("string")
				: declared.asString((schema.has("properties")) ? "object" : "string");
		return switch (type) {
			case "object" -> objectExample(schema, root, text, depth);
			case "array" -> {
				ArrayNode array = MAPPER.createArrayNode();
				if (depth < MAX_DEPTH) {
					array.add(example(schema.path("items"), root, text, depth + 1));
				}
				yield array;
			}
			case "integer" -> MAPPER.getNodeFactory().numberNode(schema.path("minimum").asLong(1));
			case "number" -> MAPPER.getNodeFactory().numberNode(schema.path("minimum").asDouble(1.5));
			case "boolean" -> MAPPER.getNodeFactory().booleanNode(true);
			case "null" -> MAPPER.nullNode();
			default -> MAPPER.getNodeFactory().stringNode(text);
		};
	}

	private static ObjectNode objectExample(JsonNode schema, JsonNode root, String text, int depth) {
		ObjectNode object = MAPPER.createObjectNode();
		if (depth < MAX_DEPTH) {
			schema.path("properties")
				.properties()
				.forEach((property) -> object.set(property.getKey(),
						example(property.getValue(), root, text, depth + 1)));
		}
		return object;
	}

}
