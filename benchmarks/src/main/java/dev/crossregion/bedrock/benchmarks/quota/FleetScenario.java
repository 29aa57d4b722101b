package dev.crossregion.bedrock.benchmarks.quota;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;

import dev.crossregion.bedrock.benchmarks.load.ConcurrentRounds;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.RedisServer;

/**
 * Measures eight instances that share quotas on Redis.
 *
 * @since 0.1.0
 */
public final class FleetScenario implements Scenario {

	private static final double HIGH_LOAD = 1.5;

	private static final double LOW_LOAD = 0.9;

	/**
	 * The calls that the sum of the quotas can serve. All rounds of a load run at the
	 * same time.
	 */
	private static final double CALLS_PER_SECOND = 20;

	/** As long as those of Amazon Bedrock, whose quotas a shared bucket holds. */
	private static final Duration WINDOW = Duration.ofSeconds(Scale.of(60, 2));

	/** At this load, a bucket that is full at first is empty after two windows. */
	private static final RoundWindows HIGH_WINDOWS = new RoundWindows(WINDOW, Scale.of(2, 1), Scale.of(2, 1));

	private static final RoundWindows LOW_WINDOWS = new RoundWindows(WINDOW, 0, Scale.of(2, 2));

	private static final double MIN_GOODPUT = 0.97;

	private static final double MAX_THROTTLED = 0.02;

