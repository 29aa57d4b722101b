package dev.crossregion.bedrock.quota;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuotaMirror}.
 */
class QuotaMirrorTests {

	private static final long SECOND = 1_000_000_000;

	private static final RequestSize SIZE = new RequestSize(4_000, 500);

	private final QuotaMirror declared = QuotaMirror.of(new DeclaredQuota(60_000L, null), 0);

	@Test
	void reservesInputAndTheMostThatIsAnswered() {
		assertThat(this.declared.estimate(SIZE)).isEqualTo(1_500);
		assertThat(this.declared.estimate(RequestSize.UNKNOWN)).isEqualTo(RequestSize.DEFAULT_MAX_TOKENS);
	}

	@Test
	void settlesInputCacheWritesAndOutputTimesBurndown() {
		QuotaMirror settled = this.declared.reserve(60_000, 0)
			.settle(60_000, SIZE, new TokenCounts(1_000, 100, 5_000, 2_000), 5, 0, 0);
		assertThat(settled.delay(56_500, 0)).isZero();
		assertThat(settled.delay(57_500, 0)).isEqualTo(SECOND);
	}

	@Test
	void mayUseMoreThanWasReserved() {
		QuotaMirror settled = this.declared.reserve(60_000, 0)
			.settle(60_000, SIZE, new TokenCounts(0, 6_200, 0, 0), 10, 0, 0);
		assertThat(settled.headroom(0)).isNegative();
		assertThat(settled.delay(1_000, 0)).isEqualTo(3 * SECOND);
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
	void aRequestThatIsTooLargePassesWhenNothingElseIsInUse() {
		assertThat(this.declared.delay(1_000_000, 0)).isZero();
		assertThat(this.declared.reserve(1_000, 0).delay(1_000_000, 0)).isEqualTo(SECOND);
	}

	@Test
	void aTimeBeforeTheLastOneChangesNothing() {
		QuotaMirror later = this.declared.reserve(60_000, 10 * SECOND);
		assertThat(later.delay(1_000, 0)).isEqualTo(SECOND);
		assertThat(later.reserve(0, 0).delay(1_000, 10 * SECOND)).isEqualTo(SECOND);
	}

	@Test
	void learnsTheRateBetweenTwoRefusals() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0);
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, i);
		}
		mirror = mirror.refused(1_000, QuotaMirror.Scope.TOKENS, 20, SECOND / 100);
		assertThat(mirror.delay(1_000, SECOND / 100)).as("a moment of silence").isPositive();
		for (int i = 1; i <= 10; i++) {
			mirror = mirror.reserve(1_000, i * SECOND);
		}
		mirror = mirror.reserve(1_000, 10 * SECOND + 1)
			.refused(1_000, QuotaMirror.Scope.TOKENS, 10 * SECOND + 1, 10 * SECOND + 2);
		assertThat(mirror.delay(1_000, 10 * SECOND + 2)).isCloseTo(SECOND, Percentage.withPercentage(25));
	}

	@Test
	void requestsThatWereOnTheirWayTogetherAreRefusedTogether() {
		QuotaMirror mirror = QuotaMirror.of(DeclaredQuota.NONE, 0);
		for (int i = 0; i < 20; i++) {
			mirror = mirror.reserve(1_000, 0);
		}
		QuotaMirror once = mirror.refused(1_000, QuotaMirror.Scope.TOKENS, 0, SECOND / 100);
		QuotaMirror twice = once.refused(1_000, QuotaMirror.Scope.TOKENS, 0, SECOND / 50);
		assertThat(twice.delay(1_000, SECOND / 50)).isEqualTo(once.delay(1_000, SECOND / 50));
	}

}
