package dev.crossregion.bedrock.residency;

import java.util.Locale;

import dev.crossregion.bedrock.profile.DataRetention;
import org.jspecify.annotations.Nullable;

/**
 * The loosest data-retention mode that the account may have in a source Region. A mode
 * that is not known, or does not state what is retained, is not admitted.
 *
 * @since 0.1.0
 */
public enum RetentionLimit {

	/** Nothing may be retained. */
	NONE,

	/** What Amazon Bedrock retains by default. */
	DEFAULT;

	/**
	 * Judge the mode of an account.
	 * @param retention the mode, or {@code null} if it is not known
	 * @return whether it is this one or a stricter one
	 */
	public boolean admits(@Nullable DataRetention retention) {
		if (retention == null) {
			return false;
		}
		for (RetentionLimit stricter : values()) {
			if (stricter.ordinal() <= ordinal() && stricter.value().equals(retention.mode())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Combine two limits.
	 * @param one a limit, or {@code null} for none
	 * @param other another limit, or {@code null} for none
	 * @return the stricter one; {@code null} if there is none
	 */
	public static @Nullable RetentionLimit stricter(@Nullable RetentionLimit one, @Nullable RetentionLimit other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (one.ordinal() <= other.ordinal()) ? one : other;
	}

	/**
	 * The mode as configuration and Amazon Bedrock write it.
	 * @return the lower-case name
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return value();
	}

}
