package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.ledger.LedgerFormat;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;

/**
 * Reads files of CloudTrail event by event: {@code {"Records": […]}} as delivered to S3,
 * and {@code {"Events": […]}} as answered by LookupEvents, which has each event as a
 * text.
 */
final class CloudTrailReader {

	/** The operations whose events are compared with attempts. */
	static final Set<String> OPERATIONS = Set.of("InvokeModel", "InvokeModelWithResponseStream", "Converse",
			"ConverseStream");

	private static final String SOURCE = "bedrock.amazonaws.com";

	private static final int MAX_FIELD = 1024;

	private final Findings findings;

	private final RowConsumer events;

	CloudTrailReader(Findings findings, RowConsumer events) {
		this.findings = findings;
		this.events = events;
	}

	/**
	 * Read a file to its end, or to the first text that is no JSON, which is counted.
	 * @param file the file
	 */
	void read(Path file) {
		long line = 1;
		try (InputStream input = InputFiles.open(file); JsonParser json = LedgerFormat.json().createParser(input)) {
			if (json.nextToken() == null) {
				throw new UnreadableInputException("the file is empty");
			}
			try {
				do {
					readFile(json, file);
				}
				while (json.nextToken() != null);
			}
			catch (IOException ex) {
				line = json.currentLocation().getLineNr();
				throw ex;
			}
		}
		catch (JsonProcessingException ex) {
			this.findings.unreadable(file, line, "no JSON: " + DisplayText.of(ex.getOriginalMessage()));
		}
		catch (IOException ex) {
			this.findings.unreadable(file, line, UnreadableInputException.describe(ex));
		}
	}

	private void readFile(JsonParser json, Path file) throws IOException {
		boolean found = false;
		if (json.currentToken() == JsonToken.START_OBJECT) {
			while (json.nextToken() == JsonToken.FIELD_NAME) {
				String name = json.currentName();
				boolean array = json.nextToken() == JsonToken.START_ARRAY;
				if (array && name.equals("Records")) {
					found = true;
					readAll(json, file, false);
				}
				else if (array && name.equals("Events")) {
					found = true;
					readAll(json, file, true);
				}
				else {
					json.skipChildren();
				}
			}
		}
		if (!found) {
			throw new UnreadableInputException("neither 'Records' nor 'Events' of CloudTrail is in it");
		}
	}

	private void readAll(JsonParser json, Path file, boolean looksUp) throws IOException {
		while (json.nextToken() != JsonToken.END_ARRAY) {
			long line = json.currentLocation().getLineNr();
			if (json.currentToken() != JsonToken.START_OBJECT) {
				json.skipChildren();
				this.findings.unreadable(file, line, "an event is no JSON object");
			}
			else if (looksUp) {
				readEventOfLookup(json, file, line);
			}
			else {
				add(Event.read(json), file, line);
			}
		}
	}

	private void readEventOfLookup(JsonParser json, Path file, long line) throws IOException {
		String text = null;
		while (json.nextToken() == JsonToken.FIELD_NAME) {
			boolean event = json.currentName().equals("CloudTrailEvent");
			if (json.nextToken() == JsonToken.VALUE_STRING && event) {
				text = json.getText();
			}
			else {
				json.skipChildren();
			}
		}
		if (text == null) {
			this.findings.unreadable(file, line, "'CloudTrailEvent' is missing");
			return;
		}
		try (JsonParser inner = LedgerFormat.json().createParser(text)) {
			if (inner.nextToken() != JsonToken.START_OBJECT) {
				throw new UnreadableInputException("'CloudTrailEvent' is no JSON object");
			}
			add(Event.read(inner), file, line);
		}
		catch (JsonProcessingException ex) {
			this.findings.unreadable(file, line,
					"'CloudTrailEvent' is no JSON: " + DisplayText.of(ex.getOriginalMessage()));
		}
		catch (UnreadableInputException ex) {
			this.findings.unreadable(file, line, UnreadableInputException.describe(ex));
		}
	}

	private void add(Event event, Path file, long line) {
		if (event.isOfOthers()) {
			this.findings.eventsNotCompared++;
			return;
		}
		String problem = event.problem();
		if (problem != null) {
			this.findings.unreadable(file, line, problem);
			return;
		}
		try {
			this.events.accept(new Row(event.requestId, TimeWindow.millis(event.time), List.of(event.ranIn())));
		}
		catch (DateTimeException ex) {
			this.findings.unreadable(file, line, UnreadableInputException.describe(ex));
		}
	}

	/**
	 * What is needed of an event.
	 */
	private static final class Event {

		private @Nullable String source;

		private @Nullable String name;

		private String time = "";

		private String awsRegion = "";

		private String inferenceRegion = "";

		private String requestId = "";

		private boolean failed;

		private @Nullable String malformed;

		private static Event read(JsonParser json) throws IOException {
			Event event = new Event();
			while (json.nextToken() == JsonToken.FIELD_NAME) {
				String name = json.currentName();
				JsonToken value = json.nextToken();
				if (name.equals("additionalEventData")) {
					event.readAdditional(json);
				}
				else if (value == JsonToken.VALUE_STRING) {
					event.set(name, json);
				}
				else {
					json.skipChildren();
				}
			}
			return event;
		}

		private void readAdditional(JsonParser json) throws IOException {
			if (json.currentToken() != JsonToken.START_OBJECT) {
				malformed(json, "'additionalEventData' is no JSON object");
				return;
			}
			while (json.nextToken() == JsonToken.FIELD_NAME) {
				boolean region = json.currentName().equals("inferenceRegion");
				if (json.nextToken() == JsonToken.VALUE_STRING && region) {
					this.inferenceRegion = json.getText();
				}
				else if (region) {
					malformed(json, "'inferenceRegion' is no text");
				}
				else {
					json.skipChildren();
				}
			}
		}

		// A Region that cannot be read must not pass for one that is absent.
		private void malformed(JsonParser json, String problem) throws IOException {
			if (json.currentToken() != JsonToken.VALUE_NULL) {
				this.malformed = problem;
			}
			json.skipChildren();
		}

		private void set(String name, JsonParser json) throws IOException {
			switch (name) {
				case "eventSource" -> {
					this.source = json.getText();
				}
				case "eventName" -> {
					this.name = json.getText();
				}
				case "eventTime" -> {
					this.time = json.getText();
				}
				case "awsRegion" -> {
					this.awsRegion = json.getText();
				}
				case "requestID" -> {
					this.requestId = json.getText();
				}
				case "errorCode" -> {
					this.failed = true;
				}
				default -> {
					// Not needed.
				}
			}
		}

		private boolean isOfOthers() {
			return this.source != null
					&& (!SOURCE.equals(this.source) || (this.name != null && !OPERATIONS.contains(this.name)));
		}

		private @Nullable String problem() {
			if (this.source == null) {
				return "'eventSource' is missing";
			}
			if (this.name == null) {
				return "'eventName' is missing";
			}
			if (this.malformed != null) {
				return this.malformed;
			}
			if (this.requestId.isEmpty()) {
				return "'requestID' is missing";
			}
			if (this.awsRegion.isEmpty()) {
				return "'awsRegion' is missing";
			}
			boolean tooLong = this.requestId.length() > MAX_FIELD || this.awsRegion.length() > MAX_FIELD
					|| this.inferenceRegion.length() > MAX_FIELD;
			return (tooLong) ? "a value is too long" : null;
		}

		// Without an inference Region a call ran where it was sent, unless it failed
		// before it ran.
		private String ranIn() {
			return (this.inferenceRegion.isEmpty() && !this.failed) ? this.awsRegion : this.inferenceRegion;
		}

	}

}
