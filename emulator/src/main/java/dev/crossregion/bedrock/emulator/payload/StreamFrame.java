package dev.crossregion.bedrock.emulator.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * A frame that ends a stream with an error.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param errorCode the error code in the journal
 * @param headers the headers of the frame, in their order
 * @param payload its payload
 */
public record StreamFrame(String errorCode, Map<String, String> headers, String payload) {

	private static final String MESSAGE_TYPE = ":message-type";

	/** The header that names a modelled exception. */
	public static final String EXCEPTION_TYPE = ":exception-type";

	/** The header with the code of an error that is not modelled. */
	public static final String ERROR_CODE = ":error-code";

	/**
	 * A modelled exception.
	 * @param name its name in lower camel case
	 * @param message its message
	 * @return the frame
	 */
	public static StreamFrame exception(String name, String message) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(MESSAGE_TYPE, "exception");
		headers.put(EXCEPTION_TYPE, name);
		headers.put(":content-type", ErrorAnswer.JSON);
		return new StreamFrame(name, headers, Json.object().put("message", message).toString());
	}

	/**
	 * An error that is not modelled: a frame without an exception type.
	 * @param code its code
	 * @param message its message
	 * @return the frame
	 */
	public static StreamFrame error(String code, String message) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(MESSAGE_TYPE, "error");
		headers.put(ERROR_CODE, code);
		headers.put(":error-message", message);
		return new StreamFrame(code, headers, "");
	}

	public byte[] encode() {
		Map<String, HeaderValue> values = new LinkedHashMap<>();
		this.headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
		return encode(values, this.payload.getBytes(StandardCharsets.UTF_8));
	}

	public static byte[] encode(Map<String, HeaderValue> headers, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 128);
		new Message(headers, payload).encode(out);
		return out.toByteArray();
	}

}
