package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.ledger.LedgerFormat;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;

/**
 * Reads the lines of the ledger.
 */
final class LedgerReader {

	private static final int MAX_FIELD = 4096;

	private static final Set<String> COMPARED = CloudTrailReader.OPERATIONS;

	private final TimeWindow window;

	private final Findings findings;

	private final RowConsumer attempts;

	LedgerReader(TimeWindow window, Findings findings, RowConsumer attempts) {
		this.window = window;
		this.findings = findings;
		this.attempts = attempts;
	}

	/**
	 * Read a file to its end. What cannot be read is counted.
	 * @param file the file
	 */
	void read(Path file) {
		long number = 0;
		try (InputStream input = InputFiles.open(file)) {
			BoundedLines lines = new BoundedLines(input);
			while (lines.next()) {
				number = lines.number();
				Line line = parse(lines, file);
				if (line != null) {
					count(line);
				}
			}
		}
		catch (IOException ex) {
			this.findings.unreadable(file, number + 1, UnreadableInputException.describe(ex));
		}
	}

	private @Nullable Line parse(BoundedLines lines, Path file) {
		if (lines.isTooLong()) {
			this.findings.unreadable(file, lines.number(), "longer than " + BoundedLines.MAX_LENGTH + " bytes");
			return null;
		}
		try (JsonParser json = LedgerFormat.json().createParser(lines.bytes(), 0, lines.length())) {
			return read(json);
		}
		catch (JsonProcessingException ex) {
			this.findings.unreadable(file, lines.number(), "no JSON: " + DisplayText.of(ex.getOriginalMessage()));
		}
		catch (IOException | DateTimeException ex) {
			this.findings.unreadable(file, lines.number(), UnreadableInputException.describe(ex));
		}
		return null;
	}

	private static Line read(JsonParser json) throws IOException {
		if (json.nextToken() != JsonToken.START_OBJECT) {
			throw new UnreadableInputException("not a JSON object");
		}
		Line line = new Line();
		while (json.nextToken() == JsonToken.FIELD_NAME) {
			String name = json.currentName();
			JsonToken value = json.nextToken();
			switch (name) {
				case LedgerFormat.SCHEMA_FIELD -> {
					line.schema = number(json, name);
				}
				case LedgerFormat.TIME -> {
					line.time = text(json, name);
				}
				case LedgerFormat.MODEL -> {
					line.model = text(json, name);
				}
				case LedgerFormat.OPERATION -> {
					line.operation = text(json, name);
				}
				case LedgerFormat.REASON -> {
					line.reason = text(json, name);
				}
				case LedgerFormat.DROPPED -> {
					line.dropped = number(json, name);
				}
				case LedgerFormat.SINCE -> {
					line.since = text(json, name);
				}
				case LedgerFormat.PLAN -> {
					line.plan = true;
					json.skipChildren();
				}
				case LedgerFormat.ATTEMPTS -> {
					if (value != JsonToken.START_ARRAY) {
						throw new UnreadableInputException("'attempts' is no array");
					}
					line.attempts = attempts(json);
				}
				default -> json.skipChildren();
			}
		}
		if (json.nextToken() != null) {
			throw new UnreadableInputException("more than one JSON object");
		}
		line.check();
		return line;
	}

	private static List<Attempt> attempts(JsonParser json) throws IOException {
		List<Attempt> attempts = new ArrayList<>(2);
		while (json.nextToken() == JsonToken.START_OBJECT) {
			Attempt attempt = new Attempt();
			while (json.nextToken() == JsonToken.FIELD_NAME) {
				String name = json.currentName();
				json.nextToken();
				switch (name) {
					case LedgerFormat.REQUEST_ID -> {
						attempt.requestId = text(json, name);
					}
					case LedgerFormat.TIME -> {
						attempt.time = text(json, name);
					}
					case LedgerFormat.SOURCE_REGION -> {
						attempt.sourceRegion = text(json, name);
					}
					case LedgerFormat.PROFILE -> {
						attempt.profile = text(json, name);
					}
					case LedgerFormat.DESTINATIONS -> {
						attempt.destinations = texts(json, name);
					}
					default -> json.skipChildren();
				}
			}
			attempts.add(attempt);
		}
		return attempts;
	}

