package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.Nullable;

/**
 * Mirrors the quota of one route: estimates how much of it is left, as Bedrock counts it.
 * Immutable; every change returns a new mirror. Times are nanoseconds from any origin.
 * <p>
 * Quotas are declared, or learned from throttles; an undeclared quota limits nothing
 * before the first throttle. Requests that are in flight at a throttle are usually
 * throttled together, so that only the first of them counts. After it the mirror backs
 * off, and then admits a few requests, twice as many each time as long as none of them is
 * throttled.
 *
 * @since 0.1.0
 */
public final class QuotaMirror {

	private static final double TOKENS_PER_CHARACTER = 0.25;

	private static final double MIN_TOKENS_PER_CHARACTER = 0.05;

	private static final double MAX_TOKENS_PER_CHARACTER = 4;

	/** Shorter requests do not show how many tokens a character has. */
	private static final long MIN_MEASURED_CHARACTERS = 40;

	/** The weight of one request in the moving average. */
	private static final double AVERAGE_WEIGHT = 0.1;

	private final double tokensPerCharacter;

	private final TokenBucket tokens;

	private final TokenBucket requests;

	private final ThrottleBackoff backoff;

	private QuotaMirror(double tokensPerCharacter, TokenBucket tokens, TokenBucket requests, ThrottleBackoff backoff) {
		this.tokensPerCharacter = tokensPerCharacter;
		this.tokens = tokens;
		this.requests = requests;
		this.backoff = backoff;
	}

	/**
	 * Create the mirror of an unused quota.
	 * @param declared its declared size
	 * @param now the time
	 * @return the mirror
	 */
	public static QuotaMirror of(DeclaredQuota declared, long now) {
		return new QuotaMirror(TOKENS_PER_CHARACTER, TokenBucket.of(perSecond(declared.tokensPerMinute()), now),
				TokenBucket.of(perSecond(declared.requestsPerMinute()), now), ThrottleBackoff.NONE);
	}

	private static double perSecond(@Nullable Long perMinute) {
		return (perMinute != null) ? perMinute / 60.0 : RateEstimate.UNLIMITED;
	}

	/**
	 * Change the declared size of the quota. A number that is not declared is learned
	 * from throttles.
	 * @param quota its size
	 * @param now the time
	 * @return the mirror, this one when the size is the same
	 */
	public QuotaMirror declare(DeclaredQuota quota, long now) {
		TokenBucket tokens = this.tokens.declare(perSecond(quota.tokensPerMinute()), now);
		TokenBucket requests = this.requests.declare(perSecond(quota.requestsPerMinute()), now);
		return (tokens == this.tokens && requests == this.requests) ? this : with(tokens, requests, this.backoff);
	}

	/**
	 * Whether its size, in tokens or in requests, is declared.
	 * @return {@code true} if so
	 */
	public boolean isDeclared() {
		return this.tokens.rate().isDeclared() || this.requests.rate().isDeclared();
	}

	private QuotaMirror with(TokenBucket tokens, TokenBucket requests, ThrottleBackoff backoff) {
		return new QuotaMirror(this.tokensPerCharacter, tokens, requests, backoff);
	}

	/**
	 * The tokens that Bedrock is expected to reserve for a request.
	 * @param size its size, with the maximum of the model where the request states none
	 * @return the estimated input and the maximum of the output
	 */
	public long estimate(RequestSize size) {
		return (long) Math.ceil(size.characters() * this.tokensPerCharacter) + Math.max(0, size.maxTokens());
	}

	/**
	 * How long until a request has room.
	 * @param tokens the tokens to reserve
	 * @param now the time
	 * @return nanoseconds, 0 when there is room
	 */
	public long delay(long tokens, long now) {
		return Math.max(this.tokens.delay(tokens, now), this.requests.delay(1, now));
	}

	/**
	 * The part of the quota that is left.
	 * @param now the time
	 * @return between 0 and 1; less than 0 when more is in use than there was room for
	 */
	public double headroom(long now) {
		return Math.min(this.tokens.headroom(now), this.requests.isUnlimited() ? 1 : this.requests.headroom(now));
	}

