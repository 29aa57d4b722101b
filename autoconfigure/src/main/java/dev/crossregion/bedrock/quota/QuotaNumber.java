package dev.crossregion.bedrock.quota;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The size of a quota in tokens or requests per minute, with its origin.
 *
 * @param origin where the number comes from
 * @param perMinute the number, not negative; {@code null} when it is learned. 0 means
 * that no call can succeed
 * @param detail the code or the name of the quota, or why the number is not known;
 * {@code null} without detail
 * @since 0.1.0
 */
public record QuotaNumber(Origin origin, @Nullable Long perMinute, @Nullable String detail) {

	/**
	 * A number that is learned from throttles, for no stated reason.
	 */
	public static final QuotaNumber LEARNED = learned(null);

	/**
	 * Create a number.
	 * @throws IllegalArgumentException if it is negative, or missing although it is not
	 * learned, or present although it is learned
	 */
	public QuotaNumber {
		if ((perMinute == null) != (origin == Origin.LEARNED) || (perMinute != null && perMinute < 0)) {
			throw new IllegalArgumentException("A quota of " + perMinute + " in a minute cannot be " + origin.value());
		}
	}

	/**
	 * A number that configuration declares.
	 * @param perMinute the number, not negative
	 * @return the number
	 */
	public static QuotaNumber declared(long perMinute) {
		return new QuotaNumber(Origin.DECLARED, perMinute, null);
	}

	/**
	 * The applied value of the account in Service Quotas.
	 * @param perMinute the number, not negative
	 * @param quota the code or the name of the quota
	 * @return the number
	 */
	public static QuotaNumber applied(long perMinute, String quota) {
		return new QuotaNumber(Origin.APPLIED, perMinute, quota);
	}

	/**
	 * The default value of AWS, where the account has no applied value.
	 * @param perMinute the number, not negative
	 * @param quota the code or the name of the quota
	 * @return the number
	 */
	public static QuotaNumber ofAws(long perMinute, String quota) {
		return new QuotaNumber(Origin.AWS_DEFAULT, perMinute, quota);
	}

	/**
	 * A number from a {@code QuotaSource} of the application.
	 * @param perMinute the number, not negative
	 * @param source a description of the source
	 * @return the number
	 */
	public static QuotaNumber of(long perMinute, String source) {
		return new QuotaNumber(Origin.SOURCE, perMinute, source);
	}

	/**
	 * A number that is learned from throttles.
	 * @param reason why it is not known, or {@code null}
	 * @return the number
	 */
	public static QuotaNumber learned(@Nullable String reason) {
		return new QuotaNumber(Origin.LEARNED, null, reason);
	}

	/**
	 * The number for a mirror of the quota.
	 * @return the number, or {@code null} when it is learned, or 0, which a mirror cannot
	 * use
	 */
	public @Nullable Long size() {
		return (this.perMinute != null && this.perMinute > 0) ? this.perMinute : null;
	}

	/**
	 * Whether no call can succeed.
	 * @return {@code true} if the number is 0
	 */
	public boolean isNothing() {
		return this.perMinute != null && this.perMinute == 0;
	}

	/**
	 * Describe the number.
	 * @return a text such as {@code 5,000,000 (applied value, L-F4DDD3EB)}
	 */
	@Override
	public String toString() {
		String detail = (this.detail != null) ? ", " + this.detail : "";
		return (this.perMinute == null) ? this.origin.value() + ((this.detail != null) ? " (" + this.detail + ")" : "")
				: String.format(Locale.ROOT, "%,d", this.perMinute) + " (" + this.origin.value() + detail + ")";
	}

	/**
	 * Where a number comes from.
	 */
	public enum Origin {

		/** The configuration. */
		DECLARED("declared"),

		/** Service Quotas: the applied value of the account. */
		APPLIED("applied value"),

		/** Service Quotas: the default value of AWS. */
		AWS_DEFAULT("AWS default"),

		/** A {@code QuotaSource} of the application. */
		SOURCE("quota source"),

		/** Throttles. */
		LEARNED("learned from throttles");

		private final String value;

		Origin(String value) {
			this.value = value;
		}

		/**
		 * The origin in words.
		 * @return such as {@code applied value}
		 */
		public String value() {
			return this.value;
		}

	}

}
