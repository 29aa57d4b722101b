package dev.crossregion.bedrock.client.connection;

import java.util.Optional;

import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A Bedrock API key. Thread-safe.
 *
 * @param provider provides the key
 * @param place the origin of the key, as named in messages; never the key itself
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html">Use an Amazon
 * Bedrock API key</a>
 */
public record BedrockApiKey(SdkTokenProvider provider, String place) {

	private static final String PROPERTY = "aws.bearerTokenBedrock";

	private static final String VARIABLE = "AWS_BEARER_TOKEN_BEDROCK";

	/**
	 * Find the key in the same places as the AWS SDK: the system property
	 * {@code aws.bearerTokenBedrock}, then the environment variable
	 * {@code AWS_BEARER_TOKEN_BEDROCK}. A blank value counts as not set.
	 * @return the key, which is read again for each call; empty if none is set
	 */
	public static Optional<BedrockApiKey> ofEnvironment() {
		return find().map((setting) -> new BedrockApiKey(BedrockApiKey::token, setting.place()));
	}

	private static Optional<SdkSetting> find() {
		return SdkSetting.ofProperty(PROPERTY)
			.filter((setting) -> !setting.value().isBlank())
			.or(() -> SdkSetting.ofVariable(VARIABLE).filter((setting) -> !setting.value().isBlank()));
	}

	private static SdkToken token() {
		String key = find().map(SdkSetting::value)
			.orElseThrow(() -> SdkClientException.create("The Bedrock API key is gone: neither the system property "
					+ PROPERTY + " nor the environment variable " + VARIABLE + " is set any more"));
		return () -> key.strip();
	}

}
