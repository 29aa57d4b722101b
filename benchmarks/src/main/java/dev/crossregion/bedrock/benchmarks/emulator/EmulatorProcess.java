package dev.crossregion.bedrock.benchmarks.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.json.JsonMapper;

/**
 * A process for emulators, so that they share neither heap nor threads with the measured
 * code. Ends when it is closed or when the benchmark ends.
 *
 * @since 0.1.0
 */
public final class EmulatorProcess implements AutoCloseable {

	private static final long SHUTDOWN_TIMEOUT_SECONDS = 10;

	private final JsonMapper mapper = JsonMapper.shared();

	private final AtomicInteger number = new AtomicInteger();

	private final Process process;

	private final Writer commands;

	private final BufferedReader answers;

	private EmulatorProcess(Process process) {
		this.process = process;
		this.commands = process.outputWriter(StandardCharsets.UTF_8);
		this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Start a process with the same Java and the same class path.
	 * @return the process, without an emulator yet
	 * @throws IOException if it does not start
	 */
	public static EmulatorProcess start() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-Xmx2g", "-XX:+UseParallelGC", "-classpath",
				System.getProperty("java.class.path"), EmulatorApplication.class.getName());
		return new EmulatorProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	/**
	 * Start an emulator.
	 * @param spec its configuration
	 * @return the emulator, listening
	 */
	public RemoteEmulator emulator(EmulatorSpec spec) {
		String name = "emulator-" + this.number.incrementAndGet();
		Response answer = send(new Command(Command.Action.START, name, spec, null, null));
		return new RemoteEmulator(this, name, answer.port(), answer.startedAt());
	}

	synchronized Response send(Command command) {
		try {
			this.commands.write(this.mapper.writeValueAsString(command) + "\n");
			this.commands.flush();
			String line = this.answers.readLine();
			if (line == null) {
				throw new IllegalStateException("The process of the emulators has ended");
			}
			Response answer = this.mapper.readValue(line, Response.class);
			if (answer.failure() != null) {
				throw new IllegalStateException(answer.failure());
			}
			return answer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.commands.close();
		try {
			if (!this.process.waitFor(SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
