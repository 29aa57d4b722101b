package dev.crossregion.bedrock.shared;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastKnownLevel}.
 */
class LastKnownLevelTests {

	/** One token a second. */
	private static final long SIZE = 60;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	// Times may begin below zero.
	private static final long START = -5 * SECOND;

	private final LastKnownLevel level = new LastKnownLevel(SIZE, SIZE, START);

	@Test
	void anAnswerReplacesWhatWasAssumed() {
		this.level.answered(10, START);
		assertThat(this.level.tryTake(11, START)).isEqualTo(SECOND);
		assertThat(this.level.tryTake(10, START)).isZero();
		assertThat(this.level.tryTake(1, START)).isEqualTo(SECOND);
	}

	@Test
	void itRefillsAtTheRateOfTheQuotaUntilItIsFull() {
		this.level.answered(0, START);
		assertThat(this.level.tokens(START + 25 * SECOND)).isEqualTo(25);
		assertThat(this.level.tokens(START + 600 * SECOND)).isEqualTo(SIZE);
	}

	@Test
	void debtIsRefilledFirst() {
		this.level.answered(-20, START);
		assertThat(this.level.tokens(START)).isZero();
		assertThat(this.level.tryTake(5, START)).isEqualTo(25 * SECOND);
		assertThat(this.level.tryTake(0, START)).as("nothing is always there").isZero();
		assertThat(this.level.tryTake(5, START + 25 * SECOND)).isZero();
	}

	@Test
	void moreThanTheSizeIsTakenFromAFullBucket() {
		assertThat(this.level.tryTake(3 * SIZE, START)).isZero();
		assertThat(this.level.tryTake(1, START)).isEqualTo(121 * SECOND);
		this.level.answered(SIZE - 1, START);
		assertThat(this.level.tryTake(3 * SIZE, START)).isEqualTo(SECOND);
	}

	@Test
	void whatIsGivenBackDoesNotExceedTheSize() {
		this.level.answered(50, START);
		this.level.giveBack(5, START);
		assertThat(this.level.tokens(START)).isEqualTo(55);
		this.level.giveBack(50, START);
		assertThat(this.level.tokens(START)).isEqualTo(SIZE);
		this.level.giveBack(-70, START);
		assertThat(this.level.tryTake(1, START)).isEqualTo(11 * SECOND);
	}

	@Test
	void aThrottleEmptiesItAndForgivesNoDebt() {
		this.level.empty(START);
		assertThat(this.level.tryTake(1, START)).isEqualTo(SECOND);
		this.level.answered(-9, START);
		this.level.empty(START);
		assertThat(this.level.tryTake(1, START)).isEqualTo(10 * SECOND);
	}

	@Test
	void timesOfOtherThreadsMayComeLate() {
		this.level.answered(0, START + 10 * SECOND);
		assertThat(this.level.tryTake(1, START)).isEqualTo(SECOND);
		assertThat(this.level.tokens(START + 11 * SECOND)).isEqualTo(1);
	}

}
