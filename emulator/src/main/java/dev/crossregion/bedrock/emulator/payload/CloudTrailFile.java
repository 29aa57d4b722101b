package dev.crossregion.bedrock.emulator.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file in the form in which CloudTrail delivers events to S3.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class CloudTrailFile {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	private final Path file;

	private CloudTrailFile(Path file) {
		this.file = file;
	}

	/**
	 * Name the file of a new emulator.
	 * @param directory the directory
	 * @return the file, not written yet
	 */
	public static CloudTrailFile in(Path directory) {
		return new CloudTrailFile(directory.resolve("emulator_CloudTrail_" + TIME.format(Instant.now()) + "_"
				+ UUID.randomUUID().toString().substring(0, 8) + ".json.gz"));
	}

	/**
	 * Write all events, in place of those that were written before.
	 * @param events the events; none writes no file
	 */
	public void write(List<ObjectNode> events) {
		if (events.isEmpty()) {
			return;
		}
		try {
			Files.createDirectories(this.file.getParent());
			try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(this.file));
					JsonGenerator json = JsonMapper.shared().createGenerator(output)) {
				json.writeStartObject();
				json.writeArrayPropertyStart("Records");
				events.forEach(json::writePOJO);
				json.writeEndArray();
				json.writeEndObject();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The journal cannot be written to " + this.file, ex);
		}
	}

}
