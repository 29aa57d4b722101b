package dev.crossregion.bedrock.emulator.payload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error answer with Bedrock's status, type and message.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param status the HTTP status
 * @param type the error type, such as {@code ThrottlingException}, or empty for an error
 * that does not come from Bedrock
 * @param message the message
 * @param headers further headers
 * @param raw a body that replaces Bedrock's JSON, or {@code null}
 */
public record ErrorAnswer(int status, String type, String message, Map<String, String> headers, @Nullable RawBody raw) {

	/** The status of an overloaded model. */
	public static final int OVERLOADED = 529;

	private static final String SCP_POLICY = "arn:aws:organizations::123456789012:policy/o-example/service_control_policy/p-example";

	private static final String CACHING_UNSUPPORTED = "You invoked an unsupported model or your request did not allow prompt caching.";

	/** The content type of Bedrock's errors. */
	public static final String JSON = "application/json";

	public ErrorAnswer {
		headers = Map.copyOf(headers);
	}

	public ErrorAnswer(int status, String type, String message) {
		this(status, type, message, Map.of(), null);
	}

	/**
	 * The same answer with a further header.
	 * @param header the name of the header
	 * @param value its value
	 * @return the answer
	 */
	public ErrorAnswer with(String header, String value) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.put(header, value);
		return new ErrorAnswer(this.status, this.type, this.message, all, this.raw);
	}

	public static ErrorAnswer validation(String message) {
		return new ErrorAnswer(400, "ValidationException", message);
	}

	/**
	 * The model can only be called through an inference profile. The apostrophe is
	 * U+2019, as in Bedrock's message.
	 * @param model the model
	 * @return the error
	 */
	public static ErrorAnswer onDemandNotSupported(String model) {
		return validation("Invocation of model ID " + model + " with on-demand throughput isn\u2019t supported. "
				+ "Retry your request with the ID or ARN of an inference profile that contains this model.");
	}

	public static ErrorAnswer invalidIdentifier() {
		return validation("The provided model identifier is invalid.");
	}

	public static ErrorAnswer malformed() {
		return validation("Malformed input request, please reformat your input and try again.");
	}

	/**
	 * The path cannot be decoded, or an identifier is malformed.
	 * @param member the name of the identifier
	 * @return the error
	 */
	public static ErrorAnswer malformedIdentifier(String member) {
		return validation("1 validation error detected: Value at '" + member + "' failed to satisfy constraint: "
				+ "Member must satisfy the pattern of an identifier or an ARN");
	}

	public static ErrorAnswer throttled(String unit) {
		return new ErrorAnswer(429, "ThrottlingException", "Too many " + unit + ", please wait before trying again.");
	}

	static ErrorAnswer denied(String message) {
		return new ErrorAnswer(403, "AccessDeniedException", message);
	}

	public static ErrorAnswer notFound(String message) {
		return new ErrorAnswer(404, "ResourceNotFoundException", message);
	}

	public static ErrorAnswer unknownOperation() {
		return new ErrorAnswer(404, "UnknownOperationException", "No such operation.");
	}

	public static ErrorAnswer missingAuthentication() {
		return new ErrorAnswer(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
	}

	public static ErrorAnswer invalidSignature(String message) {
		return new ErrorAnswer(403, "InvalidSignatureException", message);
	}

	public static ErrorAnswer incompleteSignature() {
		return new ErrorAnswer(400, "IncompleteSignature", "The request signature does not conform to AWS standards.");
	}

	/**
	 * An API key is not valid. The body has {@code Message} instead of {@code message},
	 * unlike every other error.
	 * @return the error
	 */
	public static ErrorAnswer invalidApiKey() {
		String message = "Authentication failed: Please make sure your API Key is valid.";
		return denied(message).withBody(JSON, Json.object().put("Message", message).toString());
	}

	/**
	 * A defect of the emulator.
	 * @param ex the exception
	 * @return the error
	 */
	public static ErrorAnswer defect(Throwable ex) {
		return new ErrorAnswer(500, "InternalServerException", "The emulator has a defect: " + ex);
	}

	/**
	 * A cache point that is rejected as invalid instead of denied.
	 * @return the error
	 */
	public static ErrorAnswer promptCachingInvalid() {
		return validation(CACHING_UNSUPPORTED);
	}

	public static ErrorAnswer guardrailMissing() {
		return validation("The guardrail identifier or version provided in the request does not exist.");
	}

	public static ErrorAnswer unavailable() {
		return new ErrorAnswer(503, "ServiceUnavailableException", "Bedrock is unable to process your request.");
	}

	public static ErrorAnswer internalError() {
		return new ErrorAnswer(500, "InternalServerException",
				"The system encountered an unexpected error during processing. Try your request again.");
	}

	public static ErrorAnswer modelTimeout() {
		return new ErrorAnswer(408, "ModelTimeoutException",
				"Model has timed out in processing the request. Try your request again.");
	}

	public static ErrorAnswer modelNotReady() {
		return new ErrorAnswer(429, "ModelNotReadyException",
				"Model is not ready for inference. Wait and try your request again.");
	}

	public static ErrorAnswer modelError() {
		return new ErrorAnswer(424, "ModelErrorException",
				"The model returned an unexpected error during processing. Try your request again.");
	}

	public static ErrorAnswer serviceQuotaExceeded() {
		return new ErrorAnswer(400, "ServiceQuotaExceededException",
				"Your request exceeds the service quota for your account. Request an increase.");
	}

	public static ErrorAnswer unsupportedCountry() {
		return validation(
				"Access to Anthropic models is not allowed from unsupported countries, regions, or territories.");
	}

	public static ErrorAnswer channelProgramAccount() {
		return validation("Access to this model is not available for channel program accounts. "
				+ "Reach out to your AWS Solution Provider or AWS Distributor for more information.");
	}

	public static ErrorAnswer dataRetentionModeMissing() {
		return validation("data retention mode 'default' is not available for this model");
	}

	public static ErrorAnswer subscriptionMissing() {
		return denied("Model access is denied due to IAM user or service role is not authorized to "
				+ "perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, "
				+ "aws-marketplace:Subscribe) to enable access to this model.");
	}

	public static ErrorAnswer useCaseDetailsMissing() {
		return notFound("Model use case details have not been submitted for this account. Fill out "
				+ "the Anthropic use case details form before using the model.");
	}

	public static ErrorAnswer overloaded() {
		return new ErrorAnswer(OVERLOADED, "overloaded_error", "Overloaded");
	}

	public static ErrorAnswer modelAccessDenied() {
		return denied("You don't have access to the model with the specified model ID.");
	}

	public static ErrorAnswer legacy() {
		return notFound("Access denied. This Model is marked by provider as Legacy and you have not "
				+ "been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock");
	}

	public static ErrorAnswer endOfLife() {
		return notFound("This model version has reached the end of its life. Please refer to the AWS documentation for "
				+ "more details.");
	}

	public static ErrorAnswer requestExpired() {
		return new ErrorAnswer(400, "RequestExpired",
				"The request reached the service more than 15 minutes after its date.");
	}

	public static ErrorAnswer requestTimeTooSkewed() {
		return new ErrorAnswer(400, "RequestTimeTooSkewed",
				"The difference between the request time and the current time is too large.");
	}

	public static ErrorAnswer expiredToken() {
		return new ErrorAnswer(403, "ExpiredTokenException", "The security token included in the request is expired");
	}

	public static ErrorAnswer unrecognizedClient() {
		return new ErrorAnswer(403, "UnrecognizedClientException",
				"The security token included in the request is invalid.");
	}

	public static ErrorAnswer operationNotAllowed() {
		return validation("Operation not allowed");
	}

	public static ErrorAnswer accountNotAuthorized() {
		return validation("Your account is not authorized to invoke this API operation.");
	}

	public static ErrorAnswer paymentInstrumentInvalid() {
		return denied("Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment "
				+ "instrument must be provided.. Your AWS Marketplace subscription for this model cannot be completed "
				+ "at this time. If you recently fixed this issue, try again after 2 minutes.");
	}

	public static ErrorAnswer invalidToolSequence() {
		return new ErrorAnswer(424, "ModelErrorException",
				"Model produced invalid sequence as part of ToolUse. Please refer to "
						+ "the model tool use troubleshooting guide.");
	}

	public static ErrorAnswer onDemandNotSupportedAsBefore() {
		return validation("The provided model doesn't support on-demand throughput.");
	}

	public static ErrorAnswer guardrailInvalid() {
		return validation("The provided guardrail identifier is invalid.");
	}

	public static ErrorAnswer guardrailDenied() {
		return denied(notAuthorized("bedrock:ApplyGuardrail", Placeholders.GUARDRAIL)
				+ " because no identity-based policy allows the bedrock:ApplyGuardrail action");
	}

	public static ErrorAnswer promptCachingUnsupported() {
		return denied(CACHING_UNSUPPORTED);
	}

	/**
	 * No capacity, with the expected time in the queue in the body.
	 * @param expectedDelay the time in the queue
	 * @return the error
	 */
	public static ErrorAnswer unavailable(Duration expectedDelay) {
		ErrorAnswer error = unavailable();
		String hint = Json.object()
			.put("queueDwellTimeInMs", 0)
			.put("expectedQueueDelayInMs", expectedDelay.toMillis())
			.put("variantIdentifier", "emulated")
			.toString();
		ObjectNode body = Json.object().put("message", error.message());
		body.putObject("exceptionMetadata").put("rudiMetadata", hint);
		return error.withBody(JSON, body.toString());
	}

	public static ErrorAnswer badGateway() {
		return new ErrorAnswer(502, "", "").withBody("text/html",
				"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
	}

	public static ErrorAnswer gatewayTimeout() {
		return new ErrorAnswer(504, "", "").withBody("", "");
	}

	public static ErrorAnswer deniedByScp(String resource) {
		return denied(notAuthorized(Placeholders.ACTION, resource)
				+ " with an explicit deny in a service control policy: " + SCP_POLICY);
	}

	public static ErrorAnswer deniedByIdentityPolicy(String resource) {
		return denied(notAuthorized(Placeholders.ACTION, resource)
				+ " because no identity-based policy allows the bedrock:InvokeModel action");
	}

	private static String notAuthorized(String action, String resource) {
		return "User: arn:aws:sts::" + Placeholders.ACCOUNT + ":assumed-role/app/session is not authorized to perform: "
				+ action + " on resource: " + resource;
	}

	public ErrorAnswer withHeader(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new ErrorAnswer(this.status, this.type, this.message, headers, this.raw);
	}

	public ErrorAnswer withBody(String contentType, String text) {
		return new ErrorAnswer(this.status, this.type, this.message, this.headers, new RawBody(contentType, text));
	}

	public ErrorAnswer filled(Placeholders placeholders) {
		RawBody raw = this.raw;
		return new ErrorAnswer(this.status, this.type, placeholders.fill(this.message), this.headers,
				(raw != null) ? new RawBody(raw.contentType(), placeholders.fill(raw.text())) : null);
	}

	public String contentType() {
		return (this.raw != null) ? this.raw.contentType() : JSON;
	}

	public byte[] body() {
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
	 * A body that is sent unchanged.
	 *
	 * @param contentType its content type, or empty for none
	 * @param text its text, which may be empty
	 */
	public record RawBody(String contentType, String text) {
	}

}
