package dev.crossregion.bedrock.autoconfigure;

import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTrace;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

/**
 * What LangChain4j's Bedrock models lose before version 1.19, kept. Both models need the
 * same.
 */
final class ModelRepairs {

	private ModelRepairs() {
	}

	/**
	 * The finish reason of a stop reason that LangChain4j rejects together with the
	 * answer, which has been paid for.
	 * @param stopReason the stop reason
	 * @return the finish reason, or {@code null} to leave it to LangChain4j
	 */
	static @Nullable FinishReason finishReason(@Nullable StopReason stopReason) {
		if (stopReason == null) {
			return FinishReason.OTHER;
		}
		return switch (stopReason) {
			case END_TURN, STOP_SEQUENCE, MAX_TOKENS, TOOL_USE, CONTENT_FILTERED, GUARDRAIL_INTERVENED -> null;
			case MODEL_CONTEXT_WINDOW_EXCEEDED -> FinishReason.LENGTH;
			default -> FinishReason.OTHER;
		};
	}

	/**
	 * Whether a trace can be read. One of a prompt router holds no guardrail.
	 * @param trace the trace
	 * @return {@code true} if it tells of a guardrail
	 */
	static boolean hasGuardrail(@Nullable ConverseTrace trace) {
		return trace != null && trace.guardrail() != null;
	}

	/**
	 * Default parameters with what the constructor does not copy: service tier and
	 * response format.
	 * @param copied what the constructor copied
	 * @param given what it was given, or {@code null}
	 * @return the whole
	 */
	static BedrockChatRequestParameters complete(BedrockChatRequestParameters copied,
			@Nullable ChatRequestParameters given) {
		if (given == null) {
			return copied;
		}
		BedrockChatRequestParameters.Builder whole = BedrockChatRequestParameters.builder().overrideWith(copied);
		whole.responseFormat(given.responseFormat());
		if (given instanceof BedrockChatRequestParameters bedrock) {
			whole.serviceTier(bedrock.serviceTier());
		}
		return whole.build();
	}

}
