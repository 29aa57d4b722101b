package dev.crossregion.bedrock.emulator;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The life cycle of a model as ListFoundationModels and GetFoundationModel show it.
 *
 * @param status where the model stands
 * @param startOfLifeTime when it was launched, or {@code null} for no statement
 * @param legacyTime when it becomes or became Legacy, or {@code null}
 * @param publicExtendedAccessTime when its extended access begins or began, or
 * {@code null}
 * @param endOfLifeTime when it is or was taken away, or {@code null}
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html">FoundationModelLifecycle</a>
 */
public record EmulatorLifecycle(Status status, @Nullable Instant startOfLifeTime, @Nullable Instant legacyTime,
		@Nullable Instant publicExtendedAccessTime, @Nullable Instant endOfLifeTime) {

	/**
	 * A model that is active.
	 * @return a life cycle without times
	 */
	public static EmulatorLifecycle active() {
		return new EmulatorLifecycle(Status.ACTIVE, null, null, null, null);
	}

	/**
	 * A model that is Legacy.
	 * @param legacyTime since when
	 * @param endOfLifeTime when it is taken away
	 * @return a life cycle with these times
	 */
	public static EmulatorLifecycle legacy(Instant legacyTime, Instant endOfLifeTime) {
		return new EmulatorLifecycle(Status.LEGACY, null, legacyTime, null, endOfLifeTime);
	}

	/**
	 * The same life cycle with another launch.
	 * @param startOfLifeTime when the model was launched, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle startOfLifeTime(@Nullable Instant startOfLifeTime) {
		return new EmulatorLifecycle(this.status, startOfLifeTime, this.legacyTime, this.publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * The same life cycle with another time of becoming Legacy.
	 * @param legacyTime when the model becomes Legacy, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle legacyTime(@Nullable Instant legacyTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, legacyTime, this.publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * The same life cycle with another begin of the extended access.
	 * @param publicExtendedAccessTime when it begins, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle publicExtendedAccessTime(@Nullable Instant publicExtendedAccessTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, this.legacyTime, publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * The same life cycle with another end.
	 * @param endOfLifeTime when the model is taken away, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle endOfLifeTime(@Nullable Instant endOfLifeTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, this.legacyTime, this.publicExtendedAccessTime,
				endOfLifeTime);
	}

	/**
	 * Where a model stands. The API has no value for the end of life.
	 */
	public enum Status {

		/** Offered to everybody. */
		ACTIVE,

		/** Refused to new customers. */
		LEGACY

	}

}
