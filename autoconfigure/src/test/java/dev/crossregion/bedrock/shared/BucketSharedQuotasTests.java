package dev.crossregion.bedrock.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.SharedQuotas.Answer;
import dev.crossregion.bedrock.routing.SharedQuotas.Held;
import dev.crossregion.bedrock.routing.SharedQuotas.NotNow;
import dev.crossregion.bedrock.routing.SharedQuotas.Throttled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BucketSharedQuotas} with an engine that answers when the test does.
 */
@Timeout(120)
class BucketSharedQuotasTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final FoundationModelId NOVA = new FoundationModelId("amazon.nova-lite-v1:0");

	private static final RouteQuota TOKENS = new RouteQuota(QuotaNumber.declared(600), QuotaNumber.LEARNED);

	private static final RouteQuota LARGE = new RouteQuota(QuotaNumber.declared(600_000), QuotaNumber.LEARNED);

	private static final Route ROUTE = route("eu." + NOVA, InferenceMode.GEOGRAPHIC);

	private final MapProxyManager engine = new MapProxyManager(true);

	private final BucketSharedQuotas first = quotas(this.engine, LONG);

	private final BucketSharedQuotas second = quotas(this.engine, LONG);

	private static BucketSharedQuotas quotas(MapProxyManager engine, Duration timeout) {
		BucketSharedQuotas quotas = new BucketSharedQuotas(() -> engine, "test:", timeout);
		quotas.start();
		await().atMost(LONG).until(quotas::isAvailable);
		return quotas;
	}

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
	}

	private static Route route(String profile, InferenceMode mode) {
		RegionCode frankfurt = new RegionCode("eu-central-1");
		return new Route(new Route.Key(frankfurt, profile), NOVA, new Route.Reach(mode,
				Destinations.of(List.of(frankfurt)), new Evidence(Evidence.Source.LIVE, Instant.EPOCH), true),
				DeclaredQuota.NONE);
	}

	private static Answer reserve(BucketSharedQuotas quotas, RouteQuota quota, long tokens) {
		return quotas.reserve(ROUTE, quota, tokens).join();
	}

	@Test
	void theBucketIsThatOfTheKindOfProfile() {
		assertThat(reserve(this.first, TOKENS, 500)).isInstanceOf(Held.class);
		assertThat(this.second.reserve(route("de." + NOVA, InferenceMode.GEOGRAPHIC), TOKENS, 500).join())
			.as("another prefix")
			.isInstanceOf(NotNow.class);
		assertThat(this.second.reserve(route("global." + NOVA, InferenceMode.GLOBAL), TOKENS, 500).join())
			.isInstanceOf(Held.class);
		assertThat(this.second.reserve(route(NOVA.value(), InferenceMode.IN_REGION), TOKENS, 500).join())
			.isInstanceOf(Held.class);
	}

	@Test
	void whatWasReservedTooMuchIsGivenBackAndWhatWasUsedOnTopTaken() {
		((Held) reserve(this.first, TOKENS, 600)).room().settle(100, 1).join();
		Held held = (Held) reserve(this.second, TOKENS, 400);
		held.room().settle(1_000, 1).join();
		assertThat(reserve(this.first, TOKENS, 1)).as("in debt").isInstanceOf(NotNow.class);
	}

	@Test
	void aPartThatWasTakenGoesBackWhereTheOtherIsMissing() {
		RouteQuota both = new RouteQuota(QuotaNumber.declared(600), QuotaNumber.declared(2));
		assertThat(reserve(this.first, both, 200)).isInstanceOf(Held.class);
		assertThat(reserve(this.first, both, 200)).isInstanceOf(Held.class);
		assertThat(reserve(this.second, both, 200)).as("no request is left").isInstanceOf(NotNow.class);
		assertThat(reserve(this.second, TOKENS, 200)).as("the tokens are").isInstanceOf(Held.class);
	}

	@Test
	void aThrottleEmptiesTheBucket() {
		Held held = (Held) reserve(this.first, TOKENS, 100);
		held.room().throttled(FailureKind.THROTTLED);
		assertThat(reserve(this.second, TOKENS, 100)).isInstanceOf(NotNow.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aThrottleKeepsTheBucketEmptyForAll(boolean async) {
		MapProxyManager engine = new MapProxyManager(async);
		try (BucketSharedQuotas one = quotas(engine, LONG); BucketSharedQuotas other = quotas(engine, LONG)) {
			EmptiedBucket.staysEmpty(one, other, ROUTE);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whileTheEngineFailsTheBucketHasWhatItHadBefore(boolean async) {
		MapProxyManager engine = new MapProxyManager(async);
		try (BucketSharedQuotas one = quotas(engine, LONG); BucketSharedQuotas other = quotas(engine, LONG)) {
			assertThat(reserve(one, LARGE, 500_000)).isInstanceOf(Held.class);
			Held running = (Held) reserve(other, LARGE, 60_000);
			engine.fail(true);
			assertThat(reserve(other, LARGE, 500_000)).as("40,000 are left").isInstanceOf(NotNow.class);
			Held held = (Held) reserve(other, LARGE, 30_000);
			assertThat(other.isAvailable()).isFalse();
			assertThat(reserve(other, LARGE, 500_000)).as("still").isInstanceOf(NotNow.class);
			running.room().settle(0, 1).join();
			held.room().settle(10_000, 1).join();
			assertThat(reserve(other, LARGE, 80_000)).as("with what was given back").isInstanceOf(Held.class);
			assertThat(reserve(other, LARGE, 500_000)).isInstanceOf(NotNow.class);
			engine.fail(false);
			await().atMost(LONG).until(other::isAvailable);
			assertThat(reserve(other, LARGE, 10_000)).isInstanceOf(Held.class);
		}
	}

	@Test
	void whileTheEngineIsSilentAThrottleEmptiesWhatIsKnown() {
		BucketSharedQuotas impatient = quotas(this.engine, Duration.ofMillis(200));
		try {
			this.engine.hold();
			assertThat(reserve(impatient, LARGE, 100_000)).as("full, as far as it knows").isInstanceOf(Held.class);
			((Held) reserve(impatient, LARGE, 100_000)).room().throttled(FailureKind.THROTTLED);
			assertThat(reserve(impatient, LARGE, 300_000)).isInstanceOf(NotNow.class);
		}
		finally {
			impatient.close();
		}
	}

	@Test
	void requestsAreKnownToo() {
		RouteQuota both = new RouteQuota(QuotaNumber.declared(600), QuotaNumber.declared(2));
		assertThat(reserve(this.first, both, 10)).isInstanceOf(Held.class);
		this.engine.fail(true);
		assertThat(reserve(this.first, both, 10)).isInstanceOf(Held.class);
		assertThat(reserve(this.first, both, 10)).as("no request is left").isInstanceOf(NotNow.class);
		RouteQuota more = new RouteQuota(QuotaNumber.declared(600), QuotaNumber.declared(100));
		assertThat(reserve(this.first, more, 580)).as("those tokens were given back").isInstanceOf(NotNow.class);
		assertThat(reserve(this.first, RouteQuota.LEARNED, 580)).as("by the mirror alone").isInstanceOf(Held.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aStoreThatHasLostTheBucketGetsOneAsItWas(boolean async) {
		MapProxyManager engine = new MapProxyManager(async);
		try (BucketSharedQuotas one = quotas(engine, LONG); BucketSharedQuotas other = quotas(engine, LONG)) {
			assertThat(reserve(one, LARGE, 500_000)).isInstanceOf(Held.class);
			engine.states().clear();
			assertThat(reserve(one, LARGE, 500_000)).isInstanceOf(NotNow.class);
			assertThat(reserve(other, LARGE, 500_000)).as("who did not know it").isInstanceOf(NotNow.class);
		}
	}

	@Test
	void aThrottleOfWhatIsLearnedIsKnownToTheOthersOnce() {
		reserve(this.second, RouteQuota.LEARNED, 100);
		await().atMost(LONG).until(() -> {
			((Held) reserve(this.first, RouteQuota.LEARNED, 100)).room().throttled(FailureKind.THROTTLED_REQUESTS);
			return reserve(this.second, RouteQuota.LEARNED, 100).equals(new Throttled(FailureKind.THROTTLED_REQUESTS));
		});
		assertThat(reserve(this.second, RouteQuota.LEARNED, 100)).isInstanceOf(Held.class);
		assertThat(reserve(this.first, RouteQuota.LEARNED, 100)).as("who knows it already").isInstanceOf(Held.class);
	}

	@Test
	void anAnswerThatComesTooLateCountsAllTheSame() {
		((Held) reserve(this.first, TOKENS, 1)).room().settle(0, 1).join();
		BucketSharedQuotas impatient = quotas(this.engine, Duration.ofMillis(200));
		try {
			CompletableFuture<Void> answer = this.engine.hold();
			Held held = (Held) reserve(impatient, TOKENS, 500);
			assertThat(impatient.isAvailable()).isFalse();
			assertThat(reserve(impatient, TOKENS, 50)).as("at once, by what it knows").isInstanceOf(Held.class);
			answer.complete(null);
			assertThat(reserve(this.first, TOKENS, 500)).isInstanceOf(NotNow.class);
			await().atMost(LONG).until(impatient::isAvailable);
			held.room().settle(0, 1).join();
			assertThat(reserve(this.first, TOKENS, 500)).isInstanceOf(Held.class);
		}
		finally {
			impatient.close();
		}
	}

	@Test
	void afterTheEndNothingIsAsked() {
		reserve(this.first, TOKENS, 600);
		this.second.close();
		assertThat(this.second.isAvailable()).isFalse();
		assertThat(reserve(this.second, TOKENS, 600)).isInstanceOf(Held.class);
	}

}
