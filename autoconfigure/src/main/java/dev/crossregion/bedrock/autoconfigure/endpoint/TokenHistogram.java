package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts answers by their tokens in buckets that are an eighth of their value wide, so
 * that its size does not depend on the number of answers. Thread-safe.
 */
final class TokenHistogram {

	/** The buckets of each power of two, as a power of two. */
	private static final int PRECISION = 3;

	private static final int SLICES = 1 << PRECISION;

	private static final long MAX_TOKENS = (1L << 24) - 1;

	private final AtomicLongArray counts = new AtomicLongArray(bucket(MAX_TOKENS) + 1);

	/**
	 * Count an answer.
	 * @param tokens its tokens
	 */
	void add(long tokens) {
		this.counts.incrementAndGet(bucket(Math.max(0, Math.min(tokens, MAX_TOKENS))));
	}

	private static int bucket(long tokens) {
		if (tokens < SLICES) {
			return (int) tokens;
		}
		int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(tokens) - PRECISION;
		return SLICES * shift + (int) (tokens >>> shift);
	}

	private static long last(int bucket) {
		int shift = Math.max(0, bucket / SLICES - 1);
		return ((bucket - (long) SLICES * shift + 1) << shift) - 1;
	}

	/**
	 * The number of answers.
	 * @return the number
	 */
	long size() {
		long size = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			size += this.counts.get(i);
		}
		return size;
	}

	/**
	 * The tokens that a part of the answers does not exceed.
	 * @param part the part, from 0 to 1
	 * @return the end of the bucket, at most an eighth too much; 0 without answers
	 */
	long percentile(double part) {
		long left = (long) Math.ceil(part * size());
		for (int i = 0; i < this.counts.length(); i++) {
			left -= this.counts.get(i);
			if (left <= 0) {
				return last(i);
			}
		}
		return MAX_TOKENS;
	}

}
