package dev.crossregion.bedrock.emulator.auth;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the caller and the source Region from the headers of a request. A signature names
 * the Region in its credential scope and is not verified. A request with an API key names
 * no Region, so an additional header does, or the default Region applies.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Authentication {

	/** The header that names the source Region of a request with an API key. */
	static final String REGION_HEADER = "x-emulator-region";

	/** Stands for every Region in the map of API keys. */
	public static final String ANY_REGION = "";

	private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

	private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/[0-9]{8}/([a-z0-9-]+)/[a-z-]+/aws4_request");

	private final String defaultRegion;

	private final Map<String, String> keys;

	private final EmulatorClock clock;

	/**
	 * Create an authentication.
	 * @param defaultRegion the Region of requests with an API key but without a Region
	 * @param keys the Region of each valid API key; empty if any key is valid
	 * @param clock checks the times of signatures
	 */
	public Authentication(String defaultRegion, Map<String, String> keys, EmulatorClock clock) {
		this.defaultRegion = defaultRegion;
		this.keys = Map.copyOf(keys);
		this.clock = clock;
	}

	public Caller identify(HttpServletRequest request) {
		String authorization = request.getHeader("Authorization");
		if (authorization == null) {
			return Caller.rejected("", "", ErrorAnswer.missingAuthentication());
		}
		String[] parts = authorization.strip().split("\\s+", 2);
		String rest = (parts.length == 2) ? parts[1] : "";
		if (parts[0].equalsIgnoreCase(Caller.BEARER)) {
			return withKey(rest, request.getHeader(REGION_HEADER));
		}
		return (parts[0].equals(Caller.SIGNATURE)) ? signed(rest, request.getHeader("X-Amz-Date"))
				: Caller.rejected("", "", ErrorAnswer.missingAuthentication());
	}

	private Caller signed(String signature, @Nullable String date) {
		Matcher scope = SCOPE.matcher(signature);
		if (!scope.find()) {
			return Caller.rejected(Caller.SIGNATURE, "", ErrorAnswer.incompleteSignature());
		}
		String region = scope.group(1);
		return this.clock.check(date)
			.map((error) -> Caller.rejected(Caller.SIGNATURE, region, error))
			.orElseGet(() -> Caller.signed(region));
	}

	private Caller withKey(String key, @Nullable String named) {
		String region = (named != null) ? named.strip() : this.defaultRegion;
		if (!REGION.matcher(region).matches()) {
			return Caller.rejected(Caller.BEARER, "",
					ErrorAnswer.validation("The header " + REGION_HEADER + " names no Region."));
		}
		String bound = (this.keys.isEmpty()) ? ANY_REGION : this.keys.get(key);
		boolean valid = !key.isEmpty() && bound != null && (bound.equals(ANY_REGION) || bound.equals(region));
		return (valid) ? Caller.withKey(region) : Caller.rejected(Caller.BEARER, region, ErrorAnswer.invalidApiKey());
	}

}
