package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.DisplayText;

/**
 * Thrown when a request is refused before any network call, because no planned and
 * admitted route exists for it.
 *
 * @since 0.1.0
 */
public final class RouteRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String model;

	private final transient Refusal refusal;

	/**
	 * Create the exception.
	 * @param model the name of the model in the configuration that the request came
	 * through
	 * @param message what is wrong and what to do instead; becomes one line without the
	 * numbers of accounts
	 * @param refusal why
	 */
	public RouteRefusedException(String model, String message, Refusal refusal) {
		super(DisplayText.line(message));
		this.model = model;
		this.refusal = refusal;
	}

	/**
	 * The configured model that the request came through.
	 * @return its name
	 */
	public String getModel() {
		return this.model;
	}

	/**
	 * Why the request was refused.
	 * @return the reason with its values
	 */
	public Refusal getRefusal() {
		return this.refusal;
	}

}
