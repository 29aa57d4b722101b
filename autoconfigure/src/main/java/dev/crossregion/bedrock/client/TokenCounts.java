package dev.crossregion.bedrock.client;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/**
 * What a response says of the tokens it used.
 *
 * @param input tokens of the prompt
 * @param output tokens of the answer
 * @param cacheRead tokens read from the prompt cache
 * @param cacheWrite tokens written to the prompt cache
 * @since 0.1.0
 */
public record TokenCounts(long input, long output, long cacheRead, long cacheWrite) {

	private static final String INPUT_HEADER = "X-Amzn-Bedrock-Input-Token-Count";

	private static final String OUTPUT_HEADER = "X-Amzn-Bedrock-Output-Token-Count";

	static @Nullable TokenCounts of(@Nullable TokenUsage usage) {
		return (usage != null) ? new TokenCounts(orZero(usage.inputTokens()), orZero(usage.outputTokens()),
				orZero(usage.cacheReadInputTokens()), orZero(usage.cacheWriteInputTokens())) : null;
	}

	private static long orZero(@Nullable Integer count) {
		return (count != null) ? count : 0;
	}

	/**
	 * What InvokeModel says in its headers, since its body belongs to the model.
	 * @param response the response
	 * @return the tokens, or {@code null} when the response does not say
	 */
	static @Nullable TokenCounts of(SdkHttpResponse response) {
		OptionalLong input = header(response, INPUT_HEADER);
		OptionalLong output = header(response, OUTPUT_HEADER);
		return (input.isPresent() || output.isPresent()) ? new TokenCounts(input.orElse(0), output.orElse(0), 0, 0)
				: null;
	}

	private static OptionalLong header(SdkHttpResponse response, String name) {
		return response.firstMatchingHeader(name)
			.filter((value) -> value.matches("[0-9]{1,18}"))
			.map((value) -> OptionalLong.of(Long.parseLong(value)))
			.orElse(OptionalLong.empty());
	}

}
