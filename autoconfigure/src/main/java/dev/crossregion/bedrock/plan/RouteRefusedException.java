package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.KnownModels;

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
	 * Create the exception of a request that was not sent.
	 * @param model the name of the model in the configuration that the request came
	 * through
	 * @param subject what was refused, such as {@code Model 'x'}
	 * @param refusal why
	 * @return the exception, whose message names a similar model where the model is
	 * unknown
	 */
	public static RouteRefusedException of(String model, String subject, Refusal refusal) {
		return new RouteRefusedException(model, subject + " was refused before any call: " + refusal.describe()
				+ suggestion(refusal) + " [reason: " + refusal.reason() + "]", refusal);
	}

	private static String suggestion(Refusal refusal) {
		return (refusal instanceof Refusal.UnknownModel unknown) ? KnownModels.of(unknown.nearMisses())
			.unknown(unknown.model().value())
			.map((mistake) -> "; " + mistake.oneLine())
			.orElse("") : "";
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
