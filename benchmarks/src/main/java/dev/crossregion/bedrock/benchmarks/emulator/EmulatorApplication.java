package dev.crossregion.bedrock.benchmarks.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main class of the process of the emulators: executes the commands on standard
 * input, one per line, and ends when that ends.
 *
 * @since 0.1.0
 */
public final class EmulatorApplication {

	/** The quota tokens of an output token of the benchmarks' model. */
	private static final int BURNDOWN = 5;

	private static final String API_KEY = "Bearer";

	private static final int OK = 200;

	private static final int THROTTLED = 429;

	private final Map<String, BedrockEmulator> emulators = new HashMap<>();

	private EmulatorApplication() {
	}

	/**
	 * Answer commands until the input ends.
	 * @param args none
	 * @throws IOException if the input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		PrintStream answers = System.out;
		System.setOut(System.err);
		LogManager.getLogManager().reset();
		JsonMapper mapper = JsonMapper.shared();
		EmulatorApplication application = new EmulatorApplication();
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			answers.println(mapper.writeValueAsString(application.tryTo(mapper.readValue(line, Command.class))));
			answers.flush();
		}
		application.emulators.values().forEach(BedrockEmulator::close);
		System.exit(0);
	}

	private Response tryTo(Command command) {
		try {
			return answer(command);
		}
		catch (RuntimeException ex) {
			return Response.failed(ex);
		}
	}

	private Response answer(Command command) {
		if (command.action() == Command.Action.START) {
			return start(command.emulator(), Objects.requireNonNull(command.spec()));
		}
		BedrockEmulator emulator = Objects.requireNonNull(this.emulators.get(command.emulator()));
		switch (command.action()) {
			case FAIL -> emulator.fail(Objects.requireNonNull(command.fault()).fault());
			case CLEAR_FAULTS -> emulator.clearFaults();
			case STOP -> {
				emulator.close();
				this.emulators.remove(command.emulator());
			}
			default -> {
				return new Response(null, emulator.port(), 0,
						count(emulator, Objects.requireNonNull(command.period())));
			}
		}
		return Response.done();
	}

	private Response start(String name, EmulatorSpec spec) {
		BedrockEmulator.Builder builder = BedrockEmulator.builder()
			.port(spec.port())
			.latency(spec.delays().latency())
			.pace(spec.delays().pace())
			.throttledLatency(spec.delays().throttledLatency())
			.quotaWindow(spec.quotas().window())
			.seed(spec.seed());
		spec.quotas().regions().forEach((quota) -> builder.quota(quota.region(), quota.profile(), quota.quota()));
		// The windows start when the emulator is created, before its server has started.
		long startedAt = System.currentTimeMillis();
		BedrockEmulator emulator = builder.start();
		this.emulators.put(name, emulator);
		return new Response(null, emulator.port(), startedAt, Map.of());
	}

	private static Map<String, RequestCounts> count(BedrockEmulator emulator, Command.Period period) {
		if (emulator.journal().dropped() > 0) {
			throw new IllegalStateException("The journal has dropped entries, so nothing can be counted");
		}
		Map<String, RequestCounts> usage = new HashMap<>();
		for (JournalEntry entry : emulator.journal().entries()) {
			long at = entry.eventTime().toEpochMilli();
			if (period.contains(at) && !entry.authScheme().equals(API_KEY)) {
				usage.merge(entry.sourceRegion(), usage(entry), RequestCounts::plus);
			}
		}
		return usage;
	}

	private static RequestCounts usage(JournalEntry entry) {
		long tokens = entry.inputTokens() + BURNDOWN * entry.outputTokens();
		if (entry.status() == OK && entry.completed()) {
			return new RequestCounts(1, 0, 0, tokens);
		}
		return (entry.status() == THROTTLED) ? new RequestCounts(0, 1, 0, 0) : new RequestCounts(0, 0, 1, 0);
	}

}
