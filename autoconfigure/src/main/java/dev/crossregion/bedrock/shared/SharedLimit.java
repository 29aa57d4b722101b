package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.routing.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a quota, tokens per minute or requests per minute, that instances share.
 * Implementations are thread-safe and never block.
 */
sealed interface SharedLimit permits KnownLimit, LearnedLimit {

	/**
	 * Whether this limit has the given size.
	 * @param size the size, or {@code null} when it is learned
	 * @return {@code false} if the size has changed, so that the limit must be replaced
	 */
	boolean hasSize(@Nullable Long size);

	/**
	 * Take tokens, if there are enough.
	 * @param amount how many; not negative
	 * @return the share of the call
	 */
	Share tryTake(long amount);

	/**
	 * The share of one call in the limit.
	 */
	interface Share {

		/**
		 * The answer of the store.
		 * @return completes at any time, exceptionally if the store could not be asked
		 */
		CompletableFuture<Taken> taken();

		/**
		 * Take the tokens by what this instance knows of the limit, because the store
		 * does not answer.
		 * @return 0 if the call may be sent, otherwise the time until it may be, in
		 * nanoseconds
		 */
		long tryTakeUnanswered();

		/**
		 * Settle the cost of the call: give back what was taken beyond it, or take the
		 * rest.
		 * @param cost the cost of the call
		 * @return completes when that is done, or has failed; never exceptionally
		 */
		CompletableFuture<Void> settle(long cost);

		/**
		 * Record that Amazon Bedrock throttled the call: no tokens are left, for
		 * {@link QuotaBucket#MARK_DURATION} at least.
		 */
		void throttled();

	}

	/**
	 * The answer of the store.
	 *
	 * @param amount how many tokens were taken
	 * @param delay the time until the call may be sent, in nanoseconds; 0 if it may be
	 * sent now
	 * @param throttled set if another instance was throttled within the last second
	 */
	record Taken(long amount, long delay, @Nullable FailureKind throttled) {

		static final Taken NOTHING = new Taken(0, 0, null);

	}

}
