package dev.crossregion.bedrock.shared;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.Sha256;

/**
 * Builds the keys of a quota from account, source Region, kind of profile and model, the
 * scope of a quota at AWS. The account is known only where the profile is named by its
 * ARN; the key has a hash of it.
 */
final class QuotaKey {

	private static final String NO_ACCOUNT = "-";

	private static final int HASH_DIGITS = 16;

	private QuotaKey() {
	}

	/**
	 * The keys of the quota that a route draws on.
	 * @param prefix the prefix of all keys
	 * @param route the route
	 * @return the common part of the keys, such as
	 * {@code bedrock-cross-region:-:eu-central-1:geographic:amazon.nova-lite-v1:0}
	 */
	static String of(String prefix, Route route) {
		String model = (route.model() != null) ? route.model().value() : hash(route.modelId());
		return prefix + account(route.modelId()) + ":" + route.sourceRegion() + ":" + route.mode().value() + ":"
				+ model;
	}

	private static String account(String modelId) {
		String account = (modelId.startsWith("arn:")) ? BedrockArn.parse(modelId).account() : "";
		return (account.isEmpty()) ? NO_ACCOUNT : hash(account);
	}

	private static String hash(String text) {
		return Sha256.hex(text).substring(0, HASH_DIGITS);
	}

}
