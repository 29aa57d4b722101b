package dev.crossregion.bedrock.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in the files of a ledger.
 */
public final class LedgerContent {

	private LedgerContent() {
	}

	public static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> all = Files.list(directory)) {
			return all.sorted().toList();
		}
	}

	/**
	 * All lines, each of which has to be a JSON object.
	 * @param directory the directory
	 * @return the lines in the order of the files
	 * @throws IOException if they cannot be read
	 */
	public static List<JsonNode> lines(Path directory) throws IOException {
		List<JsonNode> lines = new ArrayList<>();
		for (Path file : files(directory)) {
			for (String line : Files.readAllLines(file)) {
				lines.add(parse(line));
			}
		}
		return lines;
	}

	static JsonNode parse(String line) {
		return JsonMapper.shared().readTree(line);
	}

	public static List<JsonNode> calls(Path directory) throws IOException {
		return lines(directory).stream().filter((line) -> line.has(LedgerFormat.OPERATION)).toList();
	}

}