	/**
	 * Reserve room for a request.
	 * @param tokens the tokens to reserve
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror reserve(long tokens, long now) {
		long throttleLatency = this.backoff.throttleLatency();
		return with(this.tokens.take(tokens, throttleLatency, now),
				(this.requests.isUnlimited()) ? this.requests : this.requests.take(1, throttleLatency, now),
				this.backoff.sent(now));
	}

	/**
	 * Settle a request that succeeded.
	 * @param reserved the tokens that were reserved
	 * @param size its size
	 * @param usage the tokens that it used
	 * @param burndown how many tokens of quota a token of the answer costs
	 * @param sentAt when it was admitted here
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror settle(long reserved, RequestSize size, TokenCounts usage, int burndown, long sentAt, long now) {
		return new QuotaMirror(tokensPerCharacter(size, usage),
				this.tokens.giveBack(reserved - usage.charged(burndown), now), this.requests, this.backoff);
	}

	// Images have tokens and no characters, hence the maximum.
	private double tokensPerCharacter(RequestSize size, TokenCounts usage) {
		long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
		if (size.characters() < MIN_MEASURED_CHARACTERS || input <= 0) {
			return this.tokensPerCharacter;
		}
		double found = Math.max(MIN_TOKENS_PER_CHARACTER,
				Math.min(MAX_TOKENS_PER_CHARACTER, input / (double) size.characters()));
		return this.tokensPerCharacter + AVERAGE_WEIGHT * (found - this.tokensPerCharacter);
	}

	/**
	 * Give back the tokens of a request that failed. The request itself counts.
	 * @param reserved the tokens that were reserved
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror failed(long reserved, long now) {
		return with(this.tokens.giveBack(reserved, now), this.requests, this.backoff);
	}

	/**
	 * Give back the room of a request that was not sent.
	 * @param reserved the tokens that were reserved
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror release(long reserved, long now) {
		return with(this.tokens.giveBack(reserved, now), giveRequestBack(now), this.backoff);
	}

	// While the number of requests is not limited, only their tokens are counted.
	private TokenBucket giveRequestBack(long now) {
		return (this.requests.isUnlimited()) ? this.requests : this.requests.giveBack(1, now);
	}

	/**
	 * Learn from a throttle.
	 * @param reserved the tokens that were reserved
	 * @param scope the quota that is used up according to Bedrock
	 * @param sentAt when the request was admitted here
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror throttled(long reserved, Scope scope, long sentAt, long now) {
		boolean ofTokens = scope == Scope.TOKENS;
		long amount = (ofTokens) ? reserved : 1;
		TokenBucket exhausted = (ofTokens) ? this.tokens : this.requests;
		if (this.backoff.wasInFlight(sentAt)) {
			TokenBucket corrected = exhausted.throttledInFlight(amount);
			return (ofTokens) ? with(corrected, giveRequestBack(now), this.backoff)
					: with(this.tokens.giveBack(reserved, now), corrected, this.backoff);
		}
		ThrottleBackoff backoff = this.backoff.throttled(sentAt, exhausted.canMeasure(amount),
				exhausted.refillTime(amount), now);
		if (!ofTokens && exhausted.isUnlimited()) {
			exhausted = exhausted.withUsageOf(this.tokens, Math.max(1, reserved));
		}
		TokenBucket learned = exhausted.throttled(amount, backoff.isSeries(), backoff.until(), now);
		return (ofTokens) ? with(learned, giveRequestBack(now), backoff)
				: with(this.tokens.giveBack(reserved, now), learned, backoff);
	}

	@Override
	public String toString() {
		return "tokens " + this.tokens + ", requests " + this.requests;
	}

	/**
	 * The quota that a throttle is about.
	 */
	public enum Scope {

		/** Tokens in a minute. */
		TOKENS,

		/** Requests in a minute. */
		REQUESTS

	}

}
