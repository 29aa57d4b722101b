package dev.crossregion.bedrock.emulator.payload;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the bodies of InvokeModel in the format of each provider.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class InvokeFormats {

	private InvokeFormats() {
	}

	public static JsonNode body(String model, Reply reply) {
		ObjectNode body = Json.object();
		if (model.startsWith("anthropic.")) {
			body.put("id", "msg_1").put("type", "message").put("role", "assistant").put("model", model);
			body.putArray("content").addObject().put("type", "text").put("text", reply.text());
			body.put("stop_reason", reply.stopReason());
			body.set("usage", anthropicUsage(reply));
			return body;
		}
		if (model.startsWith("amazon.nova")) {
			ObjectNode message = body.putObject("output").putObject("message");
			message.put("role", "assistant").putArray("content").addObject().put("text", reply.text());
			body.put("stopReason", reply.stopReason());
			body.set("usage", EventFrames.usage(reply));
			return body;
		}
		return body.put("outputText", reply.text()).put("stopReason", reply.stopReason());
	}

	public static List<JsonNode> chunks(String model, Reply reply) {
		List<JsonNode> chunks = new ArrayList<>();
		boolean anthropic = model.startsWith("anthropic.");
		if (anthropic) {
			ObjectNode start = Json.object().put("type", "message_start");
			start.putObject("message").put("id", "msg_1").put("role", "assistant").put("model", model);
			chunks.add(start);
			chunks.add(Json.object().put("type", "ping"));
			ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
			block.putObject("content_block").put("type", "text").put("text", "");
			chunks.add(block);
		}
		for (String word : Reply.words(reply.text())) {
			ObjectNode chunk = Json.object();
			if (anthropic) {
				chunk.put("type", "content_block_delta").put("index", 0);
				chunk.putObject("delta").put("type", "text_delta").put("text", word);
			}
			else if (model.startsWith("amazon.nova")) {
				chunk.putObject("contentBlockDelta").put("contentBlockIndex", 0).putObject("delta").put("text", word);
			}
			else {
				chunk.put("outputText", word);
			}
			chunks.add(chunk);
		}
		if (anthropic) {
			chunks.add(Json.object().put("type", "content_block_stop").put("index", 0));
			ObjectNode delta = Json.object().put("type", "message_delta");
			delta.putObject("delta").put("stop_reason", reply.stopReason());
			delta.set("usage", anthropicUsage(reply));
			chunks.add(delta);
		}
		ObjectNode last = Json.object();
		if (anthropic) {
			last.put("type", "message_stop");
		}
		last.putObject("amazon-bedrock-invocationMetrics")
			.put("inputTokenCount", reply.usage().inputTokens())
			.put("outputTokenCount", reply.usage().outputTokens())
			.put("invocationLatency", 1)
			.put("firstByteLatency", 1);
		chunks.add(last);
		return chunks;
	}

	static boolean isContent(JsonNode chunk) {
		return chunk.has("outputText") || chunk.has("contentBlockDelta")
				|| chunk.path("type").asString("").equals("content_block_delta");
	}

	private static ObjectNode anthropicUsage(Reply reply) {
		return Json.object()
			.put("input_tokens", reply.usage().inputTokens())
			.put("output_tokens", reply.usage().outputTokens());
	}

}
