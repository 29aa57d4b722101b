package dev.crossregion.bedrock.residency;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of a residency policy on the destinations of a profile.
 *
 * @since 0.1.0
 */
public sealed interface ResidencyVerdict {

	/**
	 * Every destination is allowed.
	 *
	 * @param evidence the destinations that were judged
	 */
	record Admitted(Destinations evidence) implements ResidencyVerdict {
	}

	/**
	 * At least one destination is not allowed, or the destinations are not known or not
	 * enumerable.
	 *
	 * @param reason why
	 * @param offences every destination that is not allowed; empty if they are not known
	 * or not enumerable
	 */
	record Refused(Reason reason, List<Offence> offences) implements ResidencyVerdict {

		/**
		 * Create a refusal.
		 */
		public Refused {
			offences = List.copyOf(offences);
		}

	}

	/**
	 * A destination that is not allowed.
	 *
	 * @param region the destination Region
	 * @param country its country, or {@code null} if the Region is not in the table of
	 * Regions
	 * @param deniedBy the place of the deny list that it lies in, or {@code null} when it
	 * lies in no place of the allow list
	 */
	record Offence(RegionCode region, @Nullable String country, @Nullable Place deniedBy) {

		@Override
		public String toString() {
			return this.region + " (" + ((this.country != null) ? this.country : "country not known") + ")"
					+ ((this.deniedBy != null) ? ", denied by " + this.deniedBy : "");
		}

	}

	/**
	 * Why destinations are refused.
	 */
	enum Reason {

		/** A destination lies outside the allow list, or inside the deny list. */
		DESTINATION_NOT_ALLOWED,

		/** A limit is set, and a global profile may run anywhere. */
		DESTINATIONS_NOT_ENUMERABLE,

		/** No evidence names the destinations. */
		DESTINATIONS_UNKNOWN;

		/**
		 * The name as reports and meters write it.
		 * @return the lower-case name with hyphens
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
