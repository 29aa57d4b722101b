package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.GeographyConflictException;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * Mode, geography and profile of one level of the configuration. The three are one
 * declaration: the nearest level that sets any of them decides.
 *
 * @param property the property of the level
 * @param mode the mode, or {@code null}
 * @param geography the geography, or {@code null}
 * @param profile the profile, or {@code null}
 */
record TargetLevel(String property, @Nullable InferenceMode mode, @Nullable String geography,
		@Nullable ModelReference profile) {

	TargetLevel {
		if (geography != null) {
			check(property, mode, geography);
		}
	}

	private static void check(String property, @Nullable InferenceMode mode, String geography) {
		if (geography.equals(InferenceProfileId.GLOBAL_PREFIX)) {
			throw new InvalidPropertyException(property + ".geography", geography,
					"global is a mode and no geography; write 'mode: global' instead, or a geography", List.of("eu"));
		}
		if (!InferenceProfileId.isPrefix(geography)) {
			throw new InvalidPropertyException(property + ".geography", geography,
					"a geography is the prefix of inference profiles, in lower case", List.of("eu"));
		}
		if (mode == InferenceMode.GLOBAL || mode == InferenceMode.IN_REGION) {
			throw new GeographyConflictException(property, geography, mode);
		}
	}

	private boolean isSet() {
		return this.mode != null || this.geography != null || this.profile != null;
	}

	/**
	 * The target that levels declare together.
	 * @param levels the levels, nearest first
	 * @return the target, or {@code null} when no level sets anything
	 */
	static @Nullable RouteTarget target(List<TargetLevel> levels) {
		for (int index = 0; index < levels.size(); index++) {
			TargetLevel level = levels.get(index);
			if (level.isSet()) {
				return level.toTarget(levels.subList(index + 1, levels.size()));
			}
		}
		return null;
	}

	private RouteTarget toTarget(List<TargetLevel> above) {
		if (this.profile != null) {
			return new RouteTarget.Profile(this.profile, this.mode, this.geography);
		}
		if (this.mode == InferenceMode.GLOBAL) {
			return new RouteTarget.Global();
		}
		if (this.mode == InferenceMode.IN_REGION) {
			return new RouteTarget.InRegion();
		}
		return new RouteTarget.Geographic((this.geography != null) ? this.geography : geography(target(above)));
	}

	// A bare mode "geographic" keeps the geography of the level above.
	private static @Nullable String geography(@Nullable RouteTarget above) {
		if (above instanceof RouteTarget.Geographic geographic) {
			return geographic.geography();
		}
		return (above instanceof RouteTarget.Profile profile) ? profile.geography() : null;
	}

}
