package dev.crossregion.bedrock.benchmarks;

import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.measure.Target;
import dev.crossregion.bedrock.benchmarks.smoke.SmokeScenario;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Short versions of the scenarios that have targets, on whatever machine and however busy
 * it is. What has to be exact is exact here too; the rest has to be near enough that a
 * defect would show. Times are compared with others of the same run, but for those of
 * single operations, which may take a hundred times what they should.
 */
class ShortScenariosTests {

	/**
	 * How many times its bound a figure may be, by scenario. What is learned at the start
	 * weighs more in a short run.
	 */
	private static final Map<String, Double> SLACK = Map.of("quota", 10.0, "load-0.9", 1.3, "outage", 100.0, "streams",
			1.0, "shapes", 10.0);

	private static final double USUAL_SLACK = 5;

	private static final double SLACK_OF_SINGLE_OPERATIONS = 100;

	private static final double SLACK_OF_RETRIES = 1.2;

	/** How much of a bound from below has to be there. */
	private static final double SHARE = 0.7;

	@BeforeAll
	static void isShort() {
		assertThat(Scale.isReduced()).as("%s is set", Scale.PROPERTY).isTrue();
		Runner.environment();
	}

	static List<Scenario> scenarios() {
		return Scenarios.all().stream().filter((scenario) -> !(scenario instanceof SmokeScenario)).toList();
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void theFiguresAreNearTheirTargets(Scenario scenario) throws Exception {
		assumeThat(scenario.lacking()).as("what " + scenario.name() + " needs and this machine lacks").isEmpty();
		List<Measurement> measurements = scenario.run();
		assertThat(measurements).as(scenario.name()).isNotEmpty();
		assertThat(measurements).filteredOn((measurement) -> measurement.target() != null)
			.allSatisfy((measurement) -> assertThat(isNear(measurement, slack(scenario, measurement)))
				.as("%s, %s", scenario.name(), measurement)
				.isTrue());
	}

	private static double slack(Scenario scenario, Measurement measurement) {
		return switch (measurement.unit()) {
			case "ns" -> SLACK_OF_SINGLE_OPERATIONS;
			case "requests per call" -> SLACK_OF_RETRIES;
			default -> SLACK.getOrDefault(scenario.name(), USUAL_SLACK);
		};
	}

	private static boolean isNear(Measurement measurement, double slack) {
		Target target = measurement.target();
		return (target.comparison() == Target.Comparison.AT_MOST) ? measurement.value() <= target.bound() * slack
				: measurement.value() >= target.bound() * SHARE;
	}

}
