package dev.crossregion.bedrock.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outcome of one request.
 *
 * @param eventTime when it arrived
 * @param operation the operation
 * @param sourceRegion the Region of its signature, or the one that applies to its API
 * key; empty if neither is known
 * @param modelId the model that it names, decoded; empty for operations without one
 * @param inferenceRegion the destination Region that ran it, if any
 * @param status the HTTP status, or 0 when none was sent
 * @param errorCode the error type, if it failed
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param inputTokens tokens of the prompt; 0 if there was no answer
 * @param outputTokens tokens of the part of the answer that was sent
 * @param completed {@code false} if the answer was cut, by a fault or because the client
 * disconnected
 * @param requestId its ID, which the header {@code x-amzn-RequestId} of the answer has
 * too
 * @param authScheme the authentication scheme: {@code AWS4-HMAC-SHA256}, {@code Bearer},
 * or empty; never a key
 * @since 0.1.0
 */
public record JournalEntry(Instant eventTime, Operation operation, String sourceRegion, String modelId,
		Optional<String> inferenceRegion, int status, Optional<String> errorCode, String protocol, long inputTokens,
		long outputTokens, boolean completed, String requestId, String authScheme) {

	/** The header with the ID of a request. */
	static final String REQUEST_ID = "x-amzn-RequestId";

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/**
	 * The name of the operation as CloudTrail writes it.
	 * @return the name, such as {@code Converse}
	 */
	public String eventName() {
		return this.operation.value();
	}

	/**
	 * The entry in the form of a CloudTrail event.
	 * @return the event as JSON
	 */
	public String toCloudTrailJson() {
		return MAPPER.writeValueAsString(toCloudTrailEvent());
	}

	ObjectNode toCloudTrailEvent() {
		ObjectNode event = MAPPER.createObjectNode();
		event.put("eventVersion", "1.11");
		event.put("eventTime", this.eventTime.toString());
		event.put("eventSource",
				(this.operation.isServiceQuotas()) ? "servicequotas.amazonaws.com" : "bedrock.amazonaws.com");
		event.put("eventName", eventName());
		event.put("awsRegion", this.sourceRegion);
		event.put("requestID", this.requestId);
		event.put("eventID", UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString());
		this.errorCode.ifPresent((code) -> event.put("errorCode", code));
		if (!this.modelId.isEmpty()) {
			event.putObject("requestParameters").put("modelId", this.modelId);
		}
		ObjectNode additional = event.putObject("additionalEventData");
		this.inferenceRegion.ifPresent((region) -> additional.put("inferenceRegion", region));
		additional.put("inputTokens", this.inputTokens);
		additional.put("outputTokens", this.outputTokens);
		return event;
	}

}
