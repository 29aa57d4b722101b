package dev.crossregion.bedrock.benchmarks.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Runs a main class in a new JVM and reads the figures that it reports, so that neither
 * earlier code nor other entries of the class path affect them.
 *
 * @since 0.1.0
 */
public final class ForkedJvm {

	private static final int MAX_KEPT_LINES = 200;

	private static final List<String> CREDENTIALS = List.of("-Daws.accessKeyId=emulated",
			"-Daws.secretAccessKey=emulated", "-Daws.region=eu-central-1", "-Daws.disableEc2Metadata=true");

	/** Enables the log in which Spring Boot reports why it does not start. */
	private static final String START_UP_FAILURES = "-Dlogging.level.org.springframework.boot=ERROR";

	private final Class<?> program;

	private final Path home;

	private final List<String> options;

	private final String classPath;

	private ForkedJvm(Class<?> program, Path home, List<String> options, String classPath) {
		this.program = program;
		this.home = home;
		this.options = List.copyOf(options);
		this.classPath = classPath;
	}

	/**
	 * Prepare to run a main class with the JDK and the class path of this JVM.
	 * @param program the class with the main method
	 * @param options options of the JVM
	 * @return the JVM
	 */
	public static ForkedJvm of(Class<?> program, String... options) {
		return new ForkedJvm(program, Path.of(System.getProperty("java.home")), List.of(options),
				System.getProperty("java.class.path"));
	}

	/**
	 * Use another JDK.
	 * @param home its home
	 * @return the JVM
	 */
	public ForkedJvm on(Path home) {
		return new ForkedJvm(this.program, home, this.options, this.classPath);
	}

	/**
	 * Exclude entries from the class path.
	 * @param entry matches the entries to exclude, with slashes as separators
	 * @return the JVM
	 */
	public ForkedJvm without(Predicate<String> entry) {
		String kept = Arrays.stream(this.classPath.split(File.pathSeparator))
			.filter((candidate) -> !entry.test(candidate.replace(File.separatorChar, '/')))
			.collect(Collectors.joining(File.pathSeparator));
		return new ForkedJvm(this.program, this.home, this.options, kept);
	}

	/**
	 * Run the main class to its end.
	 * @param timeout the maximum duration
	 * @param arguments its arguments
	 * @return the figures that it reports
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 * @throws IllegalStateException if it does not end in time, or ends with a failure
	 */
	public ReportedFigures run(Duration timeout, String... arguments) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
		AtomicBoolean late = new AtomicBoolean();
		Thread watch = new Thread(() -> {
			try {
				if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
					late.set(true);
					process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				process.destroyForcibly();
			}
		}, "watch-" + this.program.getSimpleName());
		watch.setDaemon(true);
		watch.start();
		Map<String, List<Double>> figures = new LinkedHashMap<>();
		Deque<String> last = new ArrayDeque<>();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				read(line, figures, last);
			}
		}
		int code = process.waitFor();
		if (late.get() || code != 0) {
			throw new IllegalStateException(this.program.getSimpleName()
					+ ((late.get()) ? " was still running after " + timeout : " ended with " + code) + ":\n"
					+ String.join("\n", last));
		}
		return new ReportedFigures(figures);
	}

	private List<String> command(String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(this.home.resolve("bin").resolve("java").toString());
		command.addAll(CREDENTIALS);
		command.add(START_UP_FAILURES);
		command.addAll(this.options);
		command.addAll(List.of("-classpath", this.classPath, this.program.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

	private static void read(String line, Map<String, List<Double>> figures, Deque<String> last) {
		if (line.startsWith(ChildJvm.FIGURE)) {
			String[] parts = line.split(" ");
			figures.computeIfAbsent(parts[1], (name) -> new ArrayList<>()).add(Double.valueOf(parts[2]));
		}
		else {
			if (last.size() == MAX_KEPT_LINES) {
				last.removeFirst();
			}
			last.addLast(line);
		}
	}

}
