package dev.crossregion.bedrock.profile;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A quota of Amazon Bedrock in Service Quotas. Immutable.
 *
 * @param name its name, to be compared without case
 * @param code its code, the same in every Region, or {@code null} when it is not known
 * @param unit what it counts
 * @param kind the kind of profile whose calls count towards it, independent of the prefix
 * of the profile; {@link InferenceMode#IN_REGION} for calls of the model itself,
 * {@code null} for all together
 * @param model the foundation model, or {@code null} for all together and for models
 * without a profile
 * @param otherDefault the default of AWS in Regions that have none of their own, or
 * {@code null} when it is not known
 * @param regionalDefaults the default of AWS in single Regions
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock">Amazon
 * Bedrock endpoints and quotas</a>
 */
public record ServiceQuota(String name, @Nullable String code, Unit unit, @Nullable InferenceMode kind,
		@Nullable FoundationModelId model, @Nullable Long otherDefault, Map<RegionCode, Long> regionalDefaults) {

	/** Some models have further quotas for requests with a long context. */
	private static final String LONG_CONTEXT = " context length";

	/**
	 * Create a quota.
	 */
	public ServiceQuota {
		regionalDefaults = Map.copyOf(regionalDefaults);
	}

	/**
	 * The default of AWS. The applied quota of an account may be lower, even zero.
	 * @param region the source Region
	 * @return the default, or {@code null} when it is not known
	 */
	public @Nullable Long defaultIn(RegionCode region) {
		Long own = this.regionalDefaults.get(region);
		return (own != null) ? own : this.otherDefault;
	}

	/**
	 * Whether ordinary calls count towards it, and not only those with a long context.
	 * @return {@code false} for quotas of a context length
	 */
	public boolean isOfOrdinaryCalls() {
		return !this.name.toLowerCase(Locale.ROOT).endsWith(LONG_CONTEXT);
	}

	/**
	 * What a quota counts.
	 */
	public enum Unit {

		/** Tokens in a minute. */
		TOKENS_PER_MINUTE,

		/** Requests in a minute. */
		REQUESTS_PER_MINUTE,

		/** Tokens in a day. */
		TOKENS_PER_DAY;

		/**
		 * The name as the snapshot writes it.
		 * @return the lower-case name with hyphens, such as {@code tokens-per-minute}
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
