package dev.crossregion.bedrock.profile;

/**
 * The data-retention mode of an account in one Region.
 *
 * @param mode the mode as Amazon Bedrock writes it, such as {@code none}
 * @param evidence where it was read, and when
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html">Data
 * retention</a>
 */
public record DataRetention(String mode, Evidence evidence) {
}
