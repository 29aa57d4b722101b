package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.Random;

import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaMirror;
import dev.crossregion.bedrock.routing.SimulatedQuota.Refill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What a client can reach where a burst holds only a call or two. A full bucket loses
 * what would refill, so each moment between the room for a call and the call is lost, and
 * nobody but the quota knows when there is room. docs/routing.md uses these formulas.
 */
class BurstArithmeticTests {

	private static final double NANOS = 1e9;

	private static final double TOKENS_PER_SECOND = 300;

	private static final double RESERVED = 600;

	private static final double USED = 450;

	/** The seconds in which the quota refills what a call uses. */
	private static final double T = USED / TOKENS_PER_SECOND;

	private static final int CALLS = 2000;

	/**
	 * A call that is sent D seconds after there is room costs T + D seconds of quota,
	 * except for what the bucket holds beyond the call.
	 */
	@ParameterizedTest
	@CsvSource({ "0.45,0", "0.45,0.1", "0.45,1", "1,0", "1,0.1", "1,1", "1.1,0.1", "1.1,1", "2.2,1", "37,1" })
	void aLateCallLosesWhatAFullBucketWouldRefill(double calls, double late) {
		SimulatedQuota quota = quota(calls);
		long now = 0;
		for (int call = 0; call < CALLS; call++) {
			now += quota.delay(RESERVED, now) + (long) (late * NANOS);
			assertThat(quota.reserve(RESERVED, now)).isNull();
			quota.settle(RESERVED, USED, quota.window(), now);
		}
		double spare = Math.max(0, calls - 1) * RESERVED / TOKENS_PER_SECOND;
		assertThat(CALLS * T / (now / NANOS)).isCloseTo(T / (T + Math.max(0, late - spare)), within(0.03));
	}

	/**
	 * Clients that know nothing of one another's calls find room by chance: half of the
	 * time between two attempts is lost, and every attempt before the room is a 429.
	 */
	@ParameterizedTest
	@ValueSource(doubles = { 0.05, 0.2, 0.5, 1 })
	void attemptsByChanceLoseHalfOfTheTimeBetweenThem(double gap) {
		SimulatedQuota quota = quota(0.45);
		Random random = new Random(1);
		double used = 0;
		double throttles = 0;
		long now = 0;
		for (int call = 0; call < CALLS;) {
			// Calls use different amounts, so there is room at any moment between two.
			now += (long) (gap * NANOS);
			if (quota.reserve(RESERVED, now) == null) {
				double cost = USED * (0.5 + random.nextDouble());
				quota.settle(RESERVED, cost, quota.window(), now);
				used += cost;
				call++;
			}
			else {
				throttles++;
			}
		}
		double k = throttles / CALLS;
		assertThat(used / TOKENS_PER_SECOND / (now / NANOS)).isCloseTo((2 * k + 1) / (2 * k + 2), within(0.03));
	}

	/**
	 * The mirror takes half of the reservation to be left at a throttle. A burst of less
	 * than that is full before the next attempt, even if nothing was left of it.
	 */
	@ParameterizedTest
	@ValueSource(doubles = { 0.1, 0.45 })
	void afterAThrottleASmallBurstIsFullBeforeTheNextAttempt(double calls) {
		long reserved = (long) RESERVED;
		QuotaMirror mirror = QuotaMirror.of(new DeclaredQuota((long) (TOKENS_PER_SECOND * 60), null), 0);
		long throttledAt = Duration.ofMillis(5).toNanos();
		QuotaMirror throttled = mirror.reserve(reserved, 0)
			.throttled(reserved, QuotaMirror.Scope.TOKENS, 0, throttledAt);
		double delay = throttled.delay(reserved, throttledAt) / NANOS;
		assertThat(delay).isCloseTo(0.1 + RESERVED / 2 / TOKENS_PER_SECOND, within(0.03));
		SimulatedQuota quota = quota(calls);
		quota.empty();
		assertThat(quota.delay(RESERVED, 0) / NANOS).isLessThan(delay);
	}

	private static SimulatedQuota quota(double calls) {
		double window = 10;
		return new SimulatedQuota(TOKENS_PER_SECOND, 1e9, Refill.SHORT_BURST, window,
				calls * RESERVED / (TOKENS_PER_SECOND * window));
	}

}
