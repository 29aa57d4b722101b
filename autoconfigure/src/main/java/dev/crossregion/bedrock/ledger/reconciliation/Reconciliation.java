package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares attempts of the ledger with events of CloudTrail: a hash join on disk. Both
 * sides are read once and divided by the hashes of their request IDs into files, which
 * are joined one after another, so that the memory does not depend on their size.
 */
final class Reconciliation {

	/**
	 * The size of a file whose rows are held in memory. A row takes about 150 bytes on
	 * disk, and three times as much in memory.
	 */
	static final long MAX_FILE_SIZE = 4 * 1024 * 1024;

	private final TimeWindow window;

	private final long maxFileSize;

	Reconciliation(TimeWindow window, long maxFileSize) {
		this.window = window;
		this.maxFileSize = maxFileSize;
	}

	/**
	 * Compare.
	 * @param ledger the files of the ledger
	 * @param cloudTrail the files of CloudTrail
	 * @param outside gets each call that ran outside its admitted destinations
	 * @return what was found
	 * @throws IOException if files for the join cannot be written
	 */
	Findings run(List<Path> ledger, List<Path> cloudTrail, OutsideCall.Consumer outside) throws IOException {
		Path directory = Files.createTempDirectory("bedrock-reconciliation");
		try {
			Findings findings = new Findings();
			Partitions attempts = new Partitions(directory, "attempts", 0);
			Partitions events = new Partitions(directory, "events", 0);
			try (attempts; events) {
				LedgerReader ledgerReader = new LedgerReader(this.window, findings, attempts);
				ledger.forEach(ledgerReader::read);
				CloudTrailReader cloudTrailReader = new CloudTrailReader(findings, events);
				cloudTrail.forEach(cloudTrailReader::read);
			}
			new PartitionJoin(directory, this.maxFileSize, this.window, findings, outside).join(attempts, events, 0);
			return findings;
		}
		finally {
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> all = Files.walk(directory)) {
			for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(path);
			}
		}
	}

}
