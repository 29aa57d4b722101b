package dev.crossregion.bedrock.benchmarks.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.client.Operation;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Observation}.
 */
class ObservationTests {

	private static final Instant DIED = Instant.EPOCH.plusSeconds(10);

	private static final Instant RETURNED = Instant.EPOCH.plusSeconds(30);

	private final List<InvocationRecord> records = new ArrayList<>();

	@Test
	void gapsAreBetweenAttemptsOfOneCall() {
		call(11_000, attempt("eu-central-1", Outcome.TIMEOUT, 0, 1000),
				attempt("eu-west-1", Outcome.SUCCESS, 1003, 200));
		call(12_000, attempt("eu-west-1", Outcome.SUCCESS, 0, 200));
		assertThat(observation().gaps()).containsExactly(3.0);
	}

	@Test
	void recoveryEndsWithTheFirstSuccessThatStartedAfterTheReturn() {
		call(29_900, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		call(31_000, attempt("eu-central-1", Outcome.ERROR, 0, 100), attempt("eu-west-1", Outcome.SUCCESS, 100, 200));
		call(32_000, attempt("eu-central-1", Outcome.SUCCESS, 500, 200));
		assertThat(observation().recovery()).isCloseTo(2.7, within(1e-9));
	}

	@Test
	void withoutSuccessThereIsNoRecovery() {
		call(31_000, attempt("eu-west-1", Outcome.SUCCESS, 0, 200));
		assertThat(observation().recovery()).isNaN();
	}

	@Test
	void outageItselfIsTwoChanges() {
		call(1000, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		call(9900, attempt("eu-central-1", Outcome.ERROR, 0, 200));
		call(9950, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		call(11_000, attempt("eu-central-1", Outcome.ERROR, 0, 200));
		call(12_000, attempt("eu-central-1", Outcome.THROTTLED, 0, 200));
		call(31_000, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		assertThat(observation().changes()).containsExactly(1.0, 21.0);
		call(32_000, attempt("eu-central-1", Outcome.ERROR, 0, 200));
		call(33_000, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		assertThat(observation().changes()).containsExactly(1.0, 21.0, 22.0, 23.0);
	}

	@Test
	void attemptsCountWhenTheDeathIsKnown() {
		call(11_000, attempt("eu-central-1", Outcome.ERROR, 0, 200));
		call(15_000, attempt("eu-central-1", Outcome.ERROR, 0, 200), attempt("eu-west-1", Outcome.SUCCESS, 200, 200));
		call(20_000, attempt("eu-central-1", Outcome.ERROR, 0, 200));
		call(31_000, attempt("eu-central-1", Outcome.SUCCESS, 0, 200));
		assertThat(observation().attemptsPerSecond(Duration.ofSeconds(4))).isCloseTo(2 / 16.0, within(1e-9));
	}

	private Observation observation() {
		return new Observation("eu-central-1", DIED, RETURNED, this.records);
	}

	private void call(long at, Attempt... attempts) {
		this.records.add(new InvocationRecord("bedrock", Operation.CONVERSE, "bedrock", Instant.ofEpochMilli(at),
				Duration.ofSeconds(1), null, List.of(attempts), null, attempts[attempts.length - 1].outcome(), null,
				null, null, null));
	}

	private static Attempt attempt(String region, Outcome outcome, long offset, long duration) {
		RegionCode source = new RegionCode(region);
		Route route = new Route(new Route.Key(source, "eu.model"), new FoundationModelId("anthropic.model"),
				new Route.Reach(InferenceMode.GEOGRAPHIC, Destinations.of(List.of(source)),
						new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true),
				DeclaredQuota.NONE);
		return new Attempt(route, outcome, Duration.ofMillis(offset), Duration.ofMillis(duration), null, null);
	}

}
