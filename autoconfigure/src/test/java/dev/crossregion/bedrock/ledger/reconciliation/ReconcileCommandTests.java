package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import dev.crossregion.bedrock.ledger.reconciliation.Trail.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ReconcileCommandTests {

	private static final String EU = "eu-central-1 eu-west-1";

	@TempDir
	Path temporary;

	private Path ledger;

	private Path trail;

	@BeforeEach
	void prepare() throws Exception {
		this.ledger = Files.createDirectories(this.temporary.resolve("ledger"));
		this.trail = Files.createDirectories(this.temporary.resolve("trail"));
	}

	private void ledger(String... lines) throws Exception {
		Trail.write(this.ledger.resolve("host-1/bedrock-ledger-a.jsonl"), String.join("\n", lines) + "\n");
	}

	private void trail(String... events) throws Exception {
		Trail.write(this.trail.resolve("2026/11/28/events.json"), Trail.records(events));
	}

	private JsonNode report(int status, Object... options) {
		Object[] args = Arrays.copyOf(options, options.length + 3);
		args[options.length] = "--json";
		args[options.length + 1] = this.ledger;
		args[options.length + 2] = this.trail;
		Result result = Trail.run(args);
		assertThat(result.status()).as(result.output() + result.errors()).isEqualTo(status);
		assertThat(result.json().get("exitCode").asInt()).isEqualTo(status);
		return result.json();
	}

	private static void assertCounts(JsonNode report, String counts) {
		for (String count : counts.split(" ")) {
			String[] parts = count.split("=");
			JsonNode value = report.at("/" + parts[0]);
			assertThat((value.isObject()) ? value.get("count").asLong() : value.asLong()).as(parts[0] + " in " + report)
				.isEqualTo(Long.parseLong(parts[1]));
		}
	}

	@Test
	void everythingThatMatchesEndsWithZero() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("b", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("b", "eu-central-1"));
		JsonNode report = report(0);
		assertCounts(report, "calls=2 attempts=2 matched=2 events=2 regions/eu-west-1=1 regions/eu-central-1=1");
		assertThat(Trail.run(this.ledger, this.trail).output()).contains("ran in eu-west-1",
				"Every call ran inside its admitted destinations.");
	}

	@Test
	void eachCallThatRanOutsideIsListed() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("b", EU), Trail.line("c", EU));
		trail(Trail.event("a", "us-east-1"), Trail.event("b", "eu-west-1"), Trail.event("c", "eu-west-2"));
		JsonNode report = report(1);
		assertThat(report.get("outside")).extracting((call) -> call.get("requestId").asString())
			.containsExactlyInAnyOrder("a", "c");
		assertThat(report.at("/outside/0/admitted")).hasSize(2);
		assertThat(Trail.run(this.ledger, this.trail).output())
			.contains("OUTSIDE 2026-11-28T18:00:00Z a model=bedrock profile=eu.model sourceRegion=eu-central-1 "
					+ "ran in us-east-1, admitted: eu-central-1 eu-west-1");
	}

	@Test
	void aCallThatRanOutsideComesBeforeWhatCannotBeCompared() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("unmatched", EU), "torn");
		trail(Trail.event("a", "us-east-1"));
		assertCounts(report(1), "outsideCount=1 attemptsWithoutEvent=1 unreadable=1");
	}

	@Test
	void aGlobalRouteAdmitsAnyRegion() throws Exception {
		ledger(Trail.line("a", "*"));
		trail(Trail.event("a", "ap-southeast-4"));
		assertCounts(report(0), "matched=1 regions/ap-southeast-4=1");
	}

	@Test
	void anEventWithoutAnInferenceRegionRanWhereItWasSent() throws Exception {
		ledger(Trail.line("a", "eu-central-1"), Trail.line("b", "eu-west-1"));
		trail(Trail.event("a", ""), Trail.event("b", ""));
		JsonNode report = report(1);
		assertThat(report.at("/outside/0/requestId").asString()).isEqualTo("b");
		assertCounts(report, "outsideCount=1 regions/eu-central-1=2");
	}

	@Test
	void aRequestThatFailedBeforeItRanIsInsideAnything() throws Exception {
		ledger(Trail.line("a", "eu-west-1"));
		trail(Trail.event("a", "")
			.replace("\"eventVersion\"", "\"errorCode\":\"ThrottlingException\",\"eventVersion\""));
		assertCounts(report(0), "matched=1 regions/none=1");
	}

	@Test
	void whatIsMissingOnOneSideIsNamed() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("only-ledger", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("only-trail", "eu-west-1"));
		JsonNode report = report(2);
		assertCounts(report, "attemptsWithoutEvent=1 eventsWithoutLine=1");
		assertThat(report.at("/attemptsWithoutEvent/first/0").asString()).isEqualTo("only-ledger");
		assertThat(report.at("/eventsWithoutLine/first/0").asString()).isEqualTo("only-trail");
	}

	@Test
	void eventsOfOtherServicesAndOperationsAreLeftOut() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("t", EU).replace("\"Converse\"", "\"CountTokens\""));
		trail(Trail.event("a", "eu-west-1"), Trail.event("x", "us-east-1").replace("bedrock.amazonaws", "s3.amazonaws"),
				Trail.event("y", "us-east-1").replace("\"Converse\"", "\"ListInferenceProfiles\""),
				"{\"eventSource\":\"health.amazonaws.com\"}");
		assertCounts(report(0), "events=1 eventsNotCompared=3 attempts=2 attemptsNotCompared=1 matched=1");
	}

	@Test
	void repeatedEventsAndLinesCountOnce() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("a", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("a", "eu-west-1"));
		assertCounts(report(0), "matched=1 events=1 duplicateEvents=1 duplicateLines=1");
	}

	@Test
	void aRepeatedEventWithAnotherRegionIsCheckedToo() throws Exception {
		ledger(Trail.line("a", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("a", "us-east-1"));
		assertCounts(report(1), "outsideCount=1 matched=1 events=2");
	}

	@Test
	void aRepeatedLineWithOtherDestinationsIsReported() throws Exception {
		ledger(Trail.line("a", EU), Trail.line("a", "*"));
		trail(Trail.event("a", "eu-west-1"));
		assertThat(report(2).at("/unreadable/first/0").asString()).contains("a: two lines of the ledger differ");
	}

	@Test
	void droppedCallsAreReported() throws Exception {
		ledger(Trail.line("a", EU),
				"{\"schema\":1,\"time\":\"2026-11-28T18:10:00Z\",\"dropped\":7,\"since\":\"2026-11-28T18:05:00Z\"}");
		trail(Trail.event("a", "eu-west-1"));
		assertCounts(report(2), "dropped=7");
		assertCounts(report(0, "--to=2026-11-28T18:05:00Z"), "dropped=0");
		assertCounts(report(2, "--from=2026-11-28T18:10:00Z"), "dropped=7 calls=0");
	}

	@Test
	void aWindowLimitsBothSides() throws Exception {
		ledger(Trail.line("before", EU, "2026-11-28T17:59:59.999Z"), Trail.line("in", EU, "2026-11-28T18:00:00Z"),
				Trail.line("after", EU, "2026-11-28T19:00:00Z"));
		trail(Trail.event("early", "eu-west-1", "2026-11-28T17:00:00Z"), Trail.event("in", "eu-west-1"),
				Trail.event("late", "eu-west-1", "2026-11-28T19:00:00Z"));
		JsonNode report = report(0, "--from=2026-11-28T18:00:00Z", "--to=2026-11-28T19:00:00Z");
		assertCounts(report, "calls=1 attempts=1 matched=1 events=1");
	}

	@Test
	void aPairAtTheEdgeOfTheWindowBelongsToTheTimeOfItsLine() throws Exception {
		ledger(Trail.line("a", EU, "2026-11-28T17:59:59.900Z"));
		trail(Trail.event("a", "eu-west-1", "2026-11-28T18:00:00Z"));
		assertCounts(report(0, "--from=2026-11-28T18:00:00Z"), "matched=0 events=0");
		assertCounts(report(0, "--to=2026-11-28T18:00:00Z"), "matched=1 events=1");
	}

	@Test
	void timesMayHaveAnyOffset() throws Exception {
		ledger(Trail.line("a", EU, "2026-11-28T19:00:00+01:00"));
		trail(Trail.event("a", "eu-west-1", "2026-11-28T12:00:00-06:00"));
		assertCounts(report(0, "--from=2026-11-28T18:00:00Z", "--to=2026-11-29T00:00:01+06:00"), "calls=1 matched=1");
	}

	@Test
	void compressedFilesAndLookupsAreRead() throws Exception {
		Files.write(this.ledger.resolve("l.jsonl.gz"), Trail.gzip(Trail.line("a", EU) + "\n" + Trail.line("b", EU)));
		Files.write(this.trail.resolve("e.json.gz"), Trail.gzip(Trail.records(Trail.event("a", "eu-west-1"))));
		Trail.write(this.trail.resolve("lookup.json"), Trail.lookup(Trail.event("b", "eu-west-1")));
		assertCounts(report(0), "matched=2 events=2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "{}", "1", "{\"schema\":2,\"time\":\"2026-11-28T18:00:00Z\"}", "{\"schema\":1}",
			"{\"schema\":1,\"time\":\"yesterday\",\"operation\":\"Converse\",\"attempts\":[]}",
			"{\"schema\":1,\"time\":\"2026-11-28T18:00:00Z\",\"operation\":\"Converse\"}",
			"{\"schema\":1,\"time\":\"2026-11-28T18:00:00Z\",\"dropped\":-1,\"since\":\"2026-11-28T18:00:00Z\"}",
			"{\"schema\":1,\"time\":\"2026-11-28T18:00:00Z\",\"operation\":\"Converse\",\"attempts\":[{}]}",
			"{\"schema\":1,\"time\":\"2026-11-28T18:00:00Z\",\"operation\":\"Converse\",\"attempts\":{}}",
			"{\"schema\":1,\"time\":\"2026-11-28T18:00:00Z\",\"operation\":\"Converse\",\"attempts\":[]} x", "" })
	void aLineThatCannotBeReadIsNamedWithItsFileAndNumber(String line) throws Exception {
		ledger(Trail.line("a", EU), line, Trail.line("b", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("b", "eu-west-1"));
		JsonNode report = report(2);
		assertCounts(report, "matched=2 unreadable=1");
		assertThat(report.at("/unreadable/first/0").asString()).contains("bedrock-ledger-a.jsonl:2: ");
	}

	@Test
	void aHugeLineIsSkipped() throws Exception {
		ledger(Trail.line("a", EU), "{\"schema\":1,\"x\":\"" + "y".repeat(3 * BoundedLines.MAX_LENGTH) + "\"}",
				Trail.line("b", EU));
		trail(Trail.event("a", "eu-west-1"), Trail.event("b", "eu-west-1"));
		assertThat(report(2).at("/unreadable/first/0").asString()).endsWith("jsonl:2: longer than 1048576 bytes");
	}

	@Test
	void aTornLastLineIsReported() throws Exception {
		Trail.write(this.ledger.resolve("l.jsonl"), Trail.line("a", EU) + "\n" + Trail.line("b", EU).substring(0, 60));
		trail(Trail.event("a", "eu-west-1"));
		assertThat(report(2).at("/unreadable/first/0").asString()).contains("l.jsonl:2: no JSON");
	}

	@Test
	void truncatedAndWrongFilesOfCloudTrailAreReported() throws Exception {
		ledger(Trail.line("a", EU));
		byte[] compressed = Trail.gzip(Trail.records(Trail.event("a", "eu-west-1"), Trail.event("x".repeat(200), "y")));
		Files.write(this.trail.resolve("a.json.gz"), Trail.gzip(Trail.records(Trail.event("a", "eu-west-1"))));
		Files.write(this.trail.resolve("b.json.gz"), Arrays.copyOf(compressed, compressed.length - 20));
		Files.write(this.trail.resolve("c.json.gz"), new byte[] { 0x1f, (byte) 0x8b, 0 });
		Trail.write(this.trail.resolve("d.json"), "");
		Trail.write(this.trail.resolve("e.json"), "{\"Rows\":[]}");
		Trail.write(this.trail.resolve("f.json"), "{\"Records\":[1," + Trail.event("a", "eu-west-1"));
		Trail.write(this.trail.resolve("g.json"), Trail.records(Trail.event("", "eu-west-1"),
				Trail.event("b", "eu-west-1", "today"), Trail.event("a", "eu-west-1")));
		Trail.write(this.trail.resolve("h.json"),
				"{\"Events\":[{\"CloudTrailEvent\":\"{\"},{},{\"CloudTrailEvent\":\"[]\"}]}");
		Trail.write(this.trail.resolve("i.json"), "[".repeat(100_000));
		JsonNode report = report(2);
		String unreadable = report.at("/unreadable/first").toString();
		assertThat(unreadable).contains("b.json.gz:", "c.json.gz:", "truncated", "d.json:1: the file is empty",
				"e.json:1: neither 'Records' nor 'Events'", "f.json:1: an event is no JSON object",
				"'requestID' is missing", "'today' is no time");
		assertThat(report.at("/unreadable/count").asLong()).isGreaterThanOrEqualTo(11);
		assertCounts(report, "matched=1 attemptsWithoutEvent=0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"additionalEventData\":\"{}\"", "\"additionalEventData\":[]",
			"\"additionalEventData\":{\"inferenceRegion\":[\"us-east-1\"]}",
			"\"additionalEventData\":{\"inferenceRegion\":1}" })
	void aRegionThatCannotBeReadIsNotTakenForThatOfTheCall(String data) throws Exception {
		ledger(Trail.line("a", EU));
		trail(Trail.event("a", "us-east-1")
			.replace("\"additionalEventData\":{\"inferenceRegion\":\"us-east-1\"}", data));
		assertCounts(report(2), "unreadable=1 events=0 attemptsWithoutEvent=1");
	}

	@Test
	void anEventOfWhichNobodyCanSayWhatItIsIsReported() throws Exception {
		ledger(Trail.line("a", EU));
		trail(Trail.event("a", "eu-west-1"),
				Trail.event("b", "us-east-1").replace("\"eventSource\":\"bedrock.amazonaws.com\",", ""),
				Trail.event("c", "us-east-1").replace("\"eventName\":\"Converse\",", ""));
		assertThat(report(2).at("/unreadable/first").toString()).contains("'eventSource' is missing",
				"'eventName' is missing");
	}

	@Test
	void aTimeThatIsTooFarAwayIsNoTime() throws Exception {
		String far = "+999999999-01-01T00:00:00Z";
		ledger(Trail.line("a", EU), Trail.line("b", EU, far));
		trail(Trail.event("a", "eu-west-1"), Trail.event("c", "eu-west-1", far));
		assertCounts(report(2), "matched=1 unreadable=2");
		assertUsage("is no time such as", "--from=" + far, this.ledger, this.trail);
	}

	@Test
	void linksAreFollowed() throws Exception {
		Path volume = this.temporary.resolve("volume");
		Trail.write(volume.resolve("host-2/b.jsonl"), Trail.line("b", EU));
		ledger(Trail.line("a", EU));
		Files.createSymbolicLink(this.ledger.resolve("host-2"), volume.resolve("host-2"));
		Files.createSymbolicLink(this.ledger.resolve("broken"), volume.resolve("none"));
		trail(Trail.event("a", "eu-west-1"), Trail.event("b", "eu-west-1"));
		Path ledgerLink = Files.createSymbolicLink(this.temporary.resolve("ledger-link"), this.ledger);
		Path trailLink = Files.createSymbolicLink(this.temporary.resolve("trail-link"), this.trail);
		Result result = Trail.run("--json", ledgerLink, trailLink);
		assertThat(result.status()).as(result.output() + result.errors()).isZero();
		assertCounts(result.json(), "matched=2");
		Files.createSymbolicLink(this.ledger.resolve("loop"), this.ledger);
		assertUsage("cannot be read", this.ledger, this.trail);
	}

	@Test
	void aDirectoryFurtherDownThatCannotBeReadIsExplained() throws Exception {
		ledger(Trail.line("a", EU));
		Path upper = this.trail;
		Path lower = Files.createDirectory(this.temporary.resolve("lower"));
		Path lowest = lower;
		for (int depth = 0; depth < 12; depth++) {
			upper = Files.createDirectory(upper.resolve("d".repeat(200)));
			lowest = Files.createDirectory(lowest.resolve("d".repeat(200)));
		}
		// Together they are longer than a path may be.
		Path moved = Files.move(lower, upper.resolve("moved"));
		try {
			assertUsage("cannot be read", this.ledger, this.trail);
		}
		finally {
			Files.move(moved, lower);
		}
	}

	@Test
	void aFailureOfTheCommandIsNoCallOutside() throws Exception {
		ledger(Trail.line("a", EU));
		trail(Trail.event("a", "us-east-1"));
		PrintStream failing = new PrintStream(OutputStream.nullOutputStream()) {

			@Override
			public PrintStream printf(Locale locale, String format, Object... args) {
				throw new OutOfMemoryError("Java heap space");
			}

		};
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		assertThat(ReconcileCommand.run(failing, new PrintStream(errors, true, StandardCharsets.UTF_8),
				this.ledger.toString(), this.trail.toString()))
			.isEqualTo(70);
		assertThat(errors.toString(StandardCharsets.UTF_8)).contains("Java heap space");
	}

	@Test
	void anEmptyLedgerHasNoCalls() throws Exception {
		Trail.write(this.ledger.resolve("l.jsonl"), "");
		Trail.write(this.trail.resolve("e.json"), Trail.records());
		assertCounts(report(0), "calls=0 events=0");
	}

	@Test
	void attemptsWithoutARequestIdExplainEventsWithoutALine() throws Exception {
		ledger(Trail.line("a", EU).replace("\"requestId\":\"a\",", ""));
		trail(Trail.event("b", "eu-west-1"));
		assertCounts(report(2), "attemptsWithoutRequestId=1 eventsWithoutLine=1");
		assertThat(Trail.run(this.ledger, this.trail).output()).contains("may belong to attempts without a request ID");
	}

	@Test
	void hostileTextsStayOnTheirLine() throws Exception {
		ledger(Trail.line("a\\nb\\u202e", EU));
		trail(Trail.event("a\\nb\\u202e", "us-\\neast"));
		String output = Trail.run(this.ledger, this.trail).output();
		assertThat(output).contains("OUTSIDE 2026-11-28T18:00:00Z a?b? ")
			.contains("ran in us-?east")
			.doesNotContain("\u202e", "us-\n");
	}

	@Test
	void wrongArgumentsAreExplained() throws Exception {
		ledger(Trail.line("a", EU));
		assertUsage("The first argument is the ledger");
		assertUsage("is only '" + this.ledger + "'", this.ledger);
		assertUsage("There is no option '--since=x'", "--since=x", this.ledger, this.trail);
		assertUsage("--from=now is no time such as", "--from=now", this.ledger, this.trail);
		assertUsage("which is not before --to", "--from=2026-11-28T18:00:00Z", "--to=2026-11-28T18:00:00Z", this.ledger,
				this.trail);
		assertUsage("There is no file or directory", this.ledger, this.trail.resolve("none"));
		assertUsage("has no file whose name ends with .json or .json.gz", this.ledger, this.trail);
		assertUsage("has no file whose name ends with .jsonl", this.trail, this.ledger);
	}

	private static void assertUsage(String message, Object... args) {
		Result result = Trail.run(args);
		assertThat(result.status()).isEqualTo(64);
		assertThat(result.errors()).contains(message, "CLOUDTRAIL");
		assertThat(result.output()).isEmpty();
	}

}
