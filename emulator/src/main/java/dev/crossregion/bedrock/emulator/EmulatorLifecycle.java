package dev.crossregion.bedrock.emulator;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The life cycle of a model as ListFoundationModels and GetFoundationModel show it.
 *
 * @param status the status of the model
 * @param startOfLifeTime when it was launched, or {@code null} if not stated
 * @param legacyTime when it becomes or became Legacy, or {@code null}
 * @param publicExtendedAccessTime when its extended access begins or began, or
 * {@code null}
 * @param endOfLifeTime when it reaches or reached its end of life, or {@code null}
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html">FoundationModelLifecycle</a>
 */
public record EmulatorLifecycle(Status status, @Nullable Instant startOfLifeTime, @Nullable Instant legacyTime,
		@Nullable Instant publicExtendedAccessTime, @Nullable Instant endOfLifeTime) {

	/**
	 * The life cycle of an active model.
	 * @return a life cycle without times
	 */
	public static EmulatorLifecycle active() {
		return new EmulatorLifecycle(Status.ACTIVE, null, null, null, null);
	}

	/**
	 * The life cycle of a Legacy model.
	 * @param legacyTime when it became Legacy
	 * @param endOfLifeTime when it reaches its end of life
	 * @return a life cycle with these times
	 */
	public static EmulatorLifecycle legacy(Instant legacyTime, Instant endOfLifeTime) {
		return new EmulatorLifecycle(Status.LEGACY, null, legacyTime, null, endOfLifeTime);
	}

	/**
	 * This life cycle with another launch time.
	 * @param startOfLifeTime when the model was launched, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle startOfLifeTime(@Nullable Instant startOfLifeTime) {
		return new EmulatorLifecycle(this.status, startOfLifeTime, this.legacyTime, this.publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * This life cycle with another Legacy time.
	 * @param legacyTime when the model becomes Legacy, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle legacyTime(@Nullable Instant legacyTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, legacyTime, this.publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * This life cycle with another start of the extended access.
	 * @param publicExtendedAccessTime when it begins, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle publicExtendedAccessTime(@Nullable Instant publicExtendedAccessTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, this.legacyTime, publicExtendedAccessTime,
				this.endOfLifeTime);
	}

	/**
	 * This life cycle with another end of life.
	 * @param endOfLifeTime when the model reaches its end of life, or {@code null}
	 * @return the life cycle
	 */
	public EmulatorLifecycle endOfLifeTime(@Nullable Instant endOfLifeTime) {
		return new EmulatorLifecycle(this.status, this.startOfLifeTime, this.legacyTime, this.publicExtendedAccessTime,
				endOfLifeTime);
	}

	/**
	 * The status of a model. The API has no value for the end of life.
	 */
	public enum Status {

		/** Available to all accounts. */
		ACTIVE,

		/** Not available to new customers. */
		LEGACY

	}

}
