package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of both sides, and runs of the command.
 */
final class Trail {

	static final String TIME = "2026-11-28T18:00:00Z";

	private Trail() {
	}

	static String line(String requestId, String destinations) {
		return line(requestId, destinations, TIME);
	}

	static String line(String requestId, String destinations, String time) {
		return "{\"schema\":1,\"time\":\"" + time + "\",\"model\":\"bedrock\",\"operation\":\"Converse\","
				+ "\"outcome\":\"success\",\"attempts\":[{\"requestId\":\"" + requestId + "\",\"time\":\"" + time
				+ "\",\"sourceRegion\":\"eu-central-1\",\"profile\":\"eu.model\",\"destinations\":[\""
				+ destinations.replace(" ", "\",\"") + "\"],\"outcome\":\"success\",\"millis\":1}]}";
	}

	static String event(String requestId, String inferenceRegion) {
		return event(requestId, inferenceRegion, TIME);
	}

	static String event(String requestId, String inferenceRegion, String time) {
		return "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\",\"nested\":{\"requestID\":\"no\"}},"
				+ "\"eventSource\":\"bedrock.amazonaws.com\",\"eventName\":\"Converse\",\"awsRegion\":\"eu-central-1\","
				+ "\"eventTime\":\"" + time + "\",\"requestID\":\"" + requestId + "\"" + ((inferenceRegion.isEmpty())
						? "" : ",\"additionalEventData\":{\"inferenceRegion\":\"" + inferenceRegion + "\"}")
				+ "}";
	}

	static String records(String... events) {
		return "{\"Records\":[" + String.join(",\n", events) + "]}";
	}

	static String lookup(String... events) {
		List<String> texts = List.of(events)
			.stream()
			.map((event) -> "{\"EventId\":\"e\",\"EventTime\":1764352800.0,\"CloudTrailEvent\":"
					+ JsonMapper.shared().writeValueAsString(event) + "}")
			.toList();
		return "{\"Events\":[" + String.join(",", texts) + "],\"NextToken\":\"t\"}";
	}

	static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream output = new GZIPOutputStream(bytes)) {
			output.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

	static Path write(Path file, String text) throws IOException {
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

	static Result run(Object... args) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		int status = ReconcileCommand.run(new PrintStream(output, true, StandardCharsets.UTF_8),
				new PrintStream(errors, true, StandardCharsets.UTF_8),
				List.of(args).stream().map(Object::toString).toArray(String[]::new));
		return new Result(status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
	}

	/**
	 * What a run of the command did.
	 *
	 * @param status its exit code
	 * @param output what it printed
	 * @param errors what it printed as errors
	 */
	record Result(int status, String output, String errors) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.output);
		}

	}

}
