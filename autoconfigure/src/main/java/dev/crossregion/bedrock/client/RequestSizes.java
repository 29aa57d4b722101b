package dev.crossregion.bedrock.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/**
 * Reads the size of a request without counting its tokens, which would need a separate
 * CountTokens request to Amazon Bedrock.
 */
final class RequestSizes {

	/**
	 * The largest size of an image or a document, in characters. An image costs a model
	 * some 1,600 tokens, whatever the size of its file.
	 */
	private static final int MAX_MEDIA_CHARACTERS = 6400;

	private static final Pattern MAX_TOKENS = Pattern
		.compile("\"(?:max_tokens|max_completion_tokens|max_new_tokens|max_tokens_to_sample|max_gen_len"
				+ "|max_output_tokens|maxOutputTokens|maxTokens|maxTokenCount)\"\\s*:\\s*(\\d{1,9})");

	private RequestSizes() {
	}

	/**
	 * The size of a request.
	 * @param request the request
	 * @return its size; unknown for operations that draw on no quota of tokens
	 */
	static RequestSize of(BedrockRuntimeRequest request) {
		if (request instanceof ConverseRequest converse) {
			return conversation(converse.inferenceConfig(), converse.messages(), converse.system(),
					converse.toolConfig(), converse.promptVariables(), converse.outputConfig(),
					converse.additionalModelRequestFields());
		}
		if (request instanceof ConverseStreamRequest converse) {
			return conversation(converse.inferenceConfig(), converse.messages(), converse.system(),
					converse.toolConfig(), converse.promptVariables(), converse.outputConfig(),
					converse.additionalModelRequestFields());
		}
		if (request instanceof InvokeModelRequest invoke) {
			return body(invoke.body());
		}
		if (request instanceof InvokeModelWithResponseStreamRequest invoke) {
			return body(invoke.body());
		}
		return RequestSize.UNKNOWN;
	}

	private static RequestSize conversation(@Nullable InferenceConfiguration inference,
			List<@Nullable Message> messages, @Nullable Object... further) {
		Integer maxTokens = (inference != null) ? inference.maxTokens() : null;
		long sum = 0;
		for (Message message : messages) {
			sum += (message != null) ? characters(message.content()) : 0;
		}
		for (Object part : further) {
			sum += characters(part);
		}
		return new RequestSize(sum, (maxTokens != null && maxTokens >= 0) ? maxTokens : RequestSize.NOT_STATED);
	}

	// Each string in a part counts as text for the model, also in unknown kinds of
	// blocks.
	private static long characters(@Nullable Object value) {
		if (value instanceof String text) {
			return text.length();
		}
		// Most blocks are text blocks, in which all other fields are empty.
		if (value instanceof ContentBlock block && block.text() != null) {
			return block.text().length();
		}
		long sum = 0;
		if (value instanceof SdkPojo pojo) {
			for (SdkField<?> field : pojo.sdkFields()) {
				sum += characters(field.getValueOrDefault(pojo));
			}
		}
		else if (value instanceof Iterable<?> values) {
			for (Object element : values) {
				sum += characters(element);
			}
		}
		else if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				sum += characters(entry.getKey()) + characters(entry.getValue());
			}
		}
		else if (value instanceof Document document) {
			sum = (document.isMap()) ? characters(document.asMap()) : (document.isList())
					? characters(document.asList()) : (document.isString()) ? document.asString().length() : 1;
		}
		else if (value instanceof SdkBytes bytes) {
			sum = Math.min(bytes.asByteArrayUnsafe().length, MAX_MEDIA_CHARACTERS);
		}
		return sum;
	}

	// An encoded image is a long run of letters and digits, without a space or a quote.
	private static long characters(byte[] body) {
		long sum = 0;
		int run = 0;
		for (byte character : body) {
			boolean inRun = Character.isLetterOrDigit(character) || character == '+' || character == '/'
					|| character == '=';
			run = (inRun) ? run + 1 : 0;
			sum += (run <= MAX_MEDIA_CHARACTERS) ? 1 : 0;
		}
		return sum;
	}

	private static RequestSize body(@Nullable SdkBytes body) {
		if (body == null) {
			return RequestSize.UNKNOWN;
		}
		// Latin-1 decodes any bytes, and the pattern is ASCII.
		Matcher maxTokens = MAX_TOKENS.matcher(new String(body.asByteArrayUnsafe(), StandardCharsets.ISO_8859_1));
		return new RequestSize(characters(body.asByteArrayUnsafe()),
				(maxTokens.find()) ? Long.parseLong(maxTokens.group(1)) : RequestSize.NOT_STATED);
	}

}
