package dev.crossregion.bedrock.shared;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.BedrockArn;

/**
 * What the keys of a quota begin with: account, source Region, kind of profile and model,
 * because that is what quotas belong to. The account is known where the profile is named
 * by its ARN; a hash stands for it.
 */
final class QuotaKey {

	private static final String NO_ACCOUNT = "-";

	private static final int HASH_DIGITS = 16;

	private QuotaKey() {
	}

	/**
	 * The keys of the quota that a route draws on.
	 * @param prefix what all keys begin with
	 * @param route the route
	 * @return what is common to them, such as
	 * {@code bedrock-cross-region:-:eu-central-1:geographic:amazon.nova-lite-v1:0}
	 */
	static String of(String prefix, Route route) {
		String model = (route.model() != null) ? route.model().value() : hash(route.modelId());
		return prefix + account(route.modelId()) + ":" + route.sourceRegion() + ":" + route.mode().value() + ":"
				+ model;
	}

	private static String account(String profile) {
		String account = (profile.startsWith("arn:")) ? BedrockArn.parse(profile).account() : "";
		return (account.isEmpty()) ? NO_ACCOUNT : hash(account);
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
