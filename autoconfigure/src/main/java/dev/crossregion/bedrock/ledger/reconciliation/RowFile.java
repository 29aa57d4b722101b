package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the rows that {@link Partitions} have written into one file.
 */
final class RowFile {

	private static final int BUFFER = 64 * 1024;

	private RowFile() {
	}

	/**
	 * Read all rows, and delete the file.
	 * @param file the file
	 * @param rows takes the rows
	 * @throws IOException if the file cannot be read
	 */
	static void drain(Path file, RowConsumer rows) throws IOException {
		// Most fields are the same in all rows; one copy of each is kept.
		Map<String, String> known = new HashMap<>();
		try (DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
			while (true) {
				String requestId;
				try {
					requestId = input.readUTF();
				}
				catch (EOFException ex) {
					break;
				}
				long time = input.readLong();
				String[] fields = new String[input.readByte()];
				for (int i = 0; i < fields.length; i++) {
					String field = input.readUTF();
					String same = known.putIfAbsent(field, field);
					fields[i] = (same != null) ? same : field;
				}
				rows.accept(new Row(requestId, time, List.of(fields)));
			}
		}
		Files.delete(file);
	}

}
