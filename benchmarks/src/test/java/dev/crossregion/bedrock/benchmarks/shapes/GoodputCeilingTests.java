package dev.crossregion.bedrock.benchmarks.shapes;

import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The ceiling, where it can be computed by hand.
 */
class GoodputCeilingTests {

	@BeforeAll
	static void isWhole() {
		assumeThat(Scale.isReduced()).as("what is full at first weighs too much in a short round").isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTINUOUS", "SHORT_BURST" })
	void aQuotaThatComesBackAllTheTimeIsUsedUp(Refill refill) {
		assertThat(GoodputCeiling.goodput(Shape.SLOW_THROTTLING, refill)).isCloseTo(1, within(0.02));
		assertThat(GoodputCeiling.goodput(Shape.NEIGHBOUR, refill)).isCloseTo(1, within(0.02));
		assertThat(GoodputCeiling.goodput(Shape.FEW, refill)).isCloseTo(1, within(0.1));
	}

	@Test
	void aFixedWindowLosesWhatIsReservedAtItsEndAtMost() {
		double reserved = Shape.SLOW_THROTTLING.size(0).reserved();
		assertThat(GoodputCeiling.goodput(Shape.SLOW_THROTTLING, Refill.FIXED_WINDOW))
			.isBetween(1 - 2 * reserved / Shape.SLOW_THROTTLING.tokens(), 1.0);
	}

	@Test
	void nothingComesBackInAFixedWindowOfCallsThatLastLonger() {
		// An ordinary call reserves 568 tokens and uses 438, on average.
		double calls = Math.floor(Shape.LONG.tokens() / 568.0);
		assertThat(GoodputCeiling.goodput(Shape.LONG, Refill.FIXED_WINDOW)).isCloseTo(calls * 438 / Shape.LONG.tokens(),
				within(0.03));
	}

	@Test
	void aBurstThatIsSmallerThanAReservationHasRoomForOneCallAtATime() {
		double callsPerSecond = 1000.0 / Shape.NO_MAXIMUM.delays().latency().toMillis();
		double used = callsPerSecond * Shape.NO_MAXIMUM.size(0).used();
		assertThat(GoodputCeiling.goodput(Shape.NO_MAXIMUM, Refill.SHORT_BURST))
			.isCloseTo(used / Shape.NO_MAXIMUM.load().tokensPerSecond(), within(0.003));
	}

}
