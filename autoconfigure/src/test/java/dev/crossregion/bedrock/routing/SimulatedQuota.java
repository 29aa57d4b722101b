package dev.crossregion.bedrock.routing;

/**
 * A quota as Bedrock might keep it: reserved at admission, settled afterwards. How it
 * refills, AWS does not say.
 */
final class SimulatedQuota {

	private static final double NANOS = 1e9;

	private final double tokensPerSecond;

	private final double requestsPerSecond;

	private final Refill refill;

	private final double window;

	private final double burst;

	private double tokens;

	private double requests;

	private long at;

	private long windows;

	/**
	 * Create a full quota.
	 * @param tokensPerSecond its tokens
	 * @param requestsPerSecond its requests
	 * @param refill how it refills
	 * @param window the length of its window in seconds
	 * @param burst what a short burst holds, as a part of a window
	 */
	SimulatedQuota(double tokensPerSecond, double requestsPerSecond, Refill refill, double window, double burst) {
		this.tokensPerSecond = tokensPerSecond;
		this.requestsPerSecond = requestsPerSecond;
		this.refill = refill;
		this.window = window;
		this.burst = burst;
		this.tokens = capacity(tokensPerSecond);
		this.requests = capacity(requestsPerSecond);
	}

	private double capacity(double perSecond) {
		double whole = perSecond * this.window;
		return (this.refill == Refill.SHORT_BURST) ? Math.max(1, whole * this.burst) : whole;
	}

	/**
	 * Reserve room.
	 * @param wanted tokens
	 * @param now the time
	 * @return {@code null} when the request is admitted, otherwise what Bedrock says
	 */
	String reserve(double wanted, long now) {
		refill(now);
		if (this.requests < 1) {
			return "Too many requests, please wait before trying again.";
		}
		if (this.tokens < Math.min(wanted, capacity(this.tokensPerSecond))) {
			return "Too many tokens, please wait before trying again.";
		}
		this.requests--;
		this.tokens -= wanted;
		return null;
	}

	/**
	 * How long until a request is admitted, if nothing else happens.
	 * @param wanted tokens
	 * @param now the time
	 * @return nanoseconds, 0 if it is admitted now
	 */
	long delay(double wanted, long now) {
		refill(now);
		double missing = Math.min(wanted, capacity(this.tokensPerSecond)) - this.tokens;
		if (missing <= 0 && this.requests >= 1) {
			return 0;
		}
		if (this.refill == Refill.FIXED_WINDOW) {
			return (long) Math.ceil((this.windows + 1) * this.window * NANOS) - now + 1;
		}
		double seconds = Math.max(missing / this.tokensPerSecond, (1 - this.requests) / this.requestsPerSecond);
		return (long) Math.ceil(seconds * NANOS) + 1;
	}

	/**
	 * Somebody else uses some of it.
	 * @param amount tokens
	 * @param now the time
	 */
	void use(double amount, long now) {
		refill(now);
		this.tokens -= amount;
	}

	/**
	 * Everything is used up.
	 */
	void empty() {
		this.tokens = 0;
	}

	/**
	 * The window that a request is booked in.
	 * @return its number; always the same one where there are no windows
	 */
	long window() {
		return this.windows;
	}

	void settle(double reserved, double cost, long window, long now) {
		refill(now);
		if (window == this.windows) {
			this.tokens = Math.min(capacity(this.tokensPerSecond), this.tokens + reserved - cost);
		}
		else {
			// What was reserved went with its window. What comes on top is booked now.
			this.tokens -= Math.max(0, cost - reserved);
		}
	}

	private void refill(long now) {
		if (this.refill == Refill.FIXED_WINDOW) {
			long current = (long) (now / NANOS / this.window);
			if (current > this.windows) {
				this.windows = current;
				this.tokens = capacity(this.tokensPerSecond);
				this.requests = capacity(this.requestsPerSecond);
			}
			return;
		}
		double seconds = (now - this.at) / NANOS;
		this.at = now;
		this.tokens = Math.min(capacity(this.tokensPerSecond), this.tokens + seconds * this.tokensPerSecond);
		this.requests = Math.min(capacity(this.requestsPerSecond), this.requests + seconds * this.requestsPerSecond);
	}

	/**
	 * What may be behind a quota.
	 */
	enum Refill {

		/** A bucket of one window that refills all the time. */
		CONTINUOUS,

		/** Full again when a window begins. */
		FIXED_WINDOW,

		/** A bucket of a part of a window. */
		SHORT_BURST

	}

}
