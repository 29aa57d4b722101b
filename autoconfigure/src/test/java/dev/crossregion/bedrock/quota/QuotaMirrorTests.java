package dev.crossregion.bedrock.quota;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuotaMirror}.
 */
class QuotaMirrorTests {

	private static final long SECOND = 1_000_000_000;

	/** A little more is tried than is declared. */
	private static final Percentage A_LITTLE = Percentage.withPercentage(4);

	private static final RequestSize SIZE = new RequestSize(4_000, 500);

	private final QuotaMirror declared = QuotaMirror.of(new DeclaredQuota(60_000L, null), 0);

	@Test
	void reservesInputAndTheMostThatIsAnswered() {
		assertThat(this.declared.estimate(SIZE)).isEqualTo(1_500);
		assertThat(this.declared.estimate(RequestSize.UNKNOWN.withMaximumOf(64_000))).isEqualTo(64_000);
		assertThat(this.declared.estimate(SIZE.withMaximumOf(64_000))).isEqualTo(this.declared.estimate(SIZE));
		assertThat(this.declared.estimate(RequestSize.UNKNOWN)).isZero();
	}

	@Test
	void settlesInputCacheWritesAndOutputTimesBurndown() {
		QuotaMirror settled = this.declared.reserve(60_000, 0)
			.settle(60_000, SIZE, new TokenCounts(1_000, 100, 5_000, 2_000), 5, 0, 0);
		assertThat(settled.delay(56_500, 0)).isZero();
		assertThat(settled.delay(57_500, 0)).isCloseTo(SECOND, A_LITTLE);
	}

	@Test
	void mayUseMoreThanWasReserved() {
		QuotaMirror settled = this.declared.reserve(60_000, 0)
			.settle(60_000, SIZE, new TokenCounts(0, 6_200, 0, 0), 10, 0, 0);
		assertThat(settled.headroom(0)).isNegative();
		assertThat(settled.delay(1_000, 0)).isCloseTo(3 * SECOND, A_LITTLE);
	}

	@Test
	void correctsItsEstimateByWhatIsUsed() {
		QuotaMirror mirror = this.declared;
		for (int i = 0; i < 100; i++) {
			mirror = mirror.settle(0, SIZE, new TokenCounts(2_000, 0, 0, 0), 1, 0, 0);
		}
		assertThat(mirror.estimate(SIZE)).isCloseTo(2_500, Percentage.withPercentage(1));
		assertThat(mirror.settle(0, new RequestSize(1, 1), new TokenCounts(2_000, 0, 0, 0), 1, 0, 0).estimate(SIZE))
			.as("a few characters say nothing")
			.isEqualTo(mirror.estimate(SIZE));
	}

	@Test
	void aSmallerSizeTakesEffectAtOnce() {
		QuotaMirror mirror = this.declared.declare(new DeclaredQuota(6_000L, null), 0);
		assertThat(mirror.delay(6_000, 0)).isZero();
		assertThat(mirror.reserve(6_000, 0).delay(1_000, 0)).isCloseTo(10 * SECOND, A_LITTLE);
	}

	@Test
	void aLargerSizeTakesEffectAndWhatIsInUseStaysInUse() {
		QuotaMirror used = this.declared.reserve(60_000, 0);
		assertThat(used.delay(60_000, 0)).isCloseTo(60 * SECOND, A_LITTLE);
		QuotaMirror mirror = used.declare(new DeclaredQuota(600_000L, null), 0);
		assertThat(mirror.delay(60_000, 0)).isCloseTo(6 * SECOND, A_LITTLE);
		assertThat(mirror.delay(600_000, 120 * SECOND)).isZero();
	}

	@Test
	void whatWasLearnedOfASmallerQuotaSaysNothingOfALargerOne() {
		QuotaMirror mirror = this.declared;
		for (long time = 1; time <= 20; time++) {
			mirror = mirror.reserve(200, time * SECOND)
				.throttled(200, QuotaMirror.Scope.TOKENS, time * SECOND, time * SECOND + 1);
		}
		long now = 60 * SECOND;
		QuotaMirror same = mirror.declare(new DeclaredQuota(60_000L, null), now);
		QuotaMirror raised = mirror.declare(new DeclaredQuota(600_000L, null), now);
		assertThat(same).isSameAs(mirror);
		assertThat(mirror.reserve(50_000, now).delay(50_000, now)).isGreaterThan(10 * SECOND);
		assertThat(raised.reserve(50_000, now).delay(50_000, now)).isLessThan(11 * SECOND);
	}

	@Test
	void aSizeThatIsNotKnownAnyMoreLimitsNothing() {
		QuotaMirror mirror = this.declared.reserve(60_000, 0).declare(DeclaredQuota.NONE, 0);
		assertThat(mirror.isDeclared()).isFalse();
		assertThat(mirror.delay(1_000_000, 0)).isZero();
	}

