package dev.crossregion.bedrock.emulator.payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import software.amazon.eventstream.HeaderValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encodes a reply as the frames of an event stream.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class EventFrames {

	private final List<Frame> frames = new ArrayList<>();

	private EventFrames() {
	}

	/**
	 * The frames of ConverseStream.
	 * @param reply the reply
	 * @param position the position of the metadata event
	 * @return the frames
	 */
	public static List<Frame> converse(Reply reply, MetadataPosition position) {
		EventFrames frames = new EventFrames();
		frames.event("messageStart", Json.object().put("role", "assistant"));
		int block = 0;
		if (!reply.reasoning().isEmpty()) {
			for (String word : Reply.words(reply.reasoning())) {
				ObjectNode delta = Json.object();
				delta.putObject("reasoningContent").put("text", word);
				frames.delta(block, delta);
			}
			ObjectNode signature = Json.object();
			signature.putObject("reasoningContent").put("signature", "c2lnbmF0dXJl");
			frames.delta(block, signature);
			frames.event("contentBlockStop", Json.object().put("contentBlockIndex", block++));
		}
		Reply.ToolCall toolCall = reply.toolCall();
		if (toolCall != null) {
			ObjectNode start = Json.object().put("contentBlockIndex", block);
			start.putObject("start").putObject("toolUse").put("toolUseId", "tooluse_1").put("name", toolCall.name());
			frames.event("contentBlockStart", start);
			for (String part : halves(toolCall.input())) {
				ObjectNode delta = Json.object();
				delta.putObject("toolUse").put("input", part);
				frames.delta(block, delta);
			}
		}
		for (String word : Reply.words(reply.text())) {
			frames.delta(block, Json.object().put("text", word));
		}
		frames.event("contentBlockStop", Json.object().put("contentBlockIndex", block));
		if (position == MetadataPosition.BEFORE_MESSAGE_STOP) {
			frames.metadata(reply);
		}
		frames.event("messageStop", Json.object().put("stopReason", reply.stopReason()));
		if (position == MetadataPosition.LAST) {
			frames.metadata(reply);
		}
		return frames.frames;
	}

	private void metadata(Reply reply) {
		ObjectNode metadata = Json.object();
		metadata.set("usage", usage(reply));
		metadata.putObject("metrics").put("latencyMs", 1);
		event("metadata", metadata);
	}

	public static ObjectNode usage(Reply reply) {
		return Json.object()
			.put("inputTokens", reply.usage().inputTokens())
			.put("outputTokens", reply.usage().outputTokens())
			.put("totalTokens", reply.usage().inputTokens() + reply.usage().outputTokens())
			.put("cacheReadInputTokens", 0)
			.put("cacheWriteInputTokens", 0);
	}

	public static List<Frame> invoke(List<JsonNode> chunks) {
		EventFrames frames = new EventFrames();
		for (JsonNode chunk : chunks) {
			String bytes = Base64.getEncoder().encodeToString(Json.write(chunk));
			frames.event("chunk", Json.object().put("bytes", bytes), InvokeFormats.isContent(chunk));
		}
		return frames.frames;
	}

	private static List<String> halves(String text) {
		int middle = text.length() / 2;
		return List.of(text.substring(0, middle), text.substring(middle));
	}

	private void delta(int block, ObjectNode delta) {
		ObjectNode event = Json.object().put("contentBlockIndex", block);
		event.set("delta", delta);
		event("contentBlockDelta", event);
	}

	private void event(String type, ObjectNode payload) {
		event(type, payload, type.equals("contentBlockDelta"));
	}

	private void event(String type, ObjectNode payload, boolean content) {
		Map<String, HeaderValue> headers = new LinkedHashMap<>();
		headers.put(":event-type", HeaderValue.fromString(type));
		headers.put(":content-type", HeaderValue.fromString("application/json"));
		headers.put(":message-type", HeaderValue.fromString("event"));
		this.frames
			.add(new Frame(content || type.equals("chunk"), content, StreamFrame.encode(headers, Json.write(payload))));
	}

	/**
	 * The position of the metadata event, which carries the usage, in ConverseStream.
	 */
	public enum MetadataPosition {

		/** After {@code messageStop}, as Bedrock sends it. */
		LAST,

		/** Before {@code messageStop}. */
		BEFORE_MESSAGE_STOP,

		/** Not sent at all. */
		ABSENT

	}

	/**
	 * A frame.
	 *
	 * @param paced whether the pace applies before it
	 * @param content whether it carries a part of the answer
	 * @param bytes the encoded frame
	 */
	public record Frame(boolean paced, boolean content, byte[] bytes) {

		@Override
		public String toString() {
			return new String(this.bytes, StandardCharsets.ISO_8859_1);
		}

	}

}
