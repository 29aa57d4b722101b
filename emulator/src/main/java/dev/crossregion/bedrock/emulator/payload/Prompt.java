package dev.crossregion.bedrock.emulator.payload;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The prompt of a request, read from the body of any operation.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param question the last text of the user
 * @param toolResult the result of a tool call, or {@code null}
 * @param form the form of the answer
 * @param limits the limits of the answer
 * @param inputTokens the tokens of the request
 */
public record Prompt(String question, @Nullable String toolResult, Form form, Limits limits, long inputTokens) {

	/**
	 * The tokens that a request reserves at admission: its input, cached or not, and the
	 * maximum length of its answer. Burndown does not apply here.
	 * @param maxOutput the maximum length of the model's answers; 0 if they have no
	 * tokens
	 * @return the tokens
	 */
	public long reservedTokens(long maxOutput) {
		long maxTokens = this.limits.maxTokens;
		return this.inputTokens + ((maxTokens > 0 && maxOutput > 0) ? maxTokens : maxOutput);
	}

	public static Prompt ofConverse(JsonNode body) {
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
		Form form = new Form((toolResult != null) ? null : tool(body.path("toolConfig")), schema(schema),
				extra.has("thinking") || extra.has("reasoning_config"));
		Limits limits = new Limits(inference.path("maxTokens").asLong(0), strings(inference.path("stopSequences")));
		return new Prompt(texts(last.path("content")), toolResult, form, limits, countTokens(body));
	}

	public static Prompt ofInvoke(JsonNode body) {
		JsonNode last = last(body.path("messages"));
		JsonNode content = last.path("content");
		String question = (content.isString()) ? content.stringValue() : texts(content);
		for (String name : List.of("prompt", "inputText", "text")) {
			if (question.isEmpty() && body.path(name).isString()) {
				question = body.path(name).stringValue();
			}
		}
		JsonNode inference = body.path("inferenceConfig");
		long maxTokens = inference.path("maxTokens").asLong(inference.path("max_new_tokens").asLong(0));
		for (String name : List.of("max_gen_len", "max_completion_tokens", "max_tokens")) {
			maxTokens = body.path(name).asLong(maxTokens);
		}
		return new Prompt(question, null, new Form(null, null, body.has("thinking")),
				new Limits(maxTokens, strings(body.path("stop_sequences"))), countTokens(body));
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

	private static long countTokens(JsonNode body) {
		long characters = 0;
		for (String part : List.of("system", "messages", "toolConfig", "prompt", "inputText", "texts", "inputs")) {
			if (body.has(part)) {
				characters += characters(body.path(part));
			}
		}
		return Tokens.ofCharacters(characters);
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

	/**
	 * The form of an answer.
	 *
	 * @param tool the tool that the model should call, or {@code null}
	 * @param schema the JSON schema that the answer must satisfy, or {@code null}
	 * @param reasoning whether the answer should show its reasoning
	 */
	record Form(@Nullable Tool tool, @Nullable JsonNode schema, boolean reasoning) {
	}

	/**
	 * The limits of an answer.
	 *
	 * @param maxTokens the maximum number of its tokens, or 0 if the request sets none
	 * @param stopSequences the texts before which the answer stops
	 */
	record Limits(long maxTokens, List<String> stopSequences) {
	}

}
