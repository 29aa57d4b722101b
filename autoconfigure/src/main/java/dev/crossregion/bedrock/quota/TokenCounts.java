package dev.crossregion.bedrock.quota;

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

}
