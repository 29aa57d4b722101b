package dev.crossregion.bedrock.benchmarks.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.ForkedJvm;
import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.client.Operation;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.routing.Outcome;

import org.springframework.util.FileSystemUtils;

/**
 * Measures the comparison of a ledger with CloudTrail, and a line of the ledger on the
 * thread of its call.
 *
 * @since 0.1.0
 */
public final class LedgerScenario implements Scenario {

	private static final int LINES = Scale.of(1_000_000, 20_000);

	private static final int BATCHES = Scale.of(200, 20);

	private static final int BATCH = 200;

	private static final int ROUNDS = Scale.of(3, 1);

	private static final double MAX_TIMES = 3;

	private static final double MAX_NANOS = 2000;

	private static final Duration JVM_TIMEOUT = Duration.ofMinutes(10);

	@Override
	public String name() {
		return "ledger";
	}

	@Override
	public String description() {
		return "A ledger and the events of CloudTrail that match it, in another order and compressed, are compared in "
				+ "a JVM of its own with a small heap. The baseline reads and parses both sides and does nothing else, "
				+ "in a JVM with the same heap; both take turns. The time of a line is that of the listener on the "
				+ "thread of the call, in batches that the queue has room for.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("lines", String.valueOf(LINES));
		settings.put("heap", "64 MiB, serial collector");
		settings.put("rounds", String.valueOf(ROUNDS));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		Path directory = Files.createTempDirectory("benchmark-ledger");
		try {
			AuditFiles.write(directory, LINES);
			List<Double> parsed = new ArrayList<>();
			List<Double> compared = new ArrayList<>();
			for (int round = 0; round < ROUNDS; round++) {
				parsed.add(seconds(directory, LedgerMain.PARSE));
				compared.add(seconds(directory, "compare"));
			}
			double baseline = Figures.median(parsed);
			double comparison = Figures.median(compared);
			return List.of(Measurement.of("baseline, lines parsed", LINES / baseline, "lines/s"),
					Measurement.of("lines compared", LINES / comparison, "lines/s"),
					Measurement.of("time relative to the baseline", comparison / baseline, "").atMost(MAX_TIMES),
					Measurement.of("a line on the thread of its call", nanosOfALine(directory.resolve("written")), "ns")
						.atMost(MAX_NANOS));
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private static double seconds(Path directory, String what) throws Exception {
		return ForkedJvm.of(LedgerMain.class, "-Xmx64m", "-XX:+UseSerialGC")
			.run(JVM_TIMEOUT, what, directory.toString())
			.one(LedgerMain.SECONDS);
	}

	private static double nanosOfALine(Path directory) throws IOException {
		InvocationRecord call = call();
		List<Double> nanos = new ArrayList<>();
		try (CallLedger ledger = CallLedger.open(directory, 64 << 20, 30, (model) -> null)) {
			for (int batch = 0; batch < BATCHES; batch++) {
				long start = System.nanoTime();
				for (int i = 0; i < BATCH; i++) {
					ledger.onInvocation(call);
				}
				nanos.add((System.nanoTime() - start) / (double) BATCH);
				LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			}
			if (ledger.dropped() > 0) {
				throw new IllegalStateException(ledger.dropped() + " calls were dropped");
			}
		}
		return Figures.median(nanos);
	}

	private static InvocationRecord call() {
		RegionCode source = new RegionCode("eu-central-1");
		Route route = new Route(new Route.Key(source, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"),
				new FoundationModelId("anthropic.claude-sonnet-4-5-20250929-v1:0"),
				new Route.Reach(InferenceMode.GEOGRAPHIC, Destinations.of(List.of(source)),
						new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true),
				DeclaredQuota.NONE);
		return new InvocationRecord("bedrock", Operation.CONVERSE, "bedrock", Instant.now(), Duration.ofMillis(20),
				null, List.of(new Attempt(route, Outcome.SUCCESS, Duration.ZERO, Duration.ofMillis(20), null,
						"0f0f0f0f-0000-4000-8000-000000000001")),
				null, Outcome.SUCCESS, null, null, null, null);
	}

}
