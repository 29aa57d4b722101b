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

	public DeclarationException(String message) {
		super(message);
	}

	public DeclarationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Let what the report suggests be tried.
	 * @param dryRun what tries it
	 */
	public void setDryRun(DryRun dryRun) {
		this.dryRun.set(dryRun);
	}

	public @Nullable DryRun getDryRun() {
		return this.dryRun.get();
	}

	/**
	 * The property that has to change.
	 * @return the full name, or {@code null} where it is not one property
	 */
	public abstract @Nullable String getProperty();

}
