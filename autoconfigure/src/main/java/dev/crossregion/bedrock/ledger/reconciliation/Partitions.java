package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one side on disk, in as many files as there are partitions. All rows of a
 * request ID are in the same partition, in their order.
 */
final class Partitions implements RowConsumer, AutoCloseable {

	static final int COUNT = 64;

	/** The number of times that rows can be divided, by other bits of the hash each. */
	static final int MAX_LEVEL = 8;

	private static final int BITS = 6;

	private static final int BUFFER = 8 * 1024;

	private final int level;

	private final List<Path> files = new ArrayList<>();

	private final List<DataOutputStream> outputs = new ArrayList<>();

	/**
	 * Create empty partitions.
	 * @param directory where their files are
	 * @param name the beginning of their names
	 * @param level how often the rows were divided before
	 */
	Partitions(Path directory, String name, int level) {
		this.level = level;
		try {
			for (int i = 0; i < COUNT; i++) {
				Path file = directory.resolve(name + "-" + i);
				this.files.add(file);
				this.outputs.add(new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER)));
			}
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void accept(Row row) {
		DataOutputStream output = this.outputs.get(index(row.requestId()));
		try {
			output.writeUTF(row.requestId());
			output.writeLong(row.time());
			output.writeByte(row.fields().size());
			for (String field : row.fields()) {
				output.writeUTF(field);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int index(String requestId) {
		return (int) (hash(requestId) >>> (BITS * this.level)) & (COUNT - 1);
	}

	// FNV-1a, with the finalizer of MurmurHash3, so that all bits depend on all
	// characters.
	private static long hash(String text) {
		long hash = 0xcbf29ce484222325L;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
		}
		hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
		hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
		return hash ^ (hash >>> 33);
	}

	/**
	 * The files, which are complete once this is closed.
	 * @return the files in the order of the partitions
	 */
	List<Path> files() {
		return this.files;
	}

	@Override
	public void close() {
		IOException failure = null;
		for (DataOutputStream output : this.outputs) {
			try {
				output.close();
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw new UncheckedIOException(failure);
		}
	}

}