	private static String texts(JsonParser json, String name) throws IOException {
		if (json.currentToken() != JsonToken.START_ARRAY) {
			throw new UnreadableInputException("'" + name + "' is no array");
		}
		StringBuilder texts = new StringBuilder();
		while (json.nextToken() != JsonToken.END_ARRAY) {
			texts.append((texts.isEmpty()) ? "" : " ").append(text(json, name));
		}
		if (texts.length() > MAX_FIELD) {
			throw new UnreadableInputException("'" + name + "' is too long");
		}
		return texts.toString();
	}

	private static String text(JsonParser json, String name) throws IOException {
		if (json.currentToken() != JsonToken.VALUE_STRING) {
			throw new UnreadableInputException("'" + name + "' is no text");
		}
		String text = json.getText();
		if (text.length() > MAX_FIELD) {
			throw new UnreadableInputException("'" + name + "' is too long");
		}
		return text;
	}

	private static long number(JsonParser json, String name) throws IOException {
		if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
			throw new UnreadableInputException("'" + name + "' is no whole number");
		}
		return json.getLongValue();
	}

	private void count(Line line) {
		if (line.plan) {
			return;
		}
		long time = line.millis;
		if (line.dropped != null) {
			if (this.window.overlaps(line.sinceMillis, time)) {
				this.findings.dropped += line.dropped;
			}
			return;
		}
		if (this.window.contains(time)) {
			this.findings.calls++;
			this.findings.refused += (line.reason != null && line.attempts.isEmpty()) ? 1 : 0;
		}
		for (Attempt attempt : line.attempts) {
			count(line, attempt);
		}
	}

	private void count(Line line, Attempt attempt) {
		boolean inside = this.window.contains(attempt.millis);
		this.findings.attempts += (inside) ? 1 : 0;
		if (!COMPARED.contains(line.operation)) {
			this.findings.attemptsNotCompared += (inside) ? 1 : 0;
		}
		else if (attempt.requestId == null) {
			this.findings.attemptsWithoutRequestId += (inside) ? 1 : 0;
		}
		else {
			this.attempts.accept(new Row(attempt.requestId, attempt.millis,
					List.of(attempt.destinations, attempt.sourceRegion, attempt.profile, line.model)));
		}
	}

	private static String required(@Nullable String value, String name) throws UnreadableInputException {
		if (value == null) {
			throw missing(name);
		}
		return value;
	}

	private static UnreadableInputException missing(String name) {
		return new UnreadableInputException("'" + name + "' is missing");
	}

	/**
	 * A line.
	 */
	private static final class Line {

		private @Nullable Long schema;

		private @Nullable String time;

		private long millis;

		private String model = "";

		private String operation = "";

		private @Nullable String reason;

		private @Nullable Long dropped;

		private @Nullable String since;

		private long sinceMillis;

		private boolean plan;

		private @Nullable List<Attempt> attempts;

		private void check() throws UnreadableInputException {
			if (this.schema == null) {
				throw missing(LedgerFormat.SCHEMA_FIELD);
			}
			if (this.schema != LedgerFormat.SCHEMA) {
				throw new UnreadableInputException(
						"schema " + this.schema + " is not known, only " + LedgerFormat.SCHEMA);
			}
			if (this.plan) {
				return;
			}
			this.millis = TimeWindow.millis(required(this.time, LedgerFormat.TIME));
			if (this.dropped != null) {
				if (this.dropped < 1) {
					throw new UnreadableInputException("'dropped' is " + this.dropped);
				}
				this.sinceMillis = TimeWindow.millis(required(this.since, LedgerFormat.SINCE));
				return;
			}
			required((this.operation.isEmpty()) ? null : this.operation, LedgerFormat.OPERATION);
			if (this.attempts == null) {
				throw missing(LedgerFormat.ATTEMPTS);
			}
			for (Attempt attempt : this.attempts) {
				attempt.check();
			}
		}

	}

	/**
	 * An attempt of a line.
	 */
	private static final class Attempt {

		private @Nullable String requestId;

		private @Nullable String time;

		private long millis;

		private String sourceRegion = "";

		private String profile = "";

		private String destinations = "";

		private void check() throws UnreadableInputException {
			this.millis = TimeWindow.millis(required(this.time, LedgerFormat.TIME));
			required((this.sourceRegion.isEmpty()) ? null : this.sourceRegion, LedgerFormat.SOURCE_REGION);
			required((this.profile.isEmpty()) ? null : this.profile, LedgerFormat.PROFILE);
			required((this.destinations.isEmpty()) ? null : this.destinations, LedgerFormat.DESTINATIONS);
			if (this.requestId != null && this.requestId.isEmpty()) {
				throw missing(LedgerFormat.REQUEST_ID);
			}
		}

	}

}
