package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.ledger.LedgerFormat;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a reconciliation.
 *
 * @param ledger the files of the ledger
 * @param cloudTrail the files of CloudTrail
 * @param window the limit by time
 * @param json whether the report is JSON
 */
record ReconcileOptions(List<Path> ledger, List<Path> cloudTrail, TimeWindow window, boolean json) {

	static final String USAGE = """
			Arguments: [--from=TIME] [--to=TIME] [--json] LEDGER CLOUDTRAIL...
			  LEDGER        the directory of the ledger, with the files of all instances at any depth, or one file
			  CLOUDTRAIL    files of CloudTrail, or directories with *.json and *.json.gz at any depth
			  --from=TIME   leaves out what was before, such as 2026-11-28T00:00:00Z
			  --to=TIME     leaves out what was then or later
			  --json        prints the report as JSON
			Ends with 0 if everything matches, 1 if a call ran outside its admitted destinations, 2 if something
			could not be compared, 64 for wrong arguments, 70 if the command itself fails and 74 if temporary
			files cannot be written.
			""";

	/**
	 * Read the arguments, and find the files.
	 * @param args the arguments
	 * @return the options
	 * @throws IllegalArgumentException if an argument is wrong
	 */
	static ReconcileOptions parse(String... args) {
		Instant from = null;
		Instant to = null;
		boolean json = false;
		List<String> paths = new ArrayList<>();
		for (String arg : args) {
			if (arg.startsWith("--from=")) {
				from = time(arg);
			}
			else if (arg.startsWith("--to=")) {
				to = time(arg);
			}
			else if (arg.equals("--json")) {
				json = true;
			}
			else if (arg.startsWith("--")) {
				throw new IllegalArgumentException("There is no option '" + arg + "'");
			}
			else {
				paths.add(arg);
			}
		}
		if (paths.size() < 2) {
			throw new IllegalArgumentException("The first argument is the ledger, the others are files or directories "
					+ "of CloudTrail, and there " + ((paths.isEmpty()) ? "is none" : "is only '" + paths.get(0) + "'"));
		}
		if (from != null && to != null && !from.isBefore(to)) {
			throw new IllegalArgumentException("--from is " + from + ", which is not before --to, " + to);
		}
		List<Path> ledger = find(paths.get(0), List.of(LedgerFormat.SUFFIX, LedgerFormat.SUFFIX + ".gz"));
		List<Path> cloudTrail = new ArrayList<>();
		paths.subList(1, paths.size()).forEach((path) -> cloudTrail.addAll(find(path, List.of(".json", ".json.gz"))));
		return new ReconcileOptions(ledger, cloudTrail, new TimeWindow(from, to), json);
	}

	private static @Nullable Instant time(String arg) {
		String value = arg.substring(arg.indexOf('=') + 1);
		try {
			return Instant.ofEpochMilli(TimeWindow.millis(value));
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException(arg + " is no time such as 2026-11-28T18:00:00Z", ex);
		}
	}

	private static List<Path> find(String argument, List<String> suffixes) {
		try {
			Path path = Path.of(argument);
			if (!path.toFile().exists()) {
				throw new IllegalArgumentException("There is no file or directory '" + argument + "'");
			}
			List<Path> files = InputFiles.find(path, suffixes);
			if (files.isEmpty()) {
				throw new IllegalArgumentException("The directory '" + argument + "' has no file whose name ends with "
						+ String.join(" or ", suffixes));
			}
			return files;
		}
		catch (IOException | InvalidPathException ex) {
			throw new IllegalArgumentException("'" + argument + "' cannot be read: " + ex, ex);
		}
	}

}
