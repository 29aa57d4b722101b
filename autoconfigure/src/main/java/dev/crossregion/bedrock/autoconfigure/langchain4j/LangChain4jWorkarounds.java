package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.ArrayList;
import java.util.List;

import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTrace;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

/**
 * Workarounds for defects of LangChain4j's Bedrock models before version 1.19, shared by
 * the blocking and the streaming model.
 */
final class LangChain4jWorkarounds {

	private LangChain4jWorkarounds() {
	}

	/**
	 * The finish reason of a stop reason for which LangChain4j throws and discards an
	 * answer that has been paid for.
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
	 * Whether a trace has a guardrail. That of a prompt router has none, on which
	 * LangChain4j fails.
	 * @param trace the trace
	 * @return {@code true} if LangChain4j can read it
	 */
	static boolean hasGuardrail(@Nullable ConverseTrace trace) {
		return trace != null && trace.guardrail() != null;
	}

	/**
	 * Complete default parameters by those that the constructor does not copy: service
	 * tier and response format.
	 * @param copied the parameters that the constructor copied
	 * @param given the parameters of the builder, or {@code null}
	 * @return the complete parameters
	 */
	static BedrockChatRequestParameters complete(BedrockChatRequestParameters copied,
			@Nullable ChatRequestParameters given) {
		if (given == null) {
			return copied;
		}
		BedrockChatRequestParameters.Builder completed = BedrockChatRequestParameters.builder().overrideWith(copied);
		completed.responseFormat(given.responseFormat());
		if (given instanceof BedrockChatRequestParameters bedrock) {
			completed.serviceTier(bedrock.serviceTier());
		}
		return completed.build();
	}

	/**
	 * Settings that apply only to a client that LangChain4j creates itself.
	 * @param region the Region; like the others {@code null} if it was not set
	 * @param timeout the timeout
	 * @param logRequests whether requests are logged
	 * @param logResponses whether responses are logged
	 * @param customHeaders the supplier of headers
	 * @return the names of the settings
	 */
	static List<String> withoutEffect(@Nullable Object region, @Nullable Object timeout, @Nullable Object logRequests,
			@Nullable Object logResponses, @Nullable Object customHeaders) {
		List<String> names = new ArrayList<>();
		if (region != null) {
			names.add("region");
		}
		if (timeout != null) {
			names.add("timeout");
		}
		if (logRequests != null || logResponses != null) {
			names.add("logRequests and logResponses");
		}
		if (customHeaders != null) {
			names.add("customHeaders");
		}
		return names;
	}

}
