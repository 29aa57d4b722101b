package dev.crossregion.bedrock.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.emulator.payload.Json;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.core.JacksonException;

/**
 * The operation and the resource that a request names, parsed from its method and its
 * path, or from the target header of Service Quotas.
 *
 * @param operation the operation
 * @param identifier the model, the profile or the guardrail in the path, decoded, or
 * still encoded if it cannot be decoded; empty for operations without one
 * @param malformed whether the identifier cannot be decoded
 */
record RequestTarget(Operation operation, String identifier, boolean malformed) {

	private static final Pattern MODEL = Pattern.compile("/model/(.+)/([a-z-]+)");

	private static final Pattern PROFILE = Pattern.compile("/inference-profiles/(.+)");

	private static final Pattern FOUNDATION_MODEL = Pattern.compile("/foundation-models/(.+)");

	private static final Pattern ASYNC_INVOKE = Pattern.compile("/async-invoke/(.+)");

	private static final Pattern GUARDRAIL = Pattern.compile("/guardrail/(.+)/version/[^/]+/apply");

	private static final Pattern GUARDRAIL_RESOURCE = Pattern.compile("/guardrails/(.+)");

	/**
	 * Parse the target of a request.
	 * @param request the request
	 * @return the target, with {@link Operation#UNKNOWN} where no operation matches
	 */
	static RequestTarget parse(HttpServletRequest request) {
		String target = request.getHeader(ServiceQuotasApi.TARGET);
		return (target != null && request.getMethod().equals("POST") && request.getRequestURI().equals("/"))
				? withoutIdentifier(ServiceQuotasApi.operation(target))
				: parse(request.getMethod(), request.getRequestURI());
	}

	static RequestTarget parse(String method, String path) {
		return switch (method) {
			case "POST" -> post(path);
			case "GET" -> get(path);
			default -> withoutIdentifier(Operation.UNKNOWN);
		};
	}

	private static RequestTarget post(String path) {
		if (path.equals("/async-invoke")) {
			return withoutIdentifier(Operation.START_ASYNC_INVOKE);
		}
		Matcher guardrail = GUARDRAIL.matcher(path);
		if (guardrail.matches()) {
			return withIdentifier(Operation.APPLY_GUARDRAIL, guardrail.group(1));
		}
		Matcher model = MODEL.matcher(path);
		if (!model.matches()) {
			return withoutIdentifier(Operation.UNKNOWN);
		}
		Operation operation = switch (model.group(2)) {
			case "converse" -> Operation.CONVERSE;
			case "converse-stream" -> Operation.CONVERSE_STREAM;
			case "invoke" -> Operation.INVOKE_MODEL;
			case "invoke-with-response-stream" -> Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM;
			case "count-tokens" -> Operation.COUNT_TOKENS;
			default -> Operation.UNKNOWN;
		};
		return withIdentifier(operation, model.group(1));
	}

	private static RequestTarget get(String path) {
		switch (path) {
			case "/inference-profiles" -> {
				return withoutIdentifier(Operation.LIST_INFERENCE_PROFILES);
			}
			case "/foundation-models" -> {
				return withoutIdentifier(Operation.LIST_FOUNDATION_MODELS);
			}
			case "/data-retention" -> {
				return withoutIdentifier(Operation.GET_ACCOUNT_DATA_RETENTION);
			}
			case "/async-invoke" -> {
				return withoutIdentifier(Operation.LIST_ASYNC_INVOKES);
			}
			default -> {
				return getByIdentifier(path);
			}
		}
	}

	private static RequestTarget getByIdentifier(String path) {
		Matcher profile = PROFILE.matcher(path);
		if (profile.matches()) {
			return withIdentifier(Operation.GET_INFERENCE_PROFILE, profile.group(1));
		}
		Matcher model = FOUNDATION_MODEL.matcher(path);
		if (model.matches()) {
			return withIdentifier(Operation.GET_FOUNDATION_MODEL, model.group(1));
		}
		Matcher guardrail = GUARDRAIL_RESOURCE.matcher(path);
		if (guardrail.matches()) {
			return withIdentifier(Operation.GET_GUARDRAIL, guardrail.group(1));
		}
		return withoutIdentifier(
				(ASYNC_INVOKE.matcher(path).matches()) ? Operation.GET_ASYNC_INVOKE : Operation.UNKNOWN);
	}

	private static RequestTarget withoutIdentifier(Operation operation) {
		return new RequestTarget(operation, "", false);
	}

	private static RequestTarget withIdentifier(Operation operation, String encoded) {
		return decode(encoded).map((identifier) -> new RequestTarget(operation, identifier, false))
			.orElseGet(() -> new RequestTarget(operation, encoded, true));
	}

	/**
	 * The model that a request names.
	 * @param body the body of the request, which holds it for StartAsyncInvoke
	 * @return the model ID, profile ID or ARN; empty for operations without one
	 */
	String modelId(byte[] body) {
		if (this.operation == Operation.START_ASYNC_INVOKE) {
			try {
				return Json.read(body).path("modelId").asString("");
			}
			catch (JacksonException ex) {
				return "";
			}
		}
		return switch (this.operation) {
			case APPLY_GUARDRAIL, GET_GUARDRAIL -> "";
			default -> this.identifier;
		};
	}

	/**
	 * Decode the percent-encoding of a path. Unlike in a form, a plus sign stands for
	 * itself.
	 * @param encoded the text in the path
	 * @return the decoded text, or empty if the encoding is not valid
	 */
	private static Optional<String> decode(String encoded) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
		for (int index = 0; index < encoded.length(); index++) {
			char next = encoded.charAt(index);
			if (next != '%') {
				bytes.write(next);
				continue;
			}
			int high = digit(encoded, ++index);
			int low = digit(encoded, ++index);
			if (high < 0 || low < 0) {
				return Optional.empty();
			}
			bytes.write(high * 16 + low);
		}
		try {
			return Optional
				.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString());
		}
		catch (CharacterCodingException ex) {
			return Optional.empty();
		}
	}

	private static int digit(String encoded, int index) {
		char digit = (index < encoded.length()) ? encoded.charAt(index) : ' ';
		return (digit < 0x80) ? Character.digit(digit, 16) : -1;
	}

}
