package dev.crossregion.bedrock.emulator;

import tools.jackson.databind.node.ObjectNode;

/**
 * An error in Bedrock's own words.
 *
 * @param status the HTTP status
 * @param type the error type, such as {@code ThrottlingException}
 * @param message the message
 */
record ErrorAnswer(int status, String type, String message) {

	static final int OVERLOADED = 529;

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

	static ErrorAnswer throttled(String what) {
		return new ErrorAnswer(429, "ThrottlingException", "Too many " + what + ", please wait before trying again.");
	}

	static ErrorAnswer denied(String message) {
		return new ErrorAnswer(403, "AccessDeniedException", message);
	}

	static ErrorAnswer notFound(String message) {
		return new ErrorAnswer(404, "ResourceNotFoundException", message);
	}

	ErrorAnswer filled(Placeholders placeholders) {
		return new ErrorAnswer(this.status, this.type, placeholders.fill(this.message));
	}

	ObjectNode body() {
		ObjectNode body = Json.object().put("message", this.message);
		if (this.type.equals("ModelErrorException")) {
			body.put("originalStatusCode", 500);
		}
		return body;
	}

}
