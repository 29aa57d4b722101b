package dev.crossregion.bedrock.benchmarks.ledger;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a ledger and the events of CloudTrail that match it.
 */
final class AuditFiles {

	private static final List<String> DESTINATIONS = List.of("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2",
			"eu-west-1", "eu-west-3");

	private static final int LINES_PER_FILE = 100_000;

	/** A number without a common factor with any count below, so that orders differ. */
	private static final long STRIDE = 1_000_003;

	private AuditFiles() {
	}

	static void write(Path directory, int lines) throws IOException {
		Path ledger = Files.createDirectories(directory.resolve("ledger"));
		Path trail = Files.createDirectories(directory.resolve("trail"));
		for (int from = 0; from < lines; from += LINES_PER_FILE) {
			int to = Math.min(lines, from + LINES_PER_FILE);
			try (Writer file = Files.newBufferedWriter(ledger.resolve("ledger-" + from + ".jsonl"))) {
				for (int i = from; i < to; i++) {
					file.write(line(i));
				}
			}
			try (Writer file = new BufferedWriter(new OutputStreamWriter(
					new GZIPOutputStream(Files.newOutputStream(trail.resolve("events-" + from + ".json.gz"))),
					StandardCharsets.UTF_8))) {
				file.write("{\"Records\":[");
				for (int i = from; i < to; i++) {
					file.write(((i > from) ? "," : "") + event((int) (i * STRIDE % lines)));
				}
				file.write("]}");
			}
		}
	}

	private static String requestId(int index) {
		return new UUID(index * 0x9e3779b97f4a7c15L, index).toString();
	}

	private static String line(int index) {
		return "{\"schema\":1,\"time\":\"2026-11-28T18:00:00.123Z\",\"model\":\"bedrock\",\"operation\":\"Converse\","
				+ "\"outcome\":\"success\",\"millis\":818,\"policyHash\":\"" + "a".repeat(64) + "\",\"planHash\":\""
				+ "b".repeat(64) + "\",\"attempts\":[{\"requestId\":\"" + requestId(index)
				+ "\",\"time\":\"2026-11-28T18:00:00.125Z\",\"sourceRegion\":\"eu-central-1\","
				+ "\"profile\":\"eu.anthropic.claude-sonnet-4-5-20250929-v1:0\",\"destinations\":[\""
				+ String.join("\",\"", DESTINATIONS) + "\"],\"outcome\":\"success\",\"millis\":803}],"
				+ "\"tokens\":{\"input\":812,\"output\":240,\"cacheRead\":0,\"cacheWrite\":0}}\n";
	}

	private static String event(int index) {
		return "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE\","
				+ "\"arn\":\"arn:aws:sts::111122223333:assumed-role/app/i-0\",\"accountId\":\"111122223333\"},"
				+ "\"eventTime\":\"2026-11-28T18:00:00Z\",\"eventSource\":\"bedrock.amazonaws.com\","
				+ "\"eventName\":\"Converse\",\"awsRegion\":\"eu-central-1\",\"requestParameters\":{\"modelId\":"
				+ "\"eu.anthropic.claude-sonnet-4-5-20250929-v1:0\"},\"responseElements\":null,"
				+ "\"additionalEventData\":{\"inferenceRegion\":\"" + DESTINATIONS.get(index % DESTINATIONS.size())
				+ "\"},\"requestID\":\"" + requestId(index) + "\",\"eventID\":\"" + requestId(index)
				+ "\",\"readOnly\":true,\"eventType\":\"AwsApiCall\"}";
	}

}
