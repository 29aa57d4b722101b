package dev.crossregion.bedrock.policy;

/**
 * A statement of a policy cannot be divided, and is larger than a policy may be.
 *
 * @since 0.1.0
 */
public final class PolicyTooLargeException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message which statement, and how large it is
	 */
	PolicyTooLargeException(String message) {
		super(message);
	}

}
