package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.Nullable;

/**
 * What an application knows of the quota behind one route: how much of it is left, as
 * Bedrock counts it. Immutable; every change gives a new mirror. Times are nanoseconds
 * from any origin.
 * <p>
 * Quotas are declared, or learned from throttles; nothing is limited before the first
 * one. A refusal ends a whole cluster of requests that were on their way together, so
 * only the first of them counts. After it nothing is sent for a moment, and then a few
 * requests, twice as many each time as long as none of them is refused.
 *
 * @since 0.1.0
 */
public final class QuotaMirror {

	private static final double TOKENS_PER_CHARACTER = 0.25;

	private static final double LEAST_PER_CHARACTER = 0.05;

	private static final double MOST_PER_CHARACTER = 4;

	private static final long TELLING_CHARACTERS = 40;

	private static final double WEIGHT = 0.1;

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
	 * @param declared what is declared of it
	 * @param now the time
	 * @return the mirror
	 */
	public static QuotaMirror of(DeclaredQuota declared, long now) {
		return new QuotaMirror(TOKENS_PER_CHARACTER, TokenBucket.of(perSecond(declared.tokensPerMinute()), now),
				TokenBucket.of(perSecond(declared.requestsPerMinute()), now), ThrottleBackoff.NONE);
	}

	private static double perSecond(@Nullable Long perMinute) {
		return (perMinute != null) ? perMinute / 60.0 : RateEstimate.NONE;
	}

	/**
	 * Take over another size of the same quota, be it smaller or larger. A number that is
	 * not given is learned from then on.
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
	 * Whether its size, in tokens or in requests, is declared and not only learned.
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
	 * @return input and the most that it may answer with
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
		return Math.min(this.tokens.headroom(now), this.requests.isOpen() ? 1 : this.requests.headroom(now));
	}

	/**
	 * Reserve room for a request.
	 * @param tokens the tokens to reserve
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror reserve(long tokens, long now) {
		long lag = this.backoff.lag();
		return with(this.tokens.take(tokens, lag, now),
				(this.requests.isOpen()) ? this.requests : this.requests.take(1, lag, now), this.backoff.sent(now));
	}

	/**
	 * Settle a request that was answered.
	 * @param reserved the tokens that were reserved
	 * @param size its size
	 * @param usage the tokens that it used
	 * @param burndown how many tokens of quota a token of the answer costs
	 * @param sentAt when it was admitted here
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror settle(long reserved, RequestSize size, TokenCounts usage, int burndown, long sentAt, long now) {
		return new QuotaMirror(learned(size, usage), this.tokens.giveBack(reserved - usage.charged(burndown), now),
				this.requests, this.backoff);
	}

	// A few characters say nothing, and pictures have tokens without any.
	private double learned(RequestSize size, TokenCounts usage) {
		long input = usage.input() + usage.cacheRead() + usage.cacheWrite();
		if (size.characters() < TELLING_CHARACTERS || input <= 0) {
			return this.tokensPerCharacter;
		}
		double found = Math.max(LEAST_PER_CHARACTER, Math.min(MOST_PER_CHARACTER, input / (double) size.characters()));
		return this.tokensPerCharacter + WEIGHT * (found - this.tokensPerCharacter);
	}

	/**
	 * Give back the tokens of a request that failed. The request itself was made.
	 * @param reserved the tokens that were reserved
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror failed(long reserved, long now) {
		return with(this.tokens.giveBack(reserved, now), this.requests, this.backoff);
	}

	/**
	 * Give back the room of a request that was never sent.
	 * @param reserved the tokens that were reserved
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror release(long reserved, long now) {
		return with(this.tokens.giveBack(reserved, now), giveRequestBack(now), this.backoff);
	}

	// Where nothing limits requests, they are not counted apart from their tokens.
	private TokenBucket giveRequestBack(long now) {
		return (this.requests.isOpen()) ? this.requests : this.requests.giveBack(1, now);
	}

	/**
	 * Learn from a refusal.
	 * @param reserved the tokens that were reserved
	 * @param scope which quota Bedrock says is used up
	 * @param sentAt when the request was admitted here
	 * @param now the time
	 * @return the mirror
	 */
	public QuotaMirror throttled(long reserved, Scope scope, long sentAt, long now) {
		boolean ofTokens = scope == Scope.TOKENS;
		long amount = (ofTokens) ? reserved : 1;
		TokenBucket exhausted = (ofTokens) ? this.tokens : this.requests;
		if (this.backoff.expected(sentAt)) {
			TokenBucket corrected = exhausted.alsoThrottled(amount);
			return (ofTokens) ? with(corrected, giveRequestBack(now), this.backoff)
					: with(this.tokens.giveBack(reserved, now), corrected, this.backoff);
		}
		ThrottleBackoff backoff = this.backoff.throttled(sentAt, exhausted.isMeasuredBy(amount),
				exhausted.apart(amount), now);
		if (!ofTokens && exhausted.isOpen()) {
			exhausted = exhausted.likeOf(this.tokens, Math.max(1, reserved));
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
	 * Which quota a refusal is about.
	 */
	public enum Scope {

		/** Tokens in a minute. */
		TOKENS,

		/** Requests in a minute. */
		REQUESTS

	}

}
