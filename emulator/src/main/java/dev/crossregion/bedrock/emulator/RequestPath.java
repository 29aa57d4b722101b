package dev.crossregion.bedrock.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What the method and the path of a request ask for.
 *
 * @param operation the operation
 * @param identifier the model, the profile or the guardrail in the path, decoded, or as
 * it stands where it cannot be decoded; empty for operations without one
 * @param malformed whether the identifier cannot be decoded
 */
record RequestPath(Operation operation, String identifier, boolean malformed) {

	private static final Pattern MODEL = Pattern.compile("/model/(.+)/([a-z-]+)");

	private static final Pattern PROFILE = Pattern.compile("/inference-profiles/(.+)");

	private static final Pattern FOUNDATION_MODEL = Pattern.compile("/foundation-models/(.+)");

	private static final Pattern ASYNC_INVOKE = Pattern.compile("/async-invoke/(.+)");

	private static final Pattern GUARDRAIL = Pattern.compile("/guardrail/(.+)/version/[^/]+/apply");

	static RequestPath of(HttpServletRequest request) {
		String target = request.getHeader(ServiceQuotasApi.TARGET);
		return (target != null && request.getMethod().equals("POST") && request.getRequestURI().equals("/"))
				? without(ServiceQuotasApi.operation(target)) : of(request.getMethod(), request.getRequestURI());
	}

	static RequestPath of(String method, String path) {
		return switch (method) {
			case "POST" -> post(path);
			case "GET" -> get(path);
			default -> without(Operation.UNKNOWN);
		};
	}

	private static RequestPath post(String path) {
		if (path.equals("/async-invoke")) {
			return without(Operation.START_ASYNC_INVOKE);
		}
		Matcher guardrail = GUARDRAIL.matcher(path);
		if (guardrail.matches()) {
			return with(Operation.APPLY_GUARDRAIL, guardrail.group(1));
		}
		Matcher model = MODEL.matcher(path);
		if (!model.matches()) {
			return without(Operation.UNKNOWN);
		}
		Operation operation = switch (model.group(2)) {
			case "converse" -> Operation.CONVERSE;
			case "converse-stream" -> Operation.CONVERSE_STREAM;
			case "invoke" -> Operation.INVOKE_MODEL;
			case "invoke-with-response-stream" -> Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM;
			case "count-tokens" -> Operation.COUNT_TOKENS;
			default -> Operation.UNKNOWN;
		};
		return with(operation, model.group(1));
	}

	private static RequestPath get(String path) {
		switch (path) {
			case "/inference-profiles" -> {
				return without(Operation.LIST_INFERENCE_PROFILES);
			}
			case "/foundation-models" -> {
				return without(Operation.LIST_FOUNDATION_MODELS);
			}
			case "/data-retention" -> {
				return without(Operation.GET_ACCOUNT_DATA_RETENTION);
			}
			case "/async-invoke" -> {
				return without(Operation.LIST_ASYNC_INVOKES);
			}
			default -> {
				return identified(path);
			}
		}
	}

	private static RequestPath identified(String path) {
		Matcher profile = PROFILE.matcher(path);
		if (profile.matches()) {
			return with(Operation.GET_INFERENCE_PROFILE, profile.group(1));
		}
		Matcher model = FOUNDATION_MODEL.matcher(path);
		if (model.matches()) {
			return with(Operation.GET_FOUNDATION_MODEL, model.group(1));
		}
		return without((ASYNC_INVOKE.matcher(path).matches()) ? Operation.GET_ASYNC_INVOKE : Operation.UNKNOWN);
	}

	private static RequestPath without(Operation operation) {
		return new RequestPath(operation, "", false);
	}

	private static RequestPath with(Operation operation, String encoded) {
		return decode(encoded).map((identifier) -> new RequestPath(operation, identifier, false))
			.orElseGet(() -> new RequestPath(operation, encoded, true));
	}

	/**
	 * Undo the percent-encoding of a path. Unlike in a form, a plus sign is itself.
	 * @param encoded the text in the path
	 * @return what it stands for, or empty if it is not valid
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
