package dev.crossregion.bedrock.client.failure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * A denial by a policy, read from the message of AWS: the action, the resource and the
 * kind of policy. With cross-Region inference the resource is the model in the
 * destination Region; its ARN has no Region if the request was routed by a global
 * profile.
 *
 * @param policy the kind of policy, such as {@code service control policy}; empty if the
 * message does not name it
 * @param explicit {@code true} for an explicit deny, {@code false} for a missing
 * permission
 * @param action the action, such as {@code bedrock:InvokeModel}
 * @param resource the ARN of the resource
 * @see <a href=
 * "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Troubleshoot
 * access denied error messages</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html">Geographic
 * cross-Region inference</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html">Global
 * cross-Region inference</a>
 */
public record PolicyDenial(String policy, boolean explicit, String action, String resource) {

	private static final String SERVICE_CONTROL_POLICY = "service control policy";

	private static final String IDENTITY_BASED_POLICY = "identity-based policy";

	private static final Pattern DENIAL = Pattern
		.compile("not authorized to perform: (?<action>\\S+) on resource: (?<resource>\\S+)");

	private static final Pattern EXPLICIT = Pattern
		.compile("explicit deny in (?:an?|the) (?<policy>[\\w -]*?(?:policy|boundary))");

	private static final Pattern IMPLICIT = Pattern
		.compile("because no (?<policy>[\\w -]*?(?:policy|boundary)) allows");

	/**
	 * Read a message.
	 * @param message the message
	 * @return the denial, or empty if the message is of another kind
	 */
	public static Optional<PolicyDenial> read(String message) {
		Matcher denial = DENIAL.matcher(message);
		if (!denial.find()) {
			return Optional.empty();
		}
		Optional<String> denies = policy(EXPLICIT, message);
		String policy = denies.or(() -> policy(IMPLICIT, message)).orElse("");
		return Optional
			.of(new PolicyDenial(policy, denies.isPresent(), denial.group("action"), denial.group("resource")));
	}

	private static Optional<String> policy(Pattern wording, String message) {
		Matcher matcher = wording.matcher(message);
		return (matcher.find()) ? Optional.of(matcher.group("policy")) : Optional.empty();
	}

	/**
	 * The destination of the request.
	 * @return the Region in the ARN of the resource; empty for a global profile, and if
	 * the resource is no ARN with a Region
	 */
	Optional<RegionCode> region() {
		return arn().flatMap((arn) -> Optional.ofNullable(arn.region()));
	}

	/**
	 * Describe the denial and its remedy.
	 * @return the description, in which account IDs are not masked
	 */
	String describe() {
		return verdict() + " " + this.action + " on " + target() + "; " + remedy();
	}

	private String verdict() {
		if (!this.explicit) {
			return ((this.policy.isEmpty()) ? "no policy" : "no " + this.policy) + " allows";
		}
		return ((this.policy.equals(IDENTITY_BASED_POLICY)) ? "an " : "a ") + this.policy + " denies";
	}

	private String target() {
		BedrockArn arn = arn().orElse(null);
		if (arn == null) {
			return this.resource;
		}
		RegionCode region = arn.region();
		if (arn.resource() != BedrockArn.Resource.FOUNDATION_MODEL) {
			return arn.resource().type() + " " + arn.id() + ((region != null) ? " in source Region " + region : "");
		}
		return "model " + arn.id()
				+ ((region != null) ? " in destination Region " + region : " in no Region, as a global profile asks");
	}

	private String remedy() {
		if (this.policy.equals(SERVICE_CONTROL_POLICY)) {
			return organizationRemedy();
		}
		if (this.explicit) {
			return "remove the Deny or except this resource from it";
		}
		return ((this.policy.equals(IDENTITY_BASED_POLICY)) ? "the missing statement is "
				: "a statement that would allow it is ") + statement();
	}

	// If one destination is blocked, the requests that Bedrock routes to it fail, so the
	// profile fails intermittently.
	private String organizationRemedy() {
		BedrockArn arn = arn().orElse(null);
		if (arn == null || arn.resource() != BedrockArn.Resource.FOUNDATION_MODEL) {
			return "have the organization allow it";
		}
		return (arn.region() != null)
				? "have the organization allow it for aws:RequestedRegion \"" + arn.region()
						+ "\", or set residency.deny to " + arn.region() + " to use no profile that may go there"
				: "have the organization allow it for aws:RequestedRegion \"unspecified\", or use a geographic profile";
	}

	private String statement() {
		boolean global = arn().filter((arn) -> arn.region() == null).isPresent();
		return "{\"Effect\":\"Allow\",\"Action\":\"" + this.action + "\",\"Resource\":\"" + this.resource + "\""
				+ ((global) ? ",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"unspecified\"}}" : "") + "}";
	}

	private Optional<BedrockArn> arn() {
		return Optional.ofNullable(parse(this.resource));
	}

	private static @Nullable BedrockArn parse(String resource) {
		try {
			return BedrockArn.parse(resource);
		}
		catch (MalformedModelReferenceException ex) {
			return null;
		}
	}

}
