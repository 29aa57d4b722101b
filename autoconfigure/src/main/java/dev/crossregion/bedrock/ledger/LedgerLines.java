package dev.crossregion.bedrock.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;

/**
 * Formats the lines of the ledger. A line has words of closed sets, what the
 * configuration and the evidence name, numbers, and the request IDs of AWS; it has no
 * part of a request, an answer or a message.
 */
final class LedgerLines {

	/**
	 * What a request ID looks like. Any other text that a proxy may answer is left out.
	 */
	private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_=+/.:-]{1,128}");

	private LedgerLines() {
	}

	/**
	 * The line of a call.
	 * @param invocation the record of the call
	 * @param evidence the plan and the policy, or {@code null} if they are not known
	 * @return the line with its end
	 */
	static byte[] call(InvocationRecord invocation, @Nullable PlanEvidence evidence) {
		return line((json) -> {
			json.writeStringField(LedgerFormat.TIME, invocation.startedAt().toString());
			json.writeStringField(LedgerFormat.MODEL, DisplayText.of(invocation.model()));
			json.writeStringField(LedgerFormat.OPERATION, invocation.operation().value());
			json.writeStringField(LedgerFormat.OUTCOME, invocation.outcome().value());
			if (invocation.refusal() != null) {
				json.writeStringField(LedgerFormat.REASON, invocation.refusal().reason());
			}
			json.writeNumberField(LedgerFormat.MILLIS, invocation.duration().toMillis());
			if (evidence != null) {
				json.writeStringField(LedgerFormat.POLICY_HASH, evidence.policyHash());
				json.writeStringField(LedgerFormat.PLAN_HASH, evidence.planHash());
			}
			json.writeArrayFieldStart(LedgerFormat.ATTEMPTS);
			for (Attempt attempt : invocation.attempts()) {
				write(json, attempt, invocation.startedAt());
			}
			json.writeEndArray();
			if (invocation.usage() != null) {
				write(json, invocation.usage());
			}
		});
	}

	private static void write(JsonGenerator json, Attempt attempt, Instant start) throws IOException {
		json.writeStartObject();
		String requestId = attempt.requestId();
		if (requestId != null && REQUEST_ID.matcher(requestId).matches()) {
			json.writeStringField(LedgerFormat.REQUEST_ID, requestId);
		}
		json.writeStringField(LedgerFormat.TIME, start.plus(attempt.offset()).toString());
		json.writeStringField(LedgerFormat.SOURCE_REGION, attempt.route().sourceRegion().value());
		json.writeStringField(LedgerFormat.PROFILE, DisplayText.withoutAccounts(attempt.route().modelId()));
		json.writeArrayFieldStart(LedgerFormat.DESTINATIONS);
		for (String destination : attempt.route().destinations().codes()) {
			json.writeString(destination);
		}
		json.writeEndArray();
		json.writeStringField(LedgerFormat.OUTCOME, attempt.outcome().value());
		json.writeNumberField(LedgerFormat.MILLIS, attempt.duration().toMillis());
		json.writeEndObject();
	}

	private static void write(JsonGenerator json, TokenCounts tokens) throws IOException {
		json.writeObjectFieldStart(LedgerFormat.TOKENS);
		json.writeNumberField("input", tokens.input());
		json.writeNumberField("output", tokens.output());
		json.writeNumberField("cacheRead", tokens.cacheRead());
		json.writeNumberField("cacheWrite", tokens.cacheWrite());
		json.writeEndObject();
	}

	/**
	 * The line that spells out what the hashes of the following calls stand for.
	 * @param evidence the plan and the policy
	 * @return the line with its end
	 */
	static byte[] plan(PlanEvidence evidence) {
		return line((json) -> {
			json.writeFieldName(LedgerFormat.POLICY);
			json.writeRawValue(evidence.policy());
			json.writeStringField(LedgerFormat.POLICY_HASH, evidence.policyHash());
			json.writeFieldName(LedgerFormat.PLAN);
			json.writeRawValue(evidence.plan());
			json.writeStringField(LedgerFormat.PLAN_HASH, evidence.planHash());
		});
	}

	/**
	 * The line about calls that have none.
	 * @param count their number
	 * @param since when the first of them ended
	 * @param time when the line is written
	 * @return the line with its end
	 */
	static byte[] dropped(long count, Instant since, Instant time) {
		return line((json) -> {
			json.writeStringField(LedgerFormat.TIME, time.toString());
			json.writeNumberField(LedgerFormat.DROPPED, count);
			json.writeStringField(LedgerFormat.SINCE, since.toString());
		});
	}

	private static byte[] line(Content content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
		try (JsonGenerator json = LedgerFormat.json().createGenerator(bytes)) {
			json.writeStartObject();
			json.writeNumberField(LedgerFormat.SCHEMA_FIELD, LedgerFormat.SCHEMA);
			content.write(json);
			json.writeEndObject();
			json.flush();
			bytes.write('\n');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Writes the fields of a line.
	 */
	@FunctionalInterface
	private interface Content {

		void write(JsonGenerator json) throws IOException;

	}

}
