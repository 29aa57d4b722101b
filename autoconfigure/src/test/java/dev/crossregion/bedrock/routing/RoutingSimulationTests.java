package dev.crossregion.bedrock.routing;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.routing.RoutingSimulation.Result;
import dev.crossregion.bedrock.routing.RoutingSimulation.Settings;
import dev.crossregion.bedrock.routing.SimulatedQuota.Refill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the routing engine achieves, in virtual time. How Bedrock refills a quota is not
 * known, so each way that is thinkable is tried.
 */
class RoutingSimulationTests {

	private static final int SEEDS = 4;

	static Stream<Arguments> refillsAndStrategies() {
		return Stream.of(Refill.values())
			.flatMap((refill) -> Stream.of(RoutingStrategy.values()).map((strategy) -> Arguments.of(refill, strategy)));
	}

	@ParameterizedTest
	@MethodSource("refillsAndStrategies")
	void declaredQuotasAreUsedUpPolitely(Refill refill, RoutingStrategy strategy) {
		runs((settings) -> {
			settings.refill = refill;
			settings.strategy = strategy;
			settings.declared = true;
		}).forEach((result) -> {
			assertThat(result.goodput()).as("%s", result).isGreaterThan(0.955);
			assertThat(result.refusalsPerSuccess()).as("%s", result).isLessThan(0.02);
			assertThat(result.failed).as("%s", result).isZero();
		});
	}

	@ParameterizedTest
	@MethodSource("refillsAndStrategies")
	void quotasAreLearned(Refill refill, RoutingStrategy strategy) {
		runs((settings) -> {
			settings.refill = refill;
			settings.strategy = strategy;
		}).forEach((result) -> {
			assertThat(result.goodput()).as("%s", result).isGreaterThan(0.95);
			assertThat(result.refusalsPerSuccess()).as("%s", result).isLessThan(0.05);
			assertThat(result.failed).as("%s", result).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource
	void severalInstancesShareAQuotaFairly(Refill refill) {
		runs((settings) -> {
			settings.refill = refill;
			settings.instances = 8;
		}).forEach((result) -> {
			assertThat(result.goodput()).as("%s", result).isGreaterThan(0.97);
			assertThat(result.refusalsPerSuccess()).as("%s", result).isLessThan(0.21);
			assertThat(result.fairness()).as("%s", result).isGreaterThan(0.75);
		});
	}

	@ParameterizedTest
	@MethodSource("refillsAndStrategies")
	void belowTheLimitEveryCallIsAnswered(Refill refill, RoutingStrategy strategy) {
		for (boolean declared : new boolean[] { true, false }) {
			runs((settings) -> {
				settings.refill = refill;
				settings.strategy = strategy;
				settings.load = 0.9;
				settings.declared = declared;
			}).forEach((result) -> {
				assertThat(result.successes).as("%s", result).isEqualTo(result.calls);
				assertThat(result.attemptsPerCall()).as("%s", result).isLessThan(1.02);
			});
		}
	}

	@ParameterizedTest
	@MethodSource("refillsAndStrategies")
	void belowTheLimitSeveralInstancesAreSeldomRefusedToo(Refill refill, RoutingStrategy strategy) {
		double attempts = runs((settings) -> {
			settings.refill = refill;
			settings.strategy = strategy;
			settings.instances = 8;
			settings.load = 0.9;
			settings.shares = new double[] { 5, 3, 2 };
			settings.latencyFrom = 0.2;
			settings.latencyTo = 0.2;
		}).peek((result) -> assertThat(result.successes).as("%s", result).isEqualTo(result.calls))
			.mapToDouble(Result::attemptsPerCall)
			.average()
			.orElseThrow();
		assertThat(attempts).isLessThan(1.025);
	}

	@ParameterizedTest
	@EnumSource
	void oneRouteIsUsedAsWellAsByWhoSendsEverythingAndFarMorePolitely(Refill refill) {
		for (int seed = 1; seed <= SEEDS; seed++) {
			Result result = run(seed, (settings) -> {
				settings.refill = refill;
				settings.shares = new double[] { 1 };
			});
			Result everything = run(seed, (settings) -> {
				settings.refill = refill;
				settings.shares = new double[] { 1 };
				settings.client = RoutingSimulation.Client.EVERYTHING;
			});
			assertThat(result.goodput()).as("%s", result).isGreaterThan(0.98 * everything.goodput());
			assertThat(result.refusals).as("%s", result).isLessThan(everything.refusals / 5);
		}
	}

	@ParameterizedTest
	@EnumSource
	void requestsAreAQuotaToo(Refill refill) {
		runs((settings) -> {
			settings.refill = refill;
			settings.requestShare = 0.7;
		}).forEach((result) -> {
			assertThat(result.goodput()).as("%s", result).isGreaterThan(0.9 * 0.7);
			assertThat(result.refusalsPerSuccess()).as("%s", result).isLessThan(0.06);
		});
	}

	@ParameterizedTest
	@MethodSource("refillsAndStrategies")
	void aRegionThatDiesCostsNoCallAndIsUsedAgainSoon(Refill refill, RoutingStrategy strategy) {
		for (boolean blackHole : new boolean[] { true, false }) {
			runs((settings) -> {
				settings.refill = refill;
				settings.strategy = strategy;
				settings.declared = true;
				settings.load = 0.6;
				settings.shares = new double[] { 1, 1, 1 };
				settings.outageFrom = 15;
				settings.blackHole = blackHole;
				settings.seconds = 45;
			}).forEach((result) -> {
				assertThat(result.successes).as("%s", result).isEqualTo(result.calls);
				assertThat(result.recoveredAt).as("%s", result).isLessThan(5);
				assertThat(result.opened).as("%s", result).isEqualTo(1);
			});
		}
	}

	private static Stream<Result> runs(Consumer<Settings> configuration) {
		return IntStream.rangeClosed(1, SEEDS).mapToObj((seed) -> run(seed, configuration));
	}

	private static Result run(long seed, Consumer<Settings> configuration) {
		Settings settings = new Settings();
		settings.seed = seed;
		configuration.accept(settings);
		return new RoutingSimulation(settings).run();
	}

}
