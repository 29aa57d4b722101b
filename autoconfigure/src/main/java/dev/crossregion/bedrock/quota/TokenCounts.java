package dev.crossregion.bedrock.quota;

/**
 * The token usage that a response reports.
 *
 * @param input tokens of the prompt
 * @param output tokens of the output
 * @param cacheRead tokens read from the prompt cache
 * @param cacheWrite tokens written to the prompt cache
 * @since 0.1.0
 */
public record TokenCounts(long input, long output, long cacheRead, long cacheWrite) {

	/**
	 * What Bedrock charges to the quota for them.
	 * @param burndown how many tokens of quota one output token costs
	 * @return tokens of quota: input, cache writes, and output times the burndown
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html">Token
	 * burndown rates</a>
	 */
	public double charged(int burndown) {
		return this.input + this.cacheWrite + (double) this.output * burndown;
	}

}
