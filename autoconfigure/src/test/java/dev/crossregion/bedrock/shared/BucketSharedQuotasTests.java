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

	private final MapProxyManager engine = new MapProxyManager(true);

	private final BucketSharedQuotas first = quotas(LONG);

	private final BucketSharedQuotas second = quotas(LONG);

	private BucketSharedQuotas quotas(Duration timeout) {
		BucketSharedQuotas quotas = new BucketSharedQuotas(() -> this.engine, "test:", timeout);
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
		return quotas.reserve(route("eu." + NOVA, InferenceMode.GEOGRAPHIC), quota, tokens).join();
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
		BucketSharedQuotas impatient = quotas(Duration.ofMillis(200));
		try {
			CompletableFuture<Void> answer = this.engine.hold();
			Held held = (Held) reserve(impatient, TOKENS, 500);
			assertThat(impatient.isAvailable()).isFalse();
			assertThat(reserve(impatient, TOKENS, 5_000)).as("at once, by the mirror alone").isInstanceOf(Held.class);
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
