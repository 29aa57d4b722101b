package dev.crossregion.bedrock.shared;

import java.time.Duration;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.SharedQuotas;
import dev.crossregion.bedrock.routing.SharedQuotas.Answer;
import dev.crossregion.bedrock.routing.SharedQuotas.Held;
import dev.crossregion.bedrock.routing.SharedQuotas.NotNow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Expectations on a shared bucket after a throttle. They hold for the duration of a mark,
 * so nothing is expected of a machine that took longer.
 */
final class EmptiedBucket {

	private static final long PER_SECOND = 10_000;

	private static final RouteQuota QUOTA = new RouteQuota(QuotaNumber.declared(60 * PER_SECOND), QuotaNumber.LEARNED);

	private static final Duration LONG = Duration.ofSeconds(60);

	private EmptiedBucket() {
	}

	/**
	 * Throttle one of two calls of the first instance, and let the other one end.
	 * @param first the quotas of one instance
	 * @param second the quotas of another one
	 * @param route a route whose bucket is unused
	 */
	static void staysEmpty(SharedQuotas first, SharedQuotas second, Route route) {
		Held running = (Held) first.reserve(route, QUOTA, 50 * PER_SECOND).join();
		Held refused = (Held) first.reserve(route, QUOTA, PER_SECOND).join();
		long start = System.nanoTime();
		refused.room().throttled(FailureKind.THROTTLED);
		running.room().settle(50 * PER_SECOND - 100, 1).join();
		for (SharedQuotas instance : new SharedQuotas[] { first, second }) {
			Answer answer = instance.reserve(route, QUOTA, 1).join();
			if (System.nanoTime() - start < QuotaBucket.MARK_DURATION.toNanos()) {
				assertThat(answer).as("though 100 tokens were given back").isInstanceOf(NotNow.class);
			}
		}
		await().atMost(LONG)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> second.reserve(route, QUOTA, 1).join() instanceof Held);
		Answer answer = second.reserve(route, QUOTA, PER_SECOND).join();
		if (System.nanoTime() - start < QuotaBucket.MARK_DURATION.multipliedBy(9).dividedBy(5).toNanos()) {
			assertThat(answer).as("nothing was refilled meanwhile").isInstanceOf(NotNow.class);
		}
	}

}
