package dev.crossregion.bedrock.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.client.StreamGateEvent.Kind;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/**
 * Reads chunks whose payload belongs to the model. Only what Anthropic sends around an
 * answer, and the counts that Bedrock adds to the last chunk of every model, are known.
 * <p>
 * Two patterns do, and no JSON parser is needed: inside a JSON string every quote has a
 * backslash, so what looks like a member here is one. The type has to come first in its
 * object, as Anthropic writes it; a chunk that has it elsewhere is read as content, which
 * is always safe.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html">Anthropic
 * Claude Messages API</a>
 */
final class ResponseStreamReader implements StreamGateReader<ResponseStream> {

	private static final Pattern TYPE = Pattern.compile("\\s*\\{\\s*\"type\"\\s*:\\s*\"([a-z_]+)\"");

	private static final Pattern METRICS = Pattern
		.compile("\"amazon-bedrock-invocationMetrics\"\\s*:\\s*\\{([^{}]*)\\}");

	private boolean anthropic;

	private boolean content;

	private @Nullable TokenCounts usage;

	@Override
	public Kind read(ResponseStream event) {
		if (!(event instanceof PayloadPart part) || part.bytes() == null) {
			return Kind.PREAMBLE;
		}
		// Latin-1 takes any bytes, and all that is looked for is ASCII.
		String chunk = new String(part.bytes().asByteArrayUnsafe(), StandardCharsets.ISO_8859_1);
		Matcher matcher = TYPE.matcher(chunk);
		String type = (matcher.lookingAt()) ? matcher.group(1) : "";
		this.anthropic |= type.equals("message_start");
		boolean counted = readUsage(chunk);
		if (counted || (this.anthropic && type.equals("message_stop"))) {
			return Kind.END;
		}
		if (type.equals("message_start") || type.equals("ping") || chunk.isBlank()) {
			return Kind.PREAMBLE;
		}
		this.content = true;
		return Kind.CONTENT;
	}

	private boolean readUsage(String chunk) {
		Matcher metrics = METRICS.matcher(chunk);
		if (!metrics.find()) {
			return false;
		}
		String counts = metrics.group(1);
		this.usage = new TokenCounts(count(counts, "inputTokenCount"), count(counts, "outputTokenCount"),
				count(counts, "cacheReadInputTokenCount"), count(counts, "cacheWriteInputTokenCount"));
		return true;
	}

	private static long count(String counts, String name) {
		Matcher count = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d{1,18})").matcher(counts);
		return (count.find()) ? Long.parseLong(count.group(1)) : 0;
	}

	@Override
	public boolean mayStopHere() {
		return this.content && !this.anthropic;
	}

	@Override
	public List<ResponseStream> rest() {
		return List.of();
	}

	@Override
	public String missing() {
		return (this.anthropic) ? "its message_stop" : "any content";
	}

	@Override
	public @Nullable TokenCounts usage() {
		return this.usage;
	}

}
