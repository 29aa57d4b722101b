package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * What changed about the life cycle of a model in one source Region, by new evidence or
 * because a day has come. No route is withdrawn because of it.
 *
 * @param sourceRegion the source Region; life cycles may differ between Regions
 * @param model the foundation model
 * @param before the state until now; its stage is {@link Stage#UNKNOWN} where nothing was
 * known
 * @param after the state from now on, which is never {@link Stage#UNKNOWN}
 * @since 0.1.0
 */
public record LifecycleChange(RegionCode sourceRegion, FoundationModelId model, State before, State after) {

	/**
	 * What changed, without model and source Region.
	 * @return half a sentence
	 */
	public String describe() {
		if (this.before.stage != this.after.stage) {
			return "its life cycle changed from " + this.before.stage.value() + " to " + this.after.stage.value();
		}
		List<String> dates = new ArrayList<>();
		describe(dates, "Legacy from", this.before.legacy, this.after.legacy);
		describe(dates, "extended access from", this.before.extendedAccess, this.after.extendedAccess);
		describe(dates, "end of life on", this.before.endOfLife, this.after.endOfLife);
		return "the dates of its life cycle changed: " + String.join(", ", dates);
	}

	private static void describe(List<String> dates, String what, @Nullable LocalDate before,
			@Nullable LocalDate after) {
		String then = String.valueOf((before != null) ? before : "an unknown day");
		String now = String.valueOf((after != null) ? after : "an unknown day");
		if (!then.equals(now)) {
			dates.add(what + " " + now + " instead of " + then);
		}
	}

	@Override
	public String toString() {
		return this.model + " from " + this.sourceRegion + ": " + describe();
	}

	/**
	 * A life cycle as it is on one day.
	 *
	 * @param stage the stage on this day
	 * @param legacy the first day as Legacy, or {@code null} if not stated
	 * @param extendedAccess the first day of public extended access, or {@code null} if
	 * not stated
	 * @param endOfLife the day of its end of life, or {@code null} if not stated
	 */
	public record State(Stage stage, @Nullable LocalDate legacy, @Nullable LocalDate extendedAccess,
			@Nullable LocalDate endOfLife) {

		/**
		 * The state of a life cycle.
		 * @param lifecycle the life cycle
		 * @param day the day in UTC
		 * @return the state
		 */
		public static State of(Lifecycle lifecycle, LocalDate day) {
			return new State(Stage.of(lifecycle, day), lifecycle.dates().legacy(), lifecycle.dates().extendedAccess(),
					lifecycle.dates().endOfLife());
		}

		/**
		 * Whether a Legacy period or an end of life is announced or has come.
		 * @return {@code true} if so
		 */
		public boolean isEnding() {
			return this.stage.compareTo(Stage.ACTIVE) > 0 || this.legacy != null || this.endOfLife != null;
		}

	}

	/**
	 * The stages of a life cycle in their order.
	 */
	public enum Stage {

		/** Nothing is known. */
		UNKNOWN,

		/** No Legacy period has begun. */
		ACTIVE,

		/** The Legacy period has begun. */
		LEGACY,

		/** Public extended access has begun, at the end of the Legacy period. */
		EXTENDED_ACCESS,

		/** The day of the end of life is over. */
		ENDED;

		private static Stage of(Lifecycle lifecycle, LocalDate day) {
			LocalDate extendedAccess = lifecycle.dates().extendedAccess();
			if (lifecycle.hasEnded(day)) {
				return ENDED;
			}
			if (lifecycle.isEnding() && extendedAccess != null && !extendedAccess.isAfter(day)) {
				return EXTENDED_ACCESS;
			}
			if (lifecycle.isLegacy(day)) {
				return LEGACY;
			}
			return (lifecycle.status() != null || lifecycle.isEnding()) ? ACTIVE : UNKNOWN;
		}

		/**
		 * The name in reports.
		 * @return the lower-case name with hyphens
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
