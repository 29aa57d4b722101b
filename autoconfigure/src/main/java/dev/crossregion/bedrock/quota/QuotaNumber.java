package dev.crossregion.bedrock.quota;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How much of something a quota allows in a minute, and who says so.
 *
 * @param origin who says so
 * @param perMinute how much, not negative; {@code null} when it is learned. 0 means that
 * no call can succeed
 * @param detail the code or the name of the quota, or why nothing is known; {@code null}
 * where there is nothing more to say
 * @since 0.1.0
 */
public record QuotaNumber(Origin origin, @Nullable Long perMinute, @Nullable String detail) {

	/**
	 * Nothing says how much: it is learned from throttles.
	 */
	public static final QuotaNumber LEARNED = learned(null);

	/**
	 * Create a number.
	 * @throws IllegalArgumentException if it is negative, missing, or there where it is
	 * learned
	 */
	public QuotaNumber {
		if ((perMinute == null) != (origin == Origin.LEARNED) || (perMinute != null && perMinute < 0)) {
			throw new IllegalArgumentException("A quota of " + perMinute + " in a minute cannot be " + origin.value());
		}
	}

	/**
	 * A number that configuration declares.
	 * @param perMinute how much, not negative
	 * @return the number
	 */
	public static QuotaNumber declared(long perMinute) {
		return new QuotaNumber(Origin.DECLARED, perMinute, null);
	}

	/**
	 * The value that Service Quotas applies to the account.
	 * @param perMinute how much, not negative
	 * @param quota the code or the name of the quota
	 * @return the number
	 */
	public static QuotaNumber applied(long perMinute, String quota) {
		return new QuotaNumber(Origin.APPLIED, perMinute, quota);
	}

	/**
	 * The default of AWS, where the account has no applied value.
	 * @param perMinute how much, not negative
	 * @param quota the code or the name of the quota
	 * @return the number
	 */
	public static QuotaNumber ofAws(long perMinute, String quota) {
		return new QuotaNumber(Origin.AWS_DEFAULT, perMinute, quota);
	}

	/**
	 * A number that a {@code QuotaSource} of the application's own gives.
	 * @param perMinute how much, not negative
	 * @param source what says so
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
	 * The size that a mirror of the quota can have.
	 * @return the number, or {@code null} when it is learned or 0: a quota of nothing
	 * tells a mirror nothing
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
	 * Describe it.
	 * @return such as {@code 5,000,000 (applied value, L-F4DDD3EB)}
	 */
	@Override
	public String toString() {
		String detail = (this.detail != null) ? ", " + this.detail : "";
		return (this.perMinute == null) ? this.origin.value() + ((this.detail != null) ? " (" + this.detail + ")" : "")
				: String.format(Locale.ROOT, "%,d", this.perMinute) + " (" + this.origin.value() + detail + ")";
	}

	/**
	 * Who says how large a quota is.
	 */
	public enum Origin {

		/** The configuration. */
		DECLARED("declared"),

		/** Service Quotas: what applies to the account. */
		APPLIED("applied value"),

		/** Service Quotas: what AWS gives where nothing else applies. */
		AWS_DEFAULT("AWS default"),

		/** A source of the application's own. */
		SOURCE("quota source"),

		/** Refusals, in time. */
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
