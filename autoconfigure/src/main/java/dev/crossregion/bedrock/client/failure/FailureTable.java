package dev.crossregion.bedrock.client.failure;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;

/**
 * Maps the errors of Amazon Bedrock to {@link FailureKind}, in one table, which
 * {@code docs/failures.md} shows. What happens on a 429, and which failures are retried
 * on the same route, follows from the kind: from its {@link FailureKind.Remedy}, and for
 * quotas that refill from {@link FailureKind#refills()}.
 * <p>
 * The first matching row decides: by AWS error code, because the HTTP status alone is
 * ambiguous, with a part of the message where one code has several meanings, and by
 * status for unknown codes. AWS writes the same code with and without "Exception" at its
 * end. An error within a stream has its code in lower camel case, and a status that the
 * SDK invents.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">Troubleshooting
 * Amazon Bedrock API error codes</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
final class FailureTable {

	private static final String VALIDATION = "ValidationException";

	private static final String SUFFIX = "Exception";

	private static final String DENIED = "AccessDeniedException";

	/**
	 * Some messages have the same meaning under several codes. An error within a stream
	 * has no HTTP status, and counts by its code.
	 */
	private static final String ANY_CLIENT_ERROR = "any 4xx";

	private static final List<Row> ROWS = List.of(
			// Throttled (HTTP 429): the quota of the source Region
			row("ThrottlingException", "per day", FailureKind.DAILY_QUOTA_EXHAUSTED),
			row("ThrottlingException", "daily", FailureKind.DAILY_QUOTA_EXHAUSTED),
			row("ThrottlingException", "many requests", FailureKind.THROTTLED_REQUESTS),
			row("ThrottlingException", "", FailureKind.THROTTLED),
			row("TooManyRequestsException", "", FailureKind.THROTTLED_REQUESTS),
			row("ServiceQuotaExceededException", "", FailureKind.THROTTLED),

			// No capacity, though the quota has room
			row("ServiceUnavailableException", "", FailureKind.UNAVAILABLE),
			row("ModelNotReadyException", "", FailureKind.NOT_READY),
			row("overloaded_error", "", FailureKind.UNAVAILABLE),

			// Slow or broken
			row("ModelTimeoutException", "", FailureKind.MODEL_TIMEOUT),
			row("InternalServerException", "", FailureKind.FAULTY),
			row("ModelErrorException", "", FailureKind.MODEL_ERROR),
			row("ModelStreamErrorException", "", FailureKind.MODEL_ERROR),

			// The clock
			row(ANY_CLIENT_ERROR, "signature expired", FailureKind.CLOCK),
			row(ANY_CLIENT_ERROR, "signature not yet current", FailureKind.CLOCK),
			row("RequestExpired", "", FailureKind.CLOCK), row("RequestTimeTooSkewed", "", FailureKind.CLOCK),
			row("RequestInTheFuture", "", FailureKind.CLOCK),

			// Credentials
			row("ExpiredTokenException", "", FailureKind.CREDENTIALS_EXPIRED),
			row(ANY_CLIENT_ERROR, "security token included in the request is expired", FailureKind.CREDENTIALS_EXPIRED),
			row(ANY_CLIENT_ERROR, "security token included in the request is invalid", FailureKind.CREDENTIALS_REFUSED),
			row("UnrecognizedClientException", "", FailureKind.CREDENTIALS_REFUSED),
			row("InvalidClientTokenId", "", FailureKind.CREDENTIALS_REFUSED),
			row("InvalidSignatureException", "", FailureKind.CREDENTIALS_REFUSED),
			row("SignatureDoesNotMatch", "", FailureKind.CREDENTIALS_REFUSED),
			row("IncompleteSignature", "", FailureKind.CREDENTIALS_REFUSED),
			row("MissingAuthenticationTokenException", "", FailureKind.CREDENTIALS_REFUSED),
			row(DENIED, "api key", FailureKind.API_KEY_REFUSED),
			row(DENIED, "bearer token", FailureKind.API_KEY_REFUSED),
			row(DENIED, "callwithbearertoken", FailureKind.API_KEY_REFUSED),

			// Guardrails, which exist in one Region
			row(ANY_CLIENT_ERROR, "applyguardrail", FailureKind.GUARDRAIL),
			row(ANY_CLIENT_ERROR, "guardrail*does not exist", FailureKind.GUARDRAIL),
			row(ANY_CLIENT_ERROR, "guardrail identifier*invalid", FailureKind.GUARDRAIL),
			row(ANY_CLIENT_ERROR, "guardrail*not found", FailureKind.GUARDRAIL),

			// The request, whatever its code
			row(ANY_CLIENT_ERROR, "prompt caching", FailureKind.INVALID),

			// The account, on every route
			row(ANY_CLIENT_ERROR, "payment instrument", FailureKind.ACCOUNT),
			row(ANY_CLIENT_ERROR, "invalid_payment_instrument", FailureKind.ACCOUNT),
			row(ANY_CLIENT_ERROR, "unsupported countries, regions, or territories", FailureKind.ACCOUNT),
			row(ANY_CLIENT_ERROR, "channel program accounts", FailureKind.ACCOUNT),

			// Access, policies, life cycle
			row(DENIED, "", FailureKind.DENIED), row("NotAuthorized", "", FailureKind.DENIED),
			row("ResourceNotFoundException", "", FailureKind.DENIED),

			// Denials that Bedrock calls validation errors
			row(VALIDATION, "on-demand throughput", FailureKind.DENIED),
			row(VALIDATION, "model identifier is invalid", FailureKind.DENIED),
			row(VALIDATION, "data retention mode", FailureKind.DENIED),
			row(VALIDATION, "operation not allowed", FailureKind.DENIED),
			row(VALIDATION, "not authorized", FailureKind.DENIED),
			row(VALIDATION, "not available for this account", FailureKind.DENIED),
			row(VALIDATION, "marked by provider as legacy", FailureKind.DENIED),
			row(VALIDATION, "end of its life", FailureKind.DENIED),
			row(VALIDATION, "access to the model", FailureKind.DENIED),

			// The request
			row(VALIDATION, "", FailureKind.INVALID), row("ConflictException", "", FailureKind.INVALID),

			// Any other code
			row("401", "", FailureKind.CREDENTIALS_REFUSED), row("403", "", FailureKind.DENIED),
			row("404", "", FailureKind.DENIED), row("407", "", FailureKind.CONNECTION),
			row("408", "", FailureKind.MODEL_TIMEOUT), row("424", "", FailureKind.MODEL_ERROR),
			row("429", "per day", FailureKind.DAILY_QUOTA_EXHAUSTED),
			row("429", "daily", FailureKind.DAILY_QUOTA_EXHAUSTED),
			row("429", "many requests", FailureKind.THROTTLED_REQUESTS), row("429", "", FailureKind.THROTTLED),
			row("502", "", FailureKind.UNAVAILABLE), row("503", "", FailureKind.UNAVAILABLE),
			row("504", "", FailureKind.MODEL_TIMEOUT), row("529", "", FailureKind.UNAVAILABLE),
			row(ANY_CLIENT_ERROR, "", FailureKind.INVALID), row("any other", "", FailureKind.FAULTY));

	private FailureTable() {
	}

	static List<Row> rows() {
		return ROWS;
	}

	/**
	 * Classify an error.
	 * @param code the AWS error code, or an empty text
	 * @param status the HTTP status
	 * @param message the message, or an empty text
	 * @return the kind of the failure
	 */
	static FailureKind kindOf(String code, int status, String message) {
		String wording = message.toLowerCase(Locale.ROOT);
		boolean clientError = (status >= 400 && status < 500)
				|| ROWS.stream().anyMatch((row) -> row.isClientErrorOf(code));
		for (Row row : ROWS) {
			if (row.matches(code, status, clientError, wording)) {
				return row.kind();
			}
		}
		throw new IllegalStateException("The last row of the table matches everything");
	}

	private static Row row(String error, String wording, FailureKind kind) {
		return new Row(error, wording, kind);
	}

	/**
	 * One row.
	 *
	 * @param error an AWS error code, an HTTP status, or {@code any 4xx} and
	 * {@code any other}
	 * @param wording parts of the message in lower case, in their order and with an
	 * asterisk between them, or an empty text
	 * @param kind the kind of the failure
	 */
	record Row(String error, String wording, FailureKind kind) {

		private boolean matches(String code, int status, boolean clientError, String message) {
			return matchesError(code, status, clientError) && matchesWording(message);
		}

		private boolean isClientErrorOf(String code) {
			return isCode() && (this.kind.outcome() == Outcome.DENIED || this.kind.outcome() == Outcome.INVALID)
					&& isCode(code);
		}

		private boolean matchesWording(String message) {
			int from = 0;
			for (String part : this.wording.split("\\*")) {
				int at = message.indexOf(part, from);
				if (at < 0) {
					return false;
				}
				from = at + part.length();
			}
			return true;
		}

		private boolean matchesError(String code, int status, boolean clientError) {
			return switch (this.error) {
				case "any other" -> true;
				case ANY_CLIENT_ERROR -> clientError;
				default -> (isCode()) ? isCode(code) : Integer.toString(status).equals(this.error);
			};
		}

		private boolean isCode() {
			return !this.error.startsWith("any ") && !Character.isDigit(this.error.charAt(0));
		}

		private boolean isCode(String code) {
			return withoutSuffix(this.error).equalsIgnoreCase(withoutSuffix(code));
		}

		private static String withoutSuffix(String code) {
			return (code.endsWith(SUFFIX)) ? code.substring(0, code.length() - SUFFIX.length()) : code;
		}

	}

}