	@Test
	void requestsAreLimitedWhenTheirQuotaIsKnown() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0).reserve(10, 0);
		QuotaMirror limited = mirror.declare(new DeclaredQuota(null, 2L), 0).reserve(10, 0).reserve(10, 0);
		assertThat(limited.delay(10, 0)).isCloseTo(30 * SECOND, A_LITTLE);
		assertThat(limited.declare(DeclaredQuota.NONE, 0).delay(10, 0)).isZero();
	}

	@Test
	void theQuotaOfRequestsCountsAndAReleasedRequestGivesItsPlaceBack() {
		QuotaMirror mirror = QuotaMirror.of(new DeclaredQuota(null, 60L), 0);
		double full = mirror.headroom(0);
		for (int i = 0; i < 61; i++) {
			mirror = mirror.reserve(0, 0);
		}
		assertThat(mirror.headroom(0)).isLessThan(full);
		assertThat(mirror.delay(0, 0)).isPositive();
		QuotaMirror released = mirror.release(0, 0);
		assertThat(released.headroom(0)).isGreaterThan(mirror.headroom(0));
		assertThat(released.delay(0, 0)).isLessThan(mirror.delay(0, 0));
	}

	@Test
	void aLowerDeclarationLowersTheBurst() {
		QuotaMirror lower = this.declared.declare(new DeclaredQuota(6_000L, null), 0).reserve(6_300, 0);
		assertThat(lower.headroom(0)).isNotPositive();
		assertThat(lower.delay(1_000, 0)).isPositive();
	}

	@Test
	void aRequestThatIsTooLargePassesWhenNothingElseIsInUse() {
		assertThat(this.declared.delay(1_000_000, 0)).isZero();
		assertThat(this.declared.reserve(1_000, 0).delay(1_000_000, 0)).isCloseTo(SECOND, A_LITTLE);
	}

	@Test
	void aTimeBeforeTheLastOneChangesNothing() {
		QuotaMirror later = this.declared.reserve(60_000, 10 * SECOND);
		long delay = later.delay(1_000, 10 * SECOND);
		assertThat(delay).isPositive();
		assertThat(later.delay(1_000, 0)).isEqualTo(delay);
		assertThat(later.reserve(0, 0).delay(1_000, 10 * SECOND)).isEqualTo(delay);
	}

	@Test
	void aClusterOfRefusalsOfRequestsCostsNoTokens() {
		QuotaMirror mirror = this.declared;
		for (int i = 0; i < 10; i++) {
			mirror = mirror.reserve(5_000, i);
		}
		for (int i = 0; i < 10; i++) {
			mirror = mirror.throttled(5_000, QuotaMirror.Scope.REQUESTS, i, 100 + i);
		}
		assertThat(mirror.delay(59_000, 60 * SECOND)).as("after the silence there is room for nearly all").isZero();
	}

	@Test
	void learnsTheRateBetweenTwoRefusals() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0);
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, i);
		}
		mirror = mirror.throttled(1_000, QuotaMirror.Scope.TOKENS, 20, SECOND / 100);
		assertThat(mirror.delay(1_000, SECOND / 100)).as("a moment of silence").isPositive();
		for (int i = 1; i <= 10; i++) {
			mirror = mirror.reserve(1_000, i * SECOND);
		}
		mirror = mirror.reserve(1_000, 10 * SECOND + 1)
			.throttled(1_000, QuotaMirror.Scope.TOKENS, 10 * SECOND + 1, 10 * SECOND + 2);
		long next = mirror.delay(1_000, 10 * SECOND + 2);
		assertThat(next).as("half of it may be left").isBetween(SECOND / 2, SECOND);
		QuotaMirror sent = mirror.reserve(1_000, 10 * SECOND + 2 + next);
		assertThat(sent.delay(1_000, 10 * SECOND + 2 + next)).isCloseTo(SECOND, Percentage.withPercentage(25));
	}

	@Test
	void aTimeInWhichNothingWasSentIsNotMeasured() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0);
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, i * SECOND / 20);
		}
		mirror = mirror.throttled(1_000, QuotaMirror.Scope.TOKENS, SECOND, SECOND + SECOND / 100);
		long again = 9 * SECOND;
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, again + i * SECOND / 20);
		}
		mirror = mirror.reserve(1_000, again + SECOND)
			.throttled(1_000, QuotaMirror.Scope.TOKENS, again + SECOND, again + SECOND + SECOND / 100);
		assertThat(mirror.delay(1_000, again + 2 * SECOND)).as("twenty in a second, and not in nine").isZero();
		assertThat(mirror.reserve(6_000, again + 2 * SECOND).delay(1_000, again + 2 * SECOND)).isLessThan(SECOND / 4);
	}

	@Test
	void aTinyFirstRequestThatIsThrottledDoesNotHoldOrdinaryOnesBack() {
		for (long ordinary : new long[] { 500, 5_000, 64_500 }) {
			QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0).reserve(2, 0);
			mirror = mirror.throttled(2, QuotaMirror.Scope.TOKENS, 0, SECOND / 100);
			long now = SECOND / 100;
			for (int i = 0; i < 5; i++) {
				long delay = mirror.delay(ordinary, now);
				assertThat(delay).as("request %d of %d tokens", i, ordinary).isLessThanOrEqualTo(2 * SECOND);
				now += delay;
				mirror = mirror.reserve(ordinary, now)
					.settle(ordinary, new RequestSize(0, ordinary), new TokenCounts(ordinary / 10, 0, 0, 0), 1, now,
							now + SECOND / 10);
			}
		}
	}

	@Test
	void knowsWhatIsDeclared() {
		assertThat(this.declared.isDeclared()).isTrue();
		assertThat(QuotaMirror.of(new DeclaredQuota(null, 10L), 0).isDeclared()).isTrue();
		QuotaMirror learned = QuotaMirror.of(DeclaredQuota.NONE, 0).reserve(1_000, 0);
		assertThat(learned.isDeclared()).isFalse();
		assertThat(learned.throttled(1_000, QuotaMirror.Scope.TOKENS, 0, 1).isDeclared()).isFalse();
	}

	@Test
	void requestsThatWereOnTheirWayTogetherAreRefusedTogether() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0);
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, 0);
		}
		QuotaMirror once = mirror.throttled(1_000, QuotaMirror.Scope.TOKENS, 0, SECOND / 100);
		QuotaMirror twice = once.throttled(1_000, QuotaMirror.Scope.TOKENS, 0, SECOND / 50);
		assertThat(twice.delay(1_000, SECOND / 50)).isEqualTo(once.delay(1_000, SECOND / 50));
	}

}
