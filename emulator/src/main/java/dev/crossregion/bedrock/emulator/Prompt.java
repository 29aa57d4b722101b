package dev.crossregion.bedrock.emulator;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks, whichever operation carries it.
 *
 * @param question the last text of the user
 * @param toolResult what a tool has answered, or {@code null}
 * @param tool the tool that the model should call, or {@code null}
 * @param schema the JSON schema that the answer must satisfy, or {@code null}
 * @param reasoning whether the answer should show its reasoning
 * @param maxTokens the most tokens that the answer may have, or 0 when the request does
 * not say
 * @param stopSequences where the answer must stop
 * @param inputTokens the tokens of the request
 */
record Prompt(String question, @Nullable String toolResult, @Nullable Tool tool, @Nullable JsonNode schema,
		boolean reasoning, long maxTokens, List<String> stopSequences, long inputTokens) {

	/**
	 * What a request reserves at admission: its input, cached or not, and the most that
	 * its answer may have. Burndown does not count here.
	 * @param maxOutput what the model may answer at most; 0 where an answer has no tokens
	 * @return the tokens
	 */
	long reservedTokens(long maxOutput) {
		return this.inputTokens + ((this.maxTokens > 0 && maxOutput > 0) ? this.maxTokens : maxOutput);
	}

	static Prompt ofConverse(JsonNode body) {
		JsonNode last = last(body.path("messages"));
		String toolResult = null;
		for (JsonNode block : last.path("content")) {
			if (block.has("toolResult")) {
				toolResult = texts(block.path("toolResult").path("content"));
			}
		}
		JsonNode schema = body.path("outputConfig")
			.path("textFormat")
			.path("structure")
			.path("jsonSchema")
			.path("schema");
		JsonNode inference = body.path("inferenceConfig");
		JsonNode extra = body.path("additionalModelRequestFields");
		return new Prompt(texts(last.path("content")), toolResult,
				(toolResult != null) ? null : tool(body.path("toolConfig")), schema(schema),
				extra.has("thinking") || extra.has("reasoning_config"), inference.path("maxTokens").asLong(0),
				strings(inference.path("stopSequences")), countAll(body));
	}

	static Prompt ofInvoke(JsonNode body) {
		JsonNode last = last(body.path("messages"));
		JsonNode content = last.path("content");
		String question = (content.isString()) ? content.stringValue() : texts(content);
		for (String name : List.of("prompt", "inputText", "text")) {
			if (question.isEmpty() && body.path(name).isString()) {
				question = body.path(name).stringValue();
			}
		}
		JsonNode inference = body.path("inferenceConfig");
		long most = inference.path("maxTokens").asLong(inference.path("max_new_tokens").asLong(0));
		for (String name : List.of("max_gen_len", "max_completion_tokens", "max_tokens")) {
			most = body.path(name).asLong(most);
		}
		return new Prompt(question, null, null, null, body.has("thinking"), most, strings(body.path("stop_sequences")),
				countAll(body));
	}

	private static @Nullable JsonNode schema(JsonNode schema) {
		if (schema.isMissingNode()) {
			return null;
		}
		return (schema.isString()) ? Json.read(schema.stringValue()) : schema;
	}

	private static JsonNode last(JsonNode messages) {
		return messages.path(messages.size() - 1);
	}

	private static String texts(JsonNode content) {
		List<String> texts = new ArrayList<>();
		for (JsonNode block : content) {
			if (block.path("text").isString()) {
				texts.add(block.path("text").stringValue());
			}
			else if (block.has("json")) {
				texts.add(block.path("json").toString());
			}
		}
		return String.join(" ", texts);
	}

	private static List<String> strings(JsonNode list) {
		List<String> strings = new ArrayList<>();
		list.forEach((node) -> strings.add(node.asString()));
		return strings;
	}

	private static @Nullable Tool tool(JsonNode config) {
		String chosen = config.path("toolChoice").path("tool").path("name").asString("");
		for (JsonNode tool : config.path("tools")) {
			JsonNode spec = tool.path("toolSpec");
			String name = spec.path("name").asString("");
			if (!name.isEmpty() && (chosen.isEmpty() || chosen.equals(name))) {
				return new Tool(name, spec.path("inputSchema").path("json"));
			}
		}
		return null;
	}

	private static long countAll(JsonNode body) {
		long characters = 0;
		for (String part : List.of("system", "messages", "toolConfig", "prompt", "inputText", "texts", "inputs")) {
			if (body.has(part)) {
				characters += characters(body.path(part));
			}
		}
		return Math.max(1, (characters + 3) / 4);
	}

	private static long characters(JsonNode node) {
		if (node.isString()) {
			return node.stringValue().length();
		}
		long sum = 0;
		for (JsonNode child : node) {
			sum += characters(child);
		}
		return sum;
	}

}
