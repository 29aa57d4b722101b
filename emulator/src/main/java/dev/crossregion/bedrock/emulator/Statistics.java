package dev.crossregion.bedrock.emulator;

import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of runtime requests and of their outcomes by source Region, since the
 * emulator was started. A snapshot of one moment, cheap enough for benchmarks, whose
 * journals would be too long.
 *
 * @param regions the counts by source Region
 * @since 0.1.0
 */
public record Statistics(Map<String, Counts> regions) {

	/**
	 * Create statistics.
	 */
	public Statistics {
		regions = Map.copyOf(regions);
	}

	/**
	 * The counts of one source Region.
	 * @param sourceRegion the source Region
	 * @return its counts, all zero if it has had no request
	 */
	public Counts region(String sourceRegion) {
		return this.regions.getOrDefault(sourceRegion, Counts.NONE);
	}

	/**
	 * The sums of all source Regions.
	 * @return the sums
	 */
	public Counts total() {
		return this.regions.values().stream().reduce(Counts.NONE, Counts::plus);
	}

	/**
	 * The differences to an earlier snapshot.
	 * @param earlier the earlier snapshot
	 * @return the differences
	 */
	public Statistics since(Statistics earlier) {
		Map<String, Counts> differences = new TreeMap<>();
		this.regions
			.forEach((region, counts) -> differences.put(region, counts.plus(earlier.region(region).negated())));
		return new Statistics(differences);
	}

	/**
	 * The numbers of requests, outcomes and tokens.
	 *
	 * @param requests requests that have arrived
	 * @param successes complete answers with status 200
	 * @param throttled answers with status 429
	 * @param errors answers with any other error
	 * @param cut answers that were cut, by a fault or because the client disconnected
	 * @param inputTokens tokens of prompts
	 * @param outputTokens tokens of answers
	 * @param quotaTokens tokens that were charged to quotas: input, plus output
	 * multiplied by the burndown
	 */
	public record Counts(long requests, long successes, long throttled, long errors, long cut, long inputTokens,
			long outputTokens, long quotaTokens) {

		static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

		/**
		 * The requests that have not ended.
		 * @return the number
		 */
		public long open() {
			return this.requests - this.successes - this.throttled - this.errors - this.cut;
		}

		private Counts plus(Counts other) {
			return new Counts(this.requests + other.requests, this.successes + other.successes,
					this.throttled + other.throttled, this.errors + other.errors, this.cut + other.cut,
					this.inputTokens + other.inputTokens, this.outputTokens + other.outputTokens,
					this.quotaTokens + other.quotaTokens);
		}

		private Counts negated() {
			return new Counts(-this.requests, -this.successes, -this.throttled, -this.errors, -this.cut,
					-this.inputTokens, -this.outputTokens, -this.quotaTokens);
		}

	}

}
