package dev.crossregion.bedrock.benchmarks.smoke;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.contender.Streams;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;

/**
 * One call and one stream of every contender.
 *
 * @since 0.1.0
 */
public final class SmokeScenario implements Scenario {

	private static final String PROMPT = "Good morning";

	@Override
	public String name() {
		return "smoke";
	}

	@Override
	public String description() {
		return "Every contender makes one call and one stream, and gets its answers.";
	}

	@Override
	public Map<String, String> settings() {
		return Map.of("prompt", PROMPT);
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			Setup setup = Setup.of(emulator.uri());
			List<Supplier<Contender>> contenders = new ArrayList<>(Baselines.all(setup));
			contenders.add(() -> StarterContender.builder(setup).start());
			contenders.add(() -> StarterContender.builder(setup).name("starter with Spring AI").springAi().start());
			for (Supplier<Contender> supplier : contenders) {
				try (Contender contender = supplier.get()) {
					long answers = 0;
					answers += (contender.call(PROMPT).contains(PROMPT)) ? 1 : 0;
					answers += (Streams.read(contender, PROMPT).contains(PROMPT)) ? 1 : 0;
					measurements.add(Measurement.of(contender.name() + ", answers", answers, "").atLeast(2));
				}
			}
			measurements.add(Measurement.of("requests over the wire", emulator.counts().requests(), "")
				.atMost(2 * contenders.size()));
		}
		return measurements;
	}

}
