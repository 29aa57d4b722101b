package dev.crossregion.bedrock.emulator.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the bodies of InvokeModel for embedding models. A vector depends on its text
 * only, and has the length 1.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Embeddings {

	private static final int TITAN_DIMENSIONS = 1024;

	private static final int COHERE_DIMENSIONS = 1536;

	private static final int MAX_DIMENSIONS = 4096;

	private Embeddings() {
	}

	public static JsonNode answer(String model, JsonNode request, long inputTokens) {
		return (model.startsWith("cohere.")) ? cohere(request) : titan(request, inputTokens);
	}

	private static JsonNode titan(JsonNode request, long inputTokens) {
		ArrayNode vector = vector(request.path("inputText").asString(""),
				dimensions(request.path("dimensions"), TITAN_DIMENSIONS));
		ObjectNode body = Json.object();
		body.set("embedding", vector);
		body.put("inputTextTokenCount", inputTokens);
		if (!request.path("embeddingTypes").isEmpty()) {
			body.putObject("embeddingsByType").set("float", vector);
		}
		return body;
	}

	private static JsonNode cohere(JsonNode request) {
		int dimensions = dimensions(request.path("output_dimension"), COHERE_DIMENSIONS);
		ObjectNode body = Json.object().put("id", "embedding_1");
		List<String> texts = texts(request);
		ArrayNode vectors;
		if (request.path("embedding_types").isEmpty()) {
			body.put("response_type", "embeddings_floats");
			vectors = body.putArray("embeddings");
		}
		else {
			body.put("response_type", "embeddings_by_type");
			vectors = body.putObject("embeddings").putArray("float");
		}
		texts.forEach((text) -> vectors.add(vector(text, dimensions)));
		ArrayNode repeated = body.putArray("texts");
		texts.forEach(repeated::add);
		return body;
	}

	private static List<String> texts(JsonNode request) {
		List<String> texts = new ArrayList<>();
		request.path("texts").forEach((text) -> texts.add(text.asString("")));
		for (JsonNode input : request.path("inputs")) {
			StringBuilder parts = new StringBuilder();
			input.path("content").forEach((part) -> parts.append(part.path("text").asString("")));
			texts.add(parts.toString());
		}
		return texts;
	}

	private static int dimensions(JsonNode requested, int defaultValue) {
		return Math.max(1, Math.min(MAX_DIMENSIONS, requested.asInt(defaultValue)));
	}

	private static ArrayNode vector(String text, int dimensions) {
		SplittableRandom random = new SplittableRandom(text.hashCode());
		double[] values = random.doubles(dimensions, -1, 1).toArray();
		double square = 0;
		for (double value : values) {
			square += value * value;
		}
		double length = Math.sqrt(square);
		ArrayNode vector = Json.array();
		for (double value : values) {
			vector.add((float) (value / length));
		}
		return vector;
	}

}
