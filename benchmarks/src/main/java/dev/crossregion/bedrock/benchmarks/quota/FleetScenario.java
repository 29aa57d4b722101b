package dev.crossregion.bedrock.benchmarks.quota;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.load.ConcurrentRounds;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.RedisServer;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures eight instances that share quotas on Redis.
 *
 * @since 0.1.0
 */
public final class FleetScenario implements Scenario {

	private static final double HIGH_LOAD = 1.5;

	private static final double LOW_LOAD = 0.9;

	/**
	 * The calls that the sum of the quotas can serve. Two rounds run at the same time.
	 */
	private static final double CALLS_PER_SECOND = 60;

	private static final double MIN_GOODPUT = 0.97;

	private static final double MAX_THROTTLED = 0.02;

	private static final double MAX_ATTEMPTS = 1.01;

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(10, 2));

	private static final Duration BEFORE_OUTAGE = Duration.ofSeconds(Scale.of(10, 1));

	/** The windows of a round with an outage of the Redis server. */
	private static final RoundWindows AROUND_OUTAGE = new RoundWindows(Duration.ofSeconds(Scale.of(4, 2)), 0,
			Scale.of(8, 2));

	private static final String KILLED = "server killed, load " + HIGH_LOAD + ", ";

	private static final String HALTED = "server halted, load " + LOW_LOAD + ", ";

	private final AtomicInteger rounds = new AtomicInteger();

	@Override
	public String name() {
		return "fleet";
	}

	@Override
	public String description() {
		return "Eight instances of the starter, each told the unequal token quotas of three source Regions, with and without "
				+ "sharing them on a Redis server of this machine. Calls arrive at 1.5 times what the quotas are good for, "
				+ "and at 0.9 times. Goodput: quota tokens of complete answers by the sum of the quotas, in whole windows "
				+ "after the first ones. 429s per answer and requests per call: from the first call on. Then the server is "
				+ "gone for 10 s in the middle of a round: at 1.5 it is killed and started again, empty; at 0.9 it is halted, "
				+ "so that it accepts requests and does not answer. Those who share and those who do not run at the same time, "
				+ "each with an emulator of its own. At the end, one instance with sharing and one without call one after "
				+ "another in pairs, in random order, while the emulator answers at once: the added time is the median of the "
				+ "differences within a pair.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = RoundSettings.of(HIGH_LOAD, QuotaWindows::overload);
		RoundSettings.of(LOW_LOAD, QuotaWindows::fromFirstCall).forEach((name, value) -> {
			if (name.startsWith("windows")) {
				settings.put(name + ", load " + LOW_LOAD, value);
			}
		});
		settings.put("load", HIGH_LOAD + " and " + LOW_LOAD);
		settings.put("quotas good for", CALLS_PER_SECOND + " calls a second");
		settings.put("without the server",
				OUTAGE.toSeconds() + " s, from " + BEFORE_OUTAGE.toSeconds() + " s after the first call");
		settings.putAll(AddedLatency.settings());
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
		try (RedisServer redis = RedisServer.start(); QuotaTestbed testbed = new QuotaTestbed()) {
			if (!Scale.isReduced()) {
				measurements.addAll(baselines(testbed));
			}
			for (Refill refill : Refills.measured()) {
				measurements.addAll(overloaded(testbed, redis, refill));
				measurements.addAll(calm(testbed, redis, refill));
			}
			measurements.addAll(overloadedWithoutServer(testbed, redis));
			measurements.addAll(calmWithoutServer(testbed, redis));
			measurements.addAll(AddedLatency.measure(redis.port()));
		}
		return measurements;
	}

	// The baselines differ little between the refills, so one of them is enough.
	private static List<Measurement> baselines(QuotaTestbed testbed) throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		List<QuotaCandidate> candidates = List.of(QuotaCandidate.PLAIN, QuotaCandidate.TUNED);
		Refill refill = Refill.CONTINUOUS;
		List<QuotaRound> overloaded = atOnce(candidates, label(refill, HIGH_LOAD), (candidate) -> round(testbed,
				candidate, refill, HIGH_LOAD, QuotaWindows.overload(refill), Duration.ZERO));
		List<QuotaRound> calm = atOnce(candidates, label(refill, LOW_LOAD), (candidate) -> round(testbed, candidate,
				refill, LOW_LOAD, QuotaWindows.fromFirstCall(refill), DRAIN_TIMEOUT));
		for (int index = 0; index < candidates.size(); index++) {
			String high = label(refill, HIGH_LOAD, candidates.get(index));
			String low = label(refill, LOW_LOAD, candidates.get(index));
			measurements.addAll(List.of(goodput(high, overloaded.get(index)), throttled(high, overloaded.get(index)),
					unanswered(low, calm.get(index)), attempts(low, calm.get(index))));
		}
		return measurements;
	}

	private List<Measurement> overloaded(QuotaTestbed testbed, RedisServer redis, Refill refill) throws Exception {
		List<QuotaCandidate> candidates = candidates(redis);
		RoundWindows windows = QuotaWindows.overload(refill);
		List<QuotaRound> rounds = atOnce(candidates, label(refill, HIGH_LOAD),
				(candidate) -> round(testbed, candidate, refill, HIGH_LOAD, windows, Duration.ZERO));
		String alone = label(refill, HIGH_LOAD, candidates.get(0));
		String shared = label(refill, HIGH_LOAD, candidates.get(1));
		return List.of(goodput(alone, rounds.get(0)), throttled(alone, rounds.get(0)),
				goodput(shared, rounds.get(1)).atLeast(MIN_GOODPUT),
				throttled(shared, rounds.get(1)).atMost(MAX_THROTTLED));
	}

	private List<Measurement> calm(QuotaTestbed testbed, RedisServer redis, Refill refill) throws Exception {
		List<QuotaCandidate> candidates = candidates(redis);
		RoundWindows windows = QuotaWindows.fromFirstCall(refill);
		List<QuotaRound> rounds = atOnce(candidates, label(refill, LOW_LOAD),
				(candidate) -> round(testbed, candidate, refill, LOW_LOAD, windows, DRAIN_TIMEOUT));
		String alone = label(refill, LOW_LOAD, candidates.get(0));
		String shared = label(refill, LOW_LOAD, candidates.get(1));
		return List.of(unanswered(alone, rounds.get(0)), attempts(alone, rounds.get(0)),
				unanswered(shared, rounds.get(1)).atMost(0), attempts(shared, rounds.get(1)).atMost(MAX_ATTEMPTS));
	}

	// Calls that are throttled until they fail would fail without sharing, too. No other
	// failure is allowed.
	private List<Measurement> overloadedWithoutServer(QuotaTestbed testbed, RedisServer redis) throws Exception {
		List<QuotaCandidate> candidates = candidates(redis);
		List<QuotaRound> rounds = aroundOutage(testbed, candidates, HIGH_LOAD, Duration.ZERO, KILLED, redis::kill,
				redis::restart);
		String alone = KILLED + candidates.get(0).name() + ", ";
		String shared = KILLED + candidates.get(1).name() + ", ";
		return List.of(notThrottled(alone, rounds.get(0)), goodput(alone, rounds.get(0)),
				throttled(alone, rounds.get(0)),
				notThrottled(shared, rounds.get(1)).atMost(rounds.get(0).calls().notThrottled()),
				goodput(shared, rounds.get(1)), throttled(shared, rounds.get(1)));
	}

	private List<Measurement> calmWithoutServer(QuotaTestbed testbed, RedisServer redis) throws Exception {
		List<QuotaCandidate> candidates = candidates(redis);
		List<QuotaRound> rounds = aroundOutage(testbed, candidates, LOW_LOAD, DRAIN_TIMEOUT, HALTED, redis::halt,
				redis::proceed);
		String alone = HALTED + candidates.get(0).name() + ", ";
		String shared = HALTED + candidates.get(1).name() + ", ";
		double failed = rounds.get(0).calls().arrived() - rounds.get(0).calls().answered();
		return List.of(unanswered(alone, rounds.get(0)), attempts(alone, rounds.get(0)),
				unanswered(shared, rounds.get(1)).atMost(failed), attempts(shared, rounds.get(1)));
	}

	private List<QuotaRound> aroundOutage(QuotaTestbed testbed, List<QuotaCandidate> candidates, double load,
			Duration patience, String label, Step away, Step back) throws Exception {
		FutureTask<Void> outage = new FutureTask<>(() -> {
			Thread.sleep(BEFORE_OUTAGE.toMillis());
			away.take();
			Thread.sleep(OUTAGE.toMillis());
			back.take();
			return null;
		});
		Runnable nothing = () -> {
		};
		Quotas quotas = testbed.quotas(AROUND_OUTAGE, CALLS_PER_SECOND);
		List<QuotaRound> rounds = atOnce(candidates, label, (candidate) -> testbed.run(candidate, quotas,
				Refill.CONTINUOUS, load, AROUND_OUTAGE, patience, (candidate == candidates.get(1)) ? outage : nothing));
		outage.get();
		return rounds;
	}

	// Every round has its own keys, so that its buckets are full.
	private List<QuotaCandidate> candidates(RedisServer redis) {
		return List.of(QuotaCandidate.INSTANCES_DECLARED,
				QuotaCandidate.sharing(redis.port(), "round-" + this.rounds.incrementAndGet() + ":"));
	}

	private static QuotaRound round(QuotaTestbed testbed, QuotaCandidate candidate, Refill refill, double load,
			RoundWindows windows, Duration patience) throws InterruptedException {
		return testbed.run(candidate, testbed.quotas(windows, CALLS_PER_SECOND), refill, load, windows, patience);
	}

	private static List<QuotaRound> atOnce(List<QuotaCandidate> candidates, String label,
			ConcurrentRounds.Run<QuotaCandidate, QuotaRound> one) throws Exception {
		List<QuotaRound> rounds = ConcurrentRounds.run(candidates, one);
		for (int index = 0; index < rounds.size(); index++) {
			Progress.log("%s%s: %s", label, candidates.get(index).name(), rounds.get(index).summary());
		}
		return rounds;
	}

	private static String label(Refill refill, double load) {
		return String.format(Locale.ROOT, "%s, load %.1f, ", Refills.name(refill), load);
	}

	private static String label(Refill refill, double load, QuotaCandidate candidate) {
		return label(refill, load) + candidate.name() + ", ";
	}

	private static Measurement goodput(String label, QuotaRound round) {
		return Measurement.of(label + "goodput", round.goodput(), "");
	}

	private static Measurement throttled(String label, QuotaRound round) {
		return Measurement.of(label + "429s per answer", round.throttledPerAnswer(), "");
	}

	private static Measurement attempts(String label, QuotaRound round) {
		return Measurement.of(label + "requests per call", round.attemptsPerCall(), "");
	}

	private static Measurement unanswered(String label, QuotaRound round) {
		return Measurement.of(label + "calls without an answer", round.calls().arrived() - round.calls().answered(), "")
			.note("of " + round.calls().arrived());
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
