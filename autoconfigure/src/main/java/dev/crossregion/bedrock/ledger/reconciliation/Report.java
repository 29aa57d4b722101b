package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.ledger.LedgerFormat;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;

/**
 * Prints the comparison, as text or as JSON. Calls that ran outside their destinations
 * are printed as they are found, because there may be any number of them.
 */
abstract class Report implements OutsideCall.Consumer {

	static Report text(PrintStream output) {
		return new Text(output);
	}

	static Report json(PrintStream output) {
		return new Json(output);
	}

	/**
	 * Print what was found.
	 * @param findings what was found
	 */
	abstract void print(Findings findings);

	/**
	 * Prints text.
	 */
	private static final class Text extends Report {

		private final PrintStream output;

		Text(PrintStream output) {
			this.output = output;
		}

		@Override
		public void accept(OutsideCall call) {
			this.output.printf(Locale.ROOT,
					"OUTSIDE %s %s model=%s profile=%s sourceRegion=%s ran in %s, admitted: %s%n", call.time(),
					call.requestId(), call.model(), call.profile(), call.sourceRegion(), call.shownRegion(),
					call.destinations());
		}

		@Override
		void print(Findings findings) {
			row("calls", findings.calls);
			row("  refused before any attempt", findings.refused);
			row("attempts", findings.attempts);
			row("  of operations that are not compared", findings.attemptsNotCompared);
			row("  without an answer of AWS, and so without a request ID", findings.attemptsWithoutRequestId);
			row("  with an event of CloudTrail", findings.matched);
			row("  without an event", findings.attemptsWithoutEvent);
			row("events", findings.events);
			findings.regions().forEach((region, count) -> row("  ran in " + region, count));
			row("  without a line of the ledger", findings.eventsWithoutLine);
			row("other events, not compared", findings.eventsNotCompared);
			row("repeated lines of the ledger", findings.duplicateLines);
			row("repeated events", findings.duplicateEvents);
			row("calls that the ledger dropped", findings.dropped);
			row("unreadable", findings.unreadable);
			row("ran outside their admitted destinations", findings.outside);
			String verdict = switch (findings.exitCode()) {
				case 0 -> "Every call ran inside its admitted destinations.";
				case 1 -> "Calls ran outside their admitted destinations.";
				default -> "No call is known to have run outside its admitted destinations, "
						+ "but not everything could be compared.";
			};
			this.output.println(verdict);
			if (findings.attemptsWithoutRequestId > 0 && findings.eventsWithoutLine.count() > 0) {
				this.output.println("Events without a line may belong to attempts without a request ID: "
						+ "Amazon Bedrock runs a request whose answer does not arrive too.");
			}
			this.output.flush();
		}

		private void row(String name, long count) {
			this.output.printf(Locale.ROOT, "%-56s %d%n", name, count);
		}

		private void row(String name, Findings.Sample sample) {
			row(name, sample.count());
			sample.first().forEach((first) -> this.output.println("    " + first));
			if (sample.count() > sample.first().size()) {
				this.output.println("    ...");
			}
		}

	}

	/**
	 * Prints JSON.
	 */
	private static final class Json extends Report {

		private final JsonGenerator json;

		Json(PrintStream output) {
			try {
				this.json = LedgerFormat.json().createGenerator(output).useDefaultPrettyPrinter();
				this.json.writeStartObject();
				this.json.writeArrayFieldStart("outside");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void accept(OutsideCall call) {
			try {
				this.json.writeStartObject();
				this.json.writeStringField("requestId", call.requestId());
				this.json.writeStringField("time", call.time().toString());
				this.json.writeStringField("model", call.model());
				this.json.writeStringField("profile", call.profile());
				this.json.writeStringField("sourceRegion", call.sourceRegion());
				this.json.writeStringField("ranIn", call.shownRegion());
				write("admitted", List.of(call.destinations().split(" ")));
				this.json.writeEndObject();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		void print(Findings findings) {
			try {
				this.json.writeEndArray();
				this.json.writeNumberField("outsideCount", findings.outside);
				this.json.writeNumberField("calls", findings.calls);
				this.json.writeNumberField("refused", findings.refused);
				this.json.writeNumberField("attempts", findings.attempts);
				this.json.writeNumberField("attemptsNotCompared", findings.attemptsNotCompared);
				this.json.writeNumberField("attemptsWithoutRequestId", findings.attemptsWithoutRequestId);
				this.json.writeNumberField("matched", findings.matched);
				write("attemptsWithoutEvent", findings.attemptsWithoutEvent);
				this.json.writeNumberField("events", findings.events);
				this.json.writeObjectFieldStart("regions");
				for (var region : findings.regions().entrySet()) {
					this.json.writeNumberField(region.getKey(), region.getValue());
				}
				this.json.writeEndObject();
				write("eventsWithoutLine", findings.eventsWithoutLine);
				this.json.writeNumberField("eventsNotCompared", findings.eventsNotCompared);
				this.json.writeNumberField("duplicateLines", findings.duplicateLines);
				this.json.writeNumberField("duplicateEvents", findings.duplicateEvents);
				this.json.writeNumberField("dropped", findings.dropped);
				write("unreadable", findings.unreadable);
				this.json.writeNumberField("exitCode", findings.exitCode());
				this.json.writeEndObject();
				this.json.writeRaw('\n');
				this.json.flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private void write(String name, Findings.Sample sample) throws IOException {
			this.json.writeObjectFieldStart(name);
			this.json.writeNumberField("count", sample.count());
			write("first", sample.first());
			this.json.writeEndObject();
		}

		private void write(String name, List<String> texts) throws IOException {
			this.json.writeArrayFieldStart(name);
			for (String text : texts) {
				this.json.writeString(text);
			}
			this.json.writeEndArray();
		}

	}

}
