package dev.crossregion.bedrock.client;

import java.util.OptionalLong;

import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/**
 * Reads the token counts that a response reports.
 */
final class TokenUsageReader {

	private static final String INPUT_HEADER = "X-Amzn-Bedrock-Input-Token-Count";

	private static final String OUTPUT_HEADER = "X-Amzn-Bedrock-Output-Token-Count";

	private TokenUsageReader() {
	}

	static @Nullable TokenCounts of(@Nullable TokenUsage usage) {
		return (usage != null) ? new TokenCounts(orZero(usage.inputTokens()), orZero(usage.outputTokens()),
				orZero(usage.cacheReadInputTokens()), orZero(usage.cacheWriteInputTokens())) : null;
	}

	private static long orZero(@Nullable Integer count) {
		return (count != null) ? count : 0;
	}

	/**
	 * Read the headers of InvokeModel, because the format of its body depends on the
	 * model.
	 * @param response the response
	 * @return the tokens, or {@code null} if the response reports none
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
