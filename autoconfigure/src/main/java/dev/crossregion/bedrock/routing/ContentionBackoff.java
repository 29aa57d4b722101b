package dev.crossregion.bedrock.routing;

/**
 * Delays the retry of a compare-and-set that another thread won. Without the delay,
 * threads in contention build new states that they discard at once: this saves
 * allocations when dozens of threads call on few cores.
 */
final class ContentionBackoff {

	private static final int SPINS = 32;

	private static final int MAX_DOUBLINGS = 2;

	private static final int ATTEMPTS_BEFORE_YIELD = 16;

	private ContentionBackoff() {
	}

	/**
	 * Wait before the next attempt: spin, twice as long each time up to a limit, and
	 * yield the processor now and then.
	 * @param attempt how many attempts have failed, from 1
	 */
	static void pause(int attempt) {
		if (attempt % ATTEMPTS_BEFORE_YIELD == 0) {
			Thread.yield();
			return;
		}
		for (int spin = SPINS << Math.min(attempt - 1, MAX_DOUBLINGS); spin > 0; spin--) {
			Thread.onSpinWait();
		}
	}

}
