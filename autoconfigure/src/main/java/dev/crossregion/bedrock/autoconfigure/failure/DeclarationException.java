package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A declaration cannot be met as it is written.
 *
 * @since 0.1.0
 */
public abstract class DeclarationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient AtomicReference<@Nullable DryRun> dryRun = new AtomicReference<>();

	/**
	 * Create an exception.
	 * @param message the message
	 */
	protected DeclarationException(String message) {
		super(message);
	}

	/**
	 * Create an exception.
	 * @param message the message
	 * @param cause the cause, or {@code null}
	 */
	protected DeclarationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Set the dry run that tries the suggestions of the report.
	 * @param dryRun the dry run
	 */
	public void setDryRun(DryRun dryRun) {
		this.dryRun.set(dryRun);
	}

	/**
	 * The dry run that tries the suggestions of the report.
	 * @return the dry run, or {@code null} if there is none
	 */
	public @Nullable DryRun getDryRun() {
		return this.dryRun.get();
	}

	/**
	 * The property that has to change.
	 * @return the full name, or {@code null} where it is not one property
	 */
	public abstract @Nullable String getProperty();

}
