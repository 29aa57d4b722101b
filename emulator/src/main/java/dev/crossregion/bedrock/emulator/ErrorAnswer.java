package dev.crossregion.bedrock.emulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error in Bedrock's own words.
 *
 * @param status the HTTP status
 * @param type the error type, such as {@code ThrottlingException}, or empty for an error
 * that does not come from Bedrock
 * @param message the message
 * @param headers further headers
 * @param raw a body in place of Bedrock's own form, or {@code null}
 */
record ErrorAnswer(int status, String type, String message, Map<String, String> headers, @Nullable RawBody raw) {

	static final int OVERLOADED = 529;

	static final String JSON = "application/json";

	ErrorAnswer {
		headers = Map.copyOf(headers);
	}

	ErrorAnswer(int status, String type, String message) {
		this(status, type, message, Map.of(), null);
	}

	static ErrorAnswer validation(String message) {
		return new ErrorAnswer(400, "ValidationException", message);
	}

	/** The apostrophe is U+2019, as Bedrock writes it. */
	static ErrorAnswer onDemandNotSupported(String model) {
		return validation("Invocation of model ID " + model + " with on-demand throughput isn\u2019t supported. "
				+ "Retry your request with the ID or ARN of an inference profile that contains this model.");
	}

	static ErrorAnswer invalidIdentifier() {
		return validation("The provided model identifier is invalid.");
	}

	static ErrorAnswer malformed() {
		return validation("Malformed input request, please reformat your input and try again.");
	}

	/**
	 * A path that cannot be read, or an identifier that no resource can have.
	 * @param what what the identifier is of
	 * @return the error
	 */
	static ErrorAnswer malformedIdentifier(String what) {
		return validation("1 validation error detected: Value at '" + what + "' failed to satisfy constraint: "
				+ "Member must satisfy the pattern of an identifier or an ARN");
	}

	static ErrorAnswer throttled(String what) {
		return new ErrorAnswer(429, "ThrottlingException", "Too many " + what + ", please wait before trying again.");
	}

	static ErrorAnswer denied(String message) {
		return new ErrorAnswer(403, "AccessDeniedException", message);
	}

	static ErrorAnswer notFound(String message) {
		return new ErrorAnswer(404, "ResourceNotFoundException", message);
	}

	static ErrorAnswer unknownOperation() {
		return new ErrorAnswer(404, "UnknownOperationException", "No such operation.");
	}

	static ErrorAnswer missingAuthentication() {
		return new ErrorAnswer(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
	}

	static ErrorAnswer invalidSignature(String message) {
		return new ErrorAnswer(403, "InvalidSignatureException", message);
	}

	static ErrorAnswer incompleteSignature() {
		return new ErrorAnswer(400, "IncompleteSignature", "The request signature does not conform to AWS standards.");
	}

	/** The member is written with a capital letter, unlike in every other error. */
	static ErrorAnswer invalidApiKey() {
		String message = "Authentication failed: Please make sure your API Key is valid.";
		return denied(message).body(JSON, Json.object().put("Message", message).toString());
	}

	/**
	 * A defect of the emulator.
	 * @param ex what was thrown
	 * @return the error that stands for it
	 */
	static ErrorAnswer defect(Throwable ex) {
		return new ErrorAnswer(500, "InternalServerException", "The emulator has a defect: " + ex);
	}

	static ErrorAnswer guardrailMissing() {
		return validation("The guardrail identifier or version provided in the request does not exist.");
	}

	ErrorAnswer header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new ErrorAnswer(this.status, this.type, this.message, headers, this.raw);
	}

	ErrorAnswer body(String contentType, String text) {
		return new ErrorAnswer(this.status, this.type, this.message, this.headers, new RawBody(contentType, text));
	}

	ErrorAnswer filled(Placeholders placeholders) {
		RawBody raw = this.raw;
		return new ErrorAnswer(this.status, this.type, placeholders.fill(this.message), this.headers,
				(raw != null) ? new RawBody(raw.contentType(), placeholders.fill(raw.text())) : null);
	}

	String contentType() {
		return (this.raw != null) ? this.raw.contentType() : JSON;
	}

	byte[] body() {
		if (this.raw != null) {
			return this.raw.text().getBytes(StandardCharsets.UTF_8);
		}
		ObjectNode body = Json.object().put("message", this.message);
		if (this.type.equals("ModelErrorException")) {
			body.put("originalStatusCode", 500);
		}
		return Json.write(body);
	}

	/**
	 * A body as it is sent.
	 *
	 * @param contentType its content type, or empty for none
	 * @param text its text, which may be empty
	 */
	record RawBody(String contentType, String text) {
	}

}
