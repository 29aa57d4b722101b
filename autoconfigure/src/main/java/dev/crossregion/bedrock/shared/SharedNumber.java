package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.routing.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A number of a quota, tokens or requests in a minute, as instances share it.
 * Implementations are thread-safe and never block.
 */
sealed interface SharedNumber permits KnownNumber, LearnedNumber {

	/**
	 * Whether this is how a number is shared.
	 * @param size the number, or {@code null} when it is learned
	 * @return {@code false} if the number has changed
	 */
	boolean isOf(@Nullable Long size);

	/**
	 * Take some, if there is enough.
	 * @param amount how much, not negative
	 * @return what was taken
	 */
	Part take(long amount);

	/**
	 * What one call has of it.
	 */
	interface Part {

		/**
		 * What the engine said, or why it could not be asked.
		 * @return completes at any time
		 */
		CompletableFuture<Taken> taken();

		/**
		 * Charge what the call has cost: give back what was taken too much, or take more.
		 * @param cost what it cost
		 * @return completes when that is done, or has failed; never exceptionally
		 */
		CompletableFuture<Void> settle(long cost);

		/**
		 * Nothing is left, Bedrock says.
		 */
		void throttled();

	}

	/**
	 * What was taken.
	 *
	 * @param amount how much
	 * @param delay how long until there is enough, in nanoseconds; 0 when it was taken
	 * @param throttled set when another instance was throttled lately
	 */
	record Taken(long amount, long delay, @Nullable FailureKind throttled) {

		static final Taken NOTHING = new Taken(0, 0, null);

	}

}
