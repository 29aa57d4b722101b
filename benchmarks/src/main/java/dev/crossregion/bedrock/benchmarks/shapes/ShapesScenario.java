package dev.crossregion.bedrock.benchmarks.shapes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;

import dev.crossregion.bedrock.benchmarks.contender.CallCost;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.load.ConcurrentRounds;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.shapes.ShapeRound.Outcome;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures traffic of several shapes, each with more load than its quota can serve.
 *
 * @since 0.1.0
 */
public final class ShapesScenario implements Scenario {

	private static final double MIN_GOODPUT = 0.97;

	private static final double MAX_THROTTLED = 0.2;

	@Override
	public String name() {
		return "shapes";
	}

	@Override
	public String description() {
		return "Traffic of several shapes to one source Region, with more load than its token quota is good for. Goodput: "
				+ "quota tokens of complete answers by the tokens of the quota that somebody else leaves, in whole windows "
				+ "after the first ones; it should be 0.97 of the better of plain's and of the ceiling, which is what the quota "
				+ "can serve when every call waits in the order of arrival and is sent in the very moment in which the quota "
				+ "has room for it. 429s per answer: from the first call on; they should be a fifth of plain's. Rounds of a shape run at the same time, each with a quota and an emulator of its own. At the end, the first call of "
				+ "all is tiny and throttled, under half of the load that the quota is good for.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("seed", String.valueOf(Shape.SEED));
		shapes().forEach((shape) -> settings.put(shape.name(),
				String.format(Locale.ROOT,
						"%.0f calls a second%s, quota %d tokens in a window, answer after %d ms, windows %s",
						shape.load().callsPerSecond(),
						(shape.load().neighbourCallsPerSecond() > 0) ? String.format(Locale.ROOT,
								" and %.0f of somebody else", shape.load().neighbourCallsPerSecond()) : "",
						shape.tokens(), shape.delays().latency().toMillis(), shape.windows())));
		Scale.mark(settings);
		return settings;
	}

	private static List<Shape> shapes() {
		List<Shape> shapes = new ArrayList<>();
		Shape.groups().forEach(shapes::addAll);
		if (!Scale.isReduced()) {
			shapes.add(Shape.FEW);
		}
		return shapes;
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start()) {
			// For warm-up only.
			CallCost.measure(process, new Prompts(Shape.SEED));
			// Takes as long as all others together, but hardly any processor time.
			FutureTask<List<Measurement>> few = new FutureTask<>(() -> run(process, List.of(Shape.FEW)));
			if (!Scale.isReduced()) {
				new Thread(few, "few calls").start();
			}
			for (List<Shape> group : Shape.groups()) {
				measurements.addAll(run(process, group));
			}
			if (!Scale.isReduced()) {
				measurements.addAll(few.get());
			}
			measurements.addAll(new ThrottledFirstCall(process).run());
		}
		return measurements;
	}

	private static List<Measurement> run(EmulatorProcess process, List<Shape> shapes) throws Exception {
		List<ShapeRound> rounds = new ArrayList<>();
		try {
			for (Shape shape : shapes) {
				for (Refill refill : Refills.measured()) {
					for (ShapeCandidate candidate : candidates()) {
						rounds.add(new ShapeRound(process, shape, refill, candidate));
					}
				}
			}
			Progress.log("%s: %d rounds begin", String.join("; ", shapes.stream().map(Shape::name).toList()),
					rounds.size());
			return measurements(rounds, ConcurrentRounds.run(rounds, ShapeRound::run));
		}
		finally {
			rounds.forEach(ShapeRound::close);
		}
	}

	private static List<ShapeCandidate> candidates() {
		List<ShapeCandidate> candidates = new ArrayList<>(List.of(ShapeCandidate.PLAIN));
		if (!Scale.isReduced()) {
			candidates.add(ShapeCandidate.TUNED);
		}
		candidates.addAll((Scale.isReduced()) ? ShapeCandidate.SINGLE_STARTERS : ShapeCandidate.STARTERS);
		return candidates;
	}

	private static List<Measurement> measurements(List<ShapeRound> rounds, List<Outcome> outcomes) {
		List<Measurement> measurements = new ArrayList<>();
		Outcome plain = outcomes.get(0);
		double ceiling = 0;
		for (int index = 0; index < rounds.size(); index++) {
			ShapeRound round = rounds.get(index);
			Outcome outcome = outcomes.get(index);
			String label = label(round) + ", " + round.candidate().name() + ", ";
			Progress.log("%s%s", label, outcome.summary());
			Measurement goodput = Measurement.of(label + "goodput", outcome.goodput(), "").note(outcome.shortfall());
			Measurement throttled = Measurement.of(label + "429s per answer", outcome.throttledPerAnswer(), "");
			if (round.candidate().isStarter()) {
				goodput = goodput.atLeast(MIN_GOODPUT * Math.max(plain.goodput(), ceiling));
				throttled = throttled.atMost(MAX_THROTTLED * plain.throttledPerAnswer());
			}
			else if (round.candidate() == ShapeCandidate.PLAIN) {
				plain = outcome;
				ceiling = GoodputCeiling.goodput(round.shape(), round.refill());
				measurements.add(Measurement.of(label(round) + ", ceiling, goodput", ceiling, ""));
			}
			measurements.add(goodput);
			measurements.add(throttled);
		}
		return measurements;
	}

	private static String label(ShapeRound round) {
		return round.shape().name() + ", " + Refills.name(round.refill());
	}

}
