package dev.crossregion.bedrock.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.Theories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quicktheories.generators.SourceDSL;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerFilesPropertyTests {

	private static final int EXAMPLES = Math.min(Theories.EXAMPLES, 50);

	@TempDir
	Path temporary;

	@Test
	void theDirectoryHoldsTheNewestLinesInFilesOfTheirSize() {
		Theories.theory("files rotate", EXAMPLES)
			.forAll(SourceDSL.lists().of(SourceDSL.integers().between(1, 60)).ofSizeBetween(0, 60),
					SourceDSL.integers().between(20, 100), SourceDSL.integers().between(1, 5),
					SourceDSL.integers().between(0, 59))
			.checkAssert(this::check);
	}

	private void check(List<Integer> lengths, int maxSize, int maxHistory, int restartAt) {
		Path directory = this.temporary.resolve("ledger");
		try {
			FileSystemUtils.deleteRecursively(directory);
			Instant start = Instant.parse("2026-11-28T18:00:00Z");
			LedgerFiles files = new LedgerFiles(directory, maxSize, maxHistory, start);
			List<String> written = new ArrayList<>();
			for (int i = 0; i < lengths.size(); i++) {
				if (i == restartAt) {
					files.close();
					// In the same millisecond, so that the names of both would be the
					// same.
					files = new LedgerFiles(directory, maxSize, maxHistory, start);
				}
				String line = i + "x".repeat(lengths.get(i)) + "\n";
				files.prepare(line.length());
				files.append(line.getBytes(StandardCharsets.UTF_8));
				written.add(line);
			}
			files.close();
			StringBuilder left = new StringBuilder();
			List<Path> all = (written.isEmpty()) ? List.of() : LedgerContent.files(directory);
			assertThat(all).hasSizeLessThanOrEqualTo(maxHistory);
			for (Path file : all) {
				List<String> lines = Files.readAllLines(file);
				assertThat(lines).isNotEmpty();
				assertThat(Files.size(file) <= maxSize || lines.size() == 1).isTrue();
				left.append(Files.readString(file));
			}
			assertThat(String.join("", written)).endsWith(left.toString());
			assertThat(written.isEmpty() || left.toString().endsWith(written.get(written.size() - 1))).isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
