package dev.crossregion.bedrock.plan;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;

/**
 * What changed about one profile between two plans of a model, and what became of its
 * route. Further kinds may be added.
 *
 * @param kind what changed
 * @param route the source Region and the profile or model that calls name
 * @param added destinations that the profile has now and had not before, as
 * {@link dev.crossregion.bedrock.profile.Destinations#codes()} writes them
 * @param gone destinations that it had before and has not now
 * @param effect what became of the route
 * @param refusal why the route is not admitted, or {@code null} where it is or none is
 * declared
 * @since 0.1.0
 */
public record PlanChange(Kind kind, Route.Key route, List<String> added, List<String> gone, Effect effect,
		@Nullable Refusal refusal) {

	/**
	 * Create a change.
	 */
	public PlanChange {
		added = List.copyOf(added);
		gone = List.copyOf(gone);
	}

	/**
	 * What changed, without the route.
	 * @return half a sentence without account IDs
	 */
	public String describe() {
		return switch (this.kind) {
			case DESTINATIONS -> (this.gone.isEmpty()) ? "destinations added: " + String.join(", ", this.added)
					: (this.added.isEmpty()) ? "destinations gone: " + String.join(", ", this.gone)
							: "destinations added: " + String.join(", ", this.added) + ", gone: "
									+ String.join(", ", this.gone);
			case PROFILE_NEW ->
				this.route.sourceRegion() + " offers it now, destinations: " + String.join(", ", this.added);
			case PROFILE_GONE -> this.route.sourceRegion() + " does not offer it any more";
			case SOURCE_REGION_GONE -> this.route.sourceRegion() + " does not offer the model any more";
			case ADMISSION -> "destinations are unchanged";
		};
	}

	@Override
	public String toString() {
		return DisplayText.withoutAccounts(this.route.modelId()) + " from " + this.route.sourceRegion() + ": "
				+ describe() + " (" + this.effect.value() + ")";
	}

	/**
	 * What changed.
	 */
	public enum Kind {

		/** Destinations of a profile were added or are gone. */
		DESTINATIONS,

		/** The source Region offers a profile that it did not offer before. */
		PROFILE_NEW,

		/** The source Region does not offer a profile any more. */
		PROFILE_GONE,

		/** The source Region offers nothing of the model any more. */
		SOURCE_REGION_GONE,

		/**
		 * Only whether the route is admitted: its evidence is too old or renewed, or the
		 * data-retention mode of the account has changed.
		 */
		ADMISSION

	}

	/**
	 * What became of a route.
	 */
	public enum Effect {

		/** The route was admitted and still is. */
		STILL_ADMITTED,

		/** The route was admitted and is not any more. */
		WITHDRAWN,

		/** The route was not admitted and is now. */
		ADMITTED,

		/** The route was not admitted and still is not. */
		NOT_ADMITTED,

		/** No declared route uses the profile. */
		NOT_USED;

		/**
		 * The name in reports.
		 * @return the lower-case name with hyphens
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
