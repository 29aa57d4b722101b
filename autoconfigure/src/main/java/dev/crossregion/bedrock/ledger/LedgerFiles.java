package dev.crossregion.bedrock.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Files that lines are appended to, one after another. A file is created by its first
 * line, and never one that exists, so that neither a restart nor another process in the
 * same directory changes what is written. Not thread-safe.
 */
final class LedgerFiles {

	private static final String PREFIX = "bedrock-ledger-";

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/**
	 * A file that is so much newer than the one just created is older: the clock was set
	 * back since.
	 */
	private static final Duration CLOCK_STEP = Duration.ofMinutes(1);

	private final Path directory;

	private final long maxSize;

	private final int maxHistory;

	private final String start;

	private int sequence;

	private @Nullable Path file;

	private @Nullable FileChannel channel;

	private long size;

	LedgerFiles(Path directory, long maxSize, int maxHistory, Instant start) {
		this.directory = directory;
		this.maxSize = maxSize;
		this.maxHistory = maxHistory;
		this.start = TIME.format(start);
	}

	/**
	 * Create the directory if it does not exist, and write a file that is deleted again.
	 * @param directory the directory
	 * @throws IOException if one of both fails
	 */
	static void verify(Path directory) throws IOException {
		Files.createDirectories(directory);
		Path probe = Files.createTempFile(directory, ".bedrock-ledger-", ".tmp");
		try {
			Files.writeString(probe, "writable");
		}
		finally {
			Files.deleteIfExists(probe);
		}
	}

	/**
	 * Continue with a new file if the current one was removed, or cut off. The system
	 * would accept lines for it, and lose them, or put them behind a gap.
	 */
	void leaveChangedFile() {
		if (this.file != null && size(this.file) < this.size) {
			close();
		}
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/**
	 * Open a file that has room.
	 * @param length the length of the lines to append; a longer text than a file may hold
	 * gets a file of its own
	 * @return whether it is a new file
	 * @throws IOException if it cannot be opened
	 */
	boolean prepare(int length) throws IOException {
		if (this.channel != null && (this.size == 0 || this.size + length <= this.maxSize)) {
			return false;
		}
		close();
		Files.createDirectories(this.directory);
		if (this.sequence == 0) {
			this.sequence = lastSequence();
		}
		while (this.channel == null) {
			this.sequence++;
			Path next = this.directory.resolve(PREFIX + this.start + "-"
					+ String.format(Locale.ROOT, "%06d", this.sequence) + LedgerFormat.SUFFIX);
			try {
				this.channel = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
				this.file = next;
				this.size = 0;
			}
			catch (FileAlreadyExistsException ex) {
				// Of a process that started in the same millisecond.
			}
		}
		lock(this.channel);
		prune(this.file);
		return true;
	}

	/**
	 * Append a line to the file that {@link #prepare} has opened. If it fails, the file
	 * has no part of the line, or is left for a new one.
	 * @param line the line with its end
	 * @throws IOException if the file cannot be written
	 */
	void append(byte[] line) throws IOException {
		FileChannel channel = this.channel;
		if (channel == null) {
			throw new IOException("No file is open");
		}
		ByteBuffer bytes = ByteBuffer.wrap(line);
		try {
			while (bytes.hasRemaining()) {
				channel.write(bytes, this.size + bytes.position());
			}
			this.size += line.length;
		}
		catch (IOException ex) {
			truncate(channel);
			throw ex;
		}
	}

	private void truncate(FileChannel channel) {
		try {
			channel.truncate(this.size);
		}
		catch (IOException ex) {
			close();
		}
	}

	// Tells other processes that the file is in use. Where the file system has no locks,
	// only the order of the names protects it from them.
	private static boolean lock(FileChannel channel) {
		try {
			FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private void prune(Path created) {
		try {
			List<Path> files = existing(PREFIX);
			Map<Path, FileTime> times = new HashMap<>();
			for (Path path : files) {
				times.put(path, Files.getLastModifiedTime(path));
			}
			Instant future = Files.getLastModifiedTime(created).toInstant().plus(CLOCK_STEP);
			files.stream()
				.sorted(Comparator.<Path, Boolean>comparing((path) -> times.get(path).toInstant().isBefore(future))
					.thenComparing(times::get)
					.thenComparing(Comparator.naturalOrder()))
				.limit(Math.max(0, files.size() - this.maxHistory))
				.filter((path) -> !path.equals(created))
				.forEach(LedgerFiles::deleteUnused);
		}
		catch (IOException ex) {
			// Another process has deleted one; tried again with the next file.
		}
	}

	// Of a writer that started in the same millisecond. Its deleted files would leave
	// gaps in which newer ones sorted before older ones.
	private int lastSequence() throws IOException {
		String prefix = PREFIX + this.start + "-";
		int last = 0;
		for (Path path : existing(prefix)) {
			String name = path.getFileName().toString();
			String digits = name.substring(prefix.length(), name.length() - LedgerFormat.SUFFIX.length());
			last = (digits.matches("[0-9]{1,9}")) ? Math.max(last, Integer.parseInt(digits)) : last;
		}
		return last;
	}

	private List<Path> existing(String prefix) throws IOException {
		try (Stream<Path> all = Files.list(this.directory)) {
			return all.filter((path) -> {
				String name = path.getFileName().toString();
				return name.startsWith(prefix) && name.endsWith(LedgerFormat.SUFFIX);
			}).toList();
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private static void deleteUnused(Path path) {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
			if (lock(channel)) {
				Files.deleteIfExists(path);
			}
		}
		catch (IOException ex) {
			// Deleted by another process, or tried again with the next file.
		}
	}

	void close() {
		FileChannel channel = this.channel;
		this.channel = null;
		this.file = null;
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				// What was written is with the operating system.
			}
		}
	}

}
