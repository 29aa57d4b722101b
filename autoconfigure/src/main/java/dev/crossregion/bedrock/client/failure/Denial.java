package dev.crossregion.bedrock.client.failure;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Explains why Amazon Bedrock denied a call: what is wrong, and what to do about it.
 * Account IDs are masked, because health shows the explanation.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html">Access to
 * models</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html">Model
 * lifecycle</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/abuse-detection.html">Abuse
 * detection and data retention</a>
 */
public final class Denial {

	/** The first matching row decides. */
	private static final List<Row> ROWS = List.of(
			new Row("still being processed",
					"the AWS Marketplace subscription to this model is being processed; try again in 15 minutes"),
			new Row("aws-marketplace:",
					"the account has no AWS Marketplace subscription to this model; call it once with a role that may "
							+ "aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions, and wait up to 15 minutes"),
			new Row("access to the model with the specified model ID",
					"the account has no access to this model; enable it in the source Region, destinations need nothing"),
			new Row("use case details",
					"the provider wants a use case form; submit it for the account in the Amazon Bedrock console, and "
							+ "once more in each opt-in source Region"),
			new Row("marked by provider as Legacy",
					"the model is Legacy, and locked for accounts that have not used it lately; move to an active model"),
			new Row("end of its life", "the model has reached the end of its life; move to an active model"),
			new Row("data retention mode",
					"the model asks for a data retention mode that the account has not set; set it if its terms are "
							+ "acceptable, since what is retained is stored in the destination Region"),
			new Row("on-demand throughput",
					"the model can only be called through an inference profile from this source Region; declare mode "
							+ "geographic or global, or a profile"),
			new Row("model identifier is invalid",
					"this source Region knows no such model or profile; check the ID, and that the profile can be "
							+ "called from here"),
			new Row("unsupported countries, regions, or territories",
					"the provider of the model does not serve the country of the account or of the caller"),
			new Row("channel program accounts",
					"the account belongs to a reseller who must enable the model; ask the AWS Solution Provider"),
			new Row("Operation not allowed",
					"the account may not call models in this Region yet (new or unverified account, missing agreement, or "
							+ "an organization's policy); ask AWS Support, and look at its applied quotas"),
			new Row("not authorized to invoke this API operation",
					"the account may not call models in this source Region; ask AWS Support, or use another source Region"),
			new Row("not available for this account",
					"the model is not offered to this account; ask AWS Sales or choose another model"),
			new Row("payment instrument",
					"the account has no valid payment method for the AWS Marketplace subscription of this model; set one, "
							+ "and try again after some minutes"),
			new Row("INVALID_PAYMENT_INSTRUMENT",
					"the account has no valid payment method for the AWS Marketplace subscription of this model; set one, "
							+ "and try again after some minutes"),
			new Row("API Key",
					"the Bedrock API key is revoked, expired, or made in another Region: a short-term key works only in "
							+ "the Region in which it was made; make one for this source Region or use credentials"),
			new Row("bearer token",
					"the Bedrock API key is revoked, expired, or made in another Region; make one for this source Region "
							+ "or use credentials"),
			new Row("guardrail",
					"a guardrail exists in one Region, and this source Region has none of that identifier and version; "
							+ "create it there, or use only its own Region as a source Region"),
			new Row("Signature expired", "the clock of this machine is behind; synchronize it"),
			new Row("Signature not yet current", "the clock of this machine is ahead; synchronize it"),
			new Row("security token included in the request is expired", "the credentials have expired; renew them"),
			new Row("security token included in the request is invalid",
					"the source Region does not know the credentials; check them, enable the Region for the account if "
							+ "it is an opt-in Region, and take session tokens from a Regional STS endpoint"));

	private Denial() {
	}

	/**
	 * Explain a denial.
	 * @param failure the failure
	 * @return an explanation without a full stop, or {@code null} if the failure is no
	 * denial, or its message of no kind that is known
	 */
	public static @Nullable String explain(AwsServiceException failure) {
		FailureKind kind = FailureClassifier.classify(failure);
		String message = Objects.requireNonNullElse(failure.getMessage(), "");
		// Other errors may quote the request, in any words.
		if (kind == FailureKind.INVALID) {
			return (message.contains("did not allow prompt caching"))
					? "the model takes no cache point; remove prompt-caching for it" : null;
		}
		if (kind.outcome() != Outcome.DENIED && kind != FailureKind.CLOCK) {
			return null;
		}
		return PolicyDenial.read(message)
			.map(PolicyDenial::describe)
			.or(() -> byWording(message))
			.map(DisplayText::line)
			.orElse(null);
	}

	/**
	 * Describe a failed attempt for reports.
	 * @param failure the failure
	 * @return the explanation of a denial, or the message of Amazon Bedrock, without
	 * account IDs; errors of a proxy or gateway are not quoted
	 */
	public static @Nullable String reason(Throwable failure) {
		if (FailureReason.isOfIntermediary(failure)) {
			return FailureReason.of(failure);
		}
		String explanation = (failure instanceof AwsServiceException service) ? explain(service) : null;
		String message = (explanation != null) ? explanation : failure.getMessage();
		return (message != null) ? DisplayText.line(message) : null;
	}

	private static Optional<String> byWording(String message) {
		String lower = message.toLowerCase(Locale.ROOT);
		return ROWS.stream()
			.filter((row) -> lower.contains(row.wording().toLowerCase(Locale.ROOT)))
			.map(Row::explanation)
			.findFirst();
	}

	/**
	 * One kind of denial.
	 *
	 * @param wording a part of Bedrock's message
	 * @param explanation what is wrong and what to do
	 */
	private record Row(String wording, String explanation) {
	}

}
