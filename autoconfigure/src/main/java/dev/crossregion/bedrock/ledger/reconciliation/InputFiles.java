package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Finds and opens the files of one side.
 */
final class InputFiles {

	private static final int BUFFER = 64 * 1024;

	private InputFiles() {
	}

	/**
	 * The files that a path names.
	 * @param path a file, or a directory with files at any depth; links are followed
	 * @param suffixes the ends of the names of files in directories
	 * @return the files in order
	 * @throws IOException if a directory cannot be read
	 */
	static List<Path> find(Path path, List<String> suffixes) throws IOException {
		if (!Files.isDirectory(path)) {
			return List.of(path);
		}
		try (Stream<Path> all = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
			return all.filter(Files::isRegularFile)
				.filter((file) -> suffixes.stream().anyMatch(file.getFileName().toString()::endsWith))
				.sorted()
				.toList();
		}
		catch (UncheckedIOException ex) {
			// Of a directory further down.
			throw ex.getCause();
		}
	}

	/**
	 * Open a file, compressed by gzip or not.
	 * @param file the file
	 * @return its content
	 * @throws IOException if it cannot be read
	 */
	static InputStream open(Path file) throws IOException {
		BufferedInputStream input = new BufferedInputStream(Files.newInputStream(file), BUFFER);
		try {
			input.mark(2);
			boolean compressed = input.read() == 0x1f && input.read() == 0x8b;
			input.reset();
			return (compressed) ? new GZIPInputStream(input, BUFFER) : input;
		}
		catch (IOException ex) {
			input.close();
			throw ex;
		}
	}

}
