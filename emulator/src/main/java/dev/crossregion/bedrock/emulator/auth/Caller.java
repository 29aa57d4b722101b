package dev.crossregion.bedrock.emulator.auth;

import java.util.Optional;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;

/**
 * The scheme and the source Region of a caller.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param scheme the scheme of the {@code Authorization} header, or empty if the header is
 * missing or Bedrock does not support the scheme; never more of the header
 * @param region the source Region, or empty if it is unknown
 * @param rejection the error if the call is rejected
 */
public record Caller(String scheme, String region, Optional<ErrorAnswer> rejection) {

	static final String SIGNATURE = "AWS4-HMAC-SHA256";

	/** The scheme of an API key. */
	public static final String BEARER = "Bearer";

	static Caller signed(String region) {
		return new Caller(SIGNATURE, region, Optional.empty());
	}

	static Caller withKey(String region) {
		return new Caller(BEARER, region, Optional.empty());
	}

	static Caller rejected(String scheme, String region, ErrorAnswer error) {
		return new Caller(scheme, region, Optional.of(error));
	}

}
