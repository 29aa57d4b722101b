package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * Compares the ledger with CloudTrail, and reports whether every call ran in one of the
 * destinations that were admitted when it was sent. Starts no server and calls nothing.
 * <p>
 * The arguments are the directory of the ledger, then files or directories of CloudTrail;
 * {@code --from}, {@code --to} and {@code --json} may precede them. Ends with status 0 if
 * everything matches, 1 if a call ran outside its admitted destinations, 2 if something
 * could not be compared, 64 for wrong arguments, 70 if the command itself fails, and 74
 * if temporary files cannot be written.
 *
 * @since 0.1.0
 */
public final class ReconcileCommand {

	private static final int USAGE_ERROR = 64;

	private static final int INTERNAL_ERROR = 70;

	private static final int IO_ERROR = 74;

	private ReconcileCommand() {
	}

	/**
	 * Compare, and print a report.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		System.exit(run(System.out, System.err, args));
	}

	static int run(PrintStream output, PrintStream errors, String... args) {
		ReconcileOptions options;
		try {
			options = ReconcileOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			errors.println(ex.getMessage());
			errors.print(ReconcileOptions.USAGE);
			return USAGE_ERROR;
		}
		try {
			Report report = (options.json()) ? Report.json(output) : Report.text(output);
			Findings findings = new Reconciliation(options.window(), Reconciliation.MAX_FILE_SIZE).run(options.ledger(),
					options.cloudTrail(), report);
			report.print(findings);
			return findings.exitCode();
		}
		catch (IOException | UncheckedIOException ex) {
			errors.println("The comparison was given up, because a temporary file in "
					+ System.getProperty("java.io.tmpdir") + " cannot be written: " + ex.getMessage());
			return IO_ERROR;
		}
		catch (RuntimeException | Error ex) {
			// Uncaught, it would end with status 1, as if a call had run outside.
			errors.println("The comparison was given up, because of a failure of the command itself:");
			ex.printStackTrace(errors);
			return INTERNAL_ERROR;
		}
	}

}
