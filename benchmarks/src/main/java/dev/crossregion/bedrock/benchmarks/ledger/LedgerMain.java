package dev.crossregion.bedrock.benchmarks.ledger;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.crossregion.bedrock.benchmarks.process.ChildJvm;
import dev.crossregion.bedrock.ledger.LedgerFormat;
import dev.crossregion.bedrock.ledger.reconciliation.ReconcileCommand;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;

/**
 * Parses both sides, or compares them.
 *
 * @since 0.1.0
 */
public final class LedgerMain {

	static final String SECONDS = "seconds";

	static final String PARSE = "parse";

	private LedgerMain() {
	}

	/**
	 * Run one of both.
	 * @param args what to do, and the directory with both sides
	 * @throws IOException if a file cannot be read
	 */
	public static void main(String[] args) throws IOException {
		ChildJvm.endWithParent();
		Path ledger = Path.of(args[1], "ledger");
		Path trail = Path.of(args[1], "trail");
		long start = System.nanoTime();
		if (args[0].equals(PARSE)) {
			parse(ledger, trail);
			report(start);
			System.exit(0);
		}
		// The command ends the process, with 0 only if everything matches.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> report(start)));
		ReconcileCommand.main(new String[] { ledger.toString(), trail.toString() });
	}

	private static void report(long start) {
		ChildJvm.report(SECONDS, (System.nanoTime() - start) / 1e9);
	}

	private static void parse(Path ledger, Path trail) throws IOException {
		for (Path file : files(ledger)) {
			try (BufferedReader lines = Files.newBufferedReader(file)) {
				for (String line = lines.readLine(); line != null; line = lines.readLine()) {
					try (JsonParser json = LedgerFormat.json().createParser(line)) {
						drain(json);
					}
				}
			}
		}
		for (Path file : files(trail)) {
			try (InputStream input = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 16);
					JsonParser json = LedgerFormat.json().createParser(input)) {
				drain(json);
			}
		}
	}

	private static void drain(JsonParser json) throws IOException {
		while (json.nextToken() != null) {
			if (json.currentToken().isScalarValue()) {
				json.getText();
			}
		}
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> all = Files.list(directory)) {
			return all.sorted().toList();
		}
	}

}
