package dev.crossregion.bedrock.emulator;

import java.util.Optional;

/**
 * Who calls, and from which Region.
 *
 * @param scheme the scheme of the {@code Authorization} header, or empty if there is none
 * or another one than Bedrock knows; never more of the header
 * @param region the source Region, or empty if it is unknown
 * @param refusal why the call is refused, if it is
 */
record Caller(String scheme, String region, Optional<ErrorAnswer> refusal) {

	static final String SIGNATURE = "AWS4-HMAC-SHA256";

	static final String BEARER = "Bearer";

	static Caller signed(String region) {
		return new Caller(SIGNATURE, region, Optional.empty());
	}

	static Caller withKey(String region) {
		return new Caller(BEARER, region, Optional.empty());
	}

	static Caller refused(String scheme, String region, ErrorAnswer error) {
		return new Caller(scheme, region, Optional.of(error));
	}

}