	private static final double MAX_ATTEMPTS = 1.01;

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(10, 2));

	private static final String KILLED = "server killed, load " + HIGH_LOAD + ", ";

	private static final String HALTED = "server halted, load " + LOW_LOAD + ", ";

	@Override
	public String name() {
		return "fleet";
	}

	@Override
	public String description() {
		return "Eight instances of the starter, each told the unequal token quotas of three source Regions, with and without "
				+ "sharing them on a Redis server of this machine. Calls arrive at 1.5 times what the quotas are good for, "
				+ "and at 0.9 times. Windows last a minute, like those of the quotas of AWS: a shared bucket is created with "
				+ "the quota of a minute. Goodput: quota tokens of complete answers by the sum of the quotas, in whole "
				+ "windows after the first ones. 429s per answer and requests per call: from the first call on. All rounds of "
				+ "a load run at the same time, each with an emulator of its own. In one of them the server is gone for 10 s, "
				+ "a minute before the end: at 1.5 it is killed and started again, empty; at 0.9 it is halted, so that it "
				+ "accepts requests and does not answer. At the end, one instance with sharing and one without call one after "
				+ "another in pairs, in random order, while the emulator answers at once: the added time is the median of the "
				+ "differences within a pair.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("seed", String.valueOf(QuotaTestbed.SEED));
		settings.put("windows, load " + HIGH_LOAD, HIGH_WINDOWS.toString());
		settings.put("windows, load " + LOW_LOAD, LOW_WINDOWS.toString());
		settings.put("quotas good for", CALLS_PER_SECOND + " calls a second");
		settings.put("answer after", QuotaTestbed.LATENCY.toMillis() + " ms");
		settings.put("without the server", OUTAGE.toSeconds() + " s, " + WINDOW.toSeconds() + " s before the end");
		settings.putAll(AddedLatency.settings());
		Scale.mark(settings);
		return settings;
	}

	@Override
	public Optional<String> lacking() {
		return (RedisServer.program().isPresent()) ? Optional.empty()
				: Optional.of("a Redis server on the path: install the package redis-server, or valkey-server");
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (RedisServer redis = RedisServer.start();
				RedisServer failing = RedisServer.start();
				QuotaTestbed testbed = new QuotaTestbed()) {
			measurements.addAll(overloaded(testbed, redis, failing));
			measurements.addAll(calm(testbed, redis, failing));
			measurements.addAll(AddedLatency.measure(redis.port()));
		}
		return measurements;
	}

	private static List<Measurement> overloaded(QuotaTestbed testbed, RedisServer redis, RedisServer failing)
			throws Exception {
		List<FleetRound> rounds = FleetRound.of(HIGH_LOAD, redis.port(), failing.port(), KILLED);
		FutureTask<Void> outage = outage(HIGH_WINDOWS, failing::kill, failing::restart);
		List<QuotaRound> outcomes = run(testbed, rounds, HIGH_LOAD, HIGH_WINDOWS, Duration.ZERO, outage);
		QuotaRound reference = referenceOfOutage(rounds, outcomes);
		List<Measurement> measurements = new ArrayList<>();
		for (int index = 0; index < rounds.size(); index++) {
			String label = rounds.get(index).label();
			QuotaRound outcome = outcomes.get(index);
			Measurement goodput = Measurement.of(label + "goodput", outcome.goodput(), "");
			Measurement throttled = Measurement.of(label + "429s per answer", outcome.throttledPerAnswer(), "");
			List<Measurement> figures = switch (rounds.get(index).kind()) {
				case OTHER -> List.of(goodput, throttled);
				case NOT_SHARED -> List.of(goodput, throttled, notThrottled(label, outcome));
				case SHARED -> List.of(goodput.atLeast(MIN_GOODPUT), throttled.atMost(MAX_THROTTLED));
				// Calls that are throttled until they fail would fail without sharing,
				// too. No other failure is allowed.
				case OUTAGE ->
					List.of(goodput, throttled, notThrottled(label, outcome).atMost(reference.calls().notThrottled()));
			};
			measurements.addAll(figures);
		}
		return measurements;
	}

	private static List<Measurement> calm(QuotaTestbed testbed, RedisServer redis, RedisServer failing)
			throws Exception {
		List<FleetRound> rounds = FleetRound.of(LOW_LOAD, redis.port(), failing.port(), HALTED);
		FutureTask<Void> outage = outage(LOW_WINDOWS, failing::halt, failing::proceed);
		List<QuotaRound> outcomes = run(testbed, rounds, LOW_LOAD, LOW_WINDOWS, DRAIN_TIMEOUT, outage);
		QuotaRound reference = referenceOfOutage(rounds, outcomes);
		List<Measurement> measurements = new ArrayList<>();
		for (int index = 0; index < rounds.size(); index++) {
			String label = rounds.get(index).label();
			QuotaRound outcome = outcomes.get(index);
			Measurement unanswered = Measurement.of(label + "calls without an answer", outcome.calls().unanswered(), "")
				.note("of " + outcome.calls().arrived());
			Measurement attempts = Measurement.of(label + "requests per call", outcome.attemptsPerCall(), "");
			List<Measurement> figures = switch (rounds.get(index).kind()) {
				case OTHER, NOT_SHARED -> List.of(unanswered, attempts);
				case SHARED -> List.of(unanswered.atMost(0), attempts.atMost(MAX_ATTEMPTS));
				case OUTAGE -> List.of(unanswered.atMost(reference.calls().unanswered()), attempts);
			};
			measurements.addAll(figures);
		}
		return measurements;
	}

	private static FutureTask<Void> outage(RoundWindows windows, Step away, Step back) {
		return new FutureTask<>(() -> {
			Thread.sleep((long) (windows.to() * 1000) - WINDOW.toMillis());
			away.take();
			Thread.sleep(OUTAGE.toMillis());
			back.take();
			return null;
		});
	}

	private static List<QuotaRound> run(QuotaTestbed testbed, List<FleetRound> rounds, double load,
			RoundWindows windows, Duration drainTimeout, FutureTask<Void> outage) throws Exception {
		Quotas quotas = testbed.quotas(windows, CALLS_PER_SECOND);
		Runnable nothing = () -> {
		};
		List<QuotaRound> outcomes = ConcurrentRounds.run(rounds,
				(round) -> testbed.run(round.candidate(), quotas, round.refill(), load, windows, drainTimeout,
						(round.kind() == FleetRound.Kind.OUTAGE) ? outage : nothing));
		outage.get();
		for (int index = 0; index < rounds.size(); index++) {
			Progress.log("%s%s", rounds.get(index).label(), outcomes.get(index).summary());
		}
		return outcomes;
	}

	private static QuotaRound referenceOfOutage(List<FleetRound> rounds, List<QuotaRound> outcomes) {
		for (int index = 0; index < rounds.size(); index++) {
			if (rounds.get(index).isReferenceOfOutage()) {
				return outcomes.get(index);
			}
		}
		throw new IllegalStateException("No round is the reference of the outage");
	}

	private static Measurement notThrottled(String label, QuotaRound round) {
		return Measurement
			.of(label + "calls that failed otherwise than by throttling", round.calls().notThrottled(), "")
			.note("of " + round.calls().arrived() + ", " + round.calls().answered() + " answered");
	}

	@FunctionalInterface
	private interface Step {

		void take() throws IOException, InterruptedException;

	}

}
