package dev.crossregion.bedrock.client;

import java.util.List;

import dev.crossregion.bedrock.routing.FailureKind;

/**
 * What the errors of Amazon Bedrock mean, as one table. The first row that fits decides:
 * by AWS error code, since the HTTP status alone misleads, with Bedrock's wording where
 * one code means several things, and by status for codes that are not known. An error in
 * the middle of a stream has its code in lower camel case, and a status that the SDK
 * makes up.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">Troubleshooting
 * Amazon Bedrock API error codes</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
final class FailureTable {

	private static final List<Row> ROWS = List.of(
			// The quota of the source Region
			code("ThrottlingException", "per day", FailureKind.THROTTLED_FOR_THE_DAY),
			code("ThrottlingException", FailureKind.THROTTLED), code("TooManyRequestsException", FailureKind.THROTTLED),
			code("ServiceQuotaExceededException", FailureKind.THROTTLED),

			// No capacity, though the quota has room
			code("ServiceUnavailableException", FailureKind.UNAVAILABLE),
			code("ModelNotReadyException", FailureKind.UNAVAILABLE), code("overloaded_error", FailureKind.UNAVAILABLE),

			// Slow or broken
			code("ModelTimeoutException", FailureKind.TIMEOUT), code("InternalServerException", FailureKind.FAULTY),
			code("ModelErrorException", FailureKind.FAULTY), code("ModelStreamErrorException", FailureKind.FAULTY),

			// Access, policies, credentials, life cycle
			code("AccessDeniedException", FailureKind.DENIED), code("NotAuthorized", FailureKind.DENIED),
			code("UnrecognizedClientException", FailureKind.DENIED), code("ExpiredTokenException", FailureKind.DENIED),
			code("ResourceNotFoundException", FailureKind.DENIED),

			// Denials that Bedrock calls validation errors
			code("ValidationException", "on-demand throughput", FailureKind.DENIED),
			code("ValidationException", "model identifier is invalid", FailureKind.DENIED),
			code("ValidationException", "unsupported countries, regions, or territories", FailureKind.DENIED),
			code("ValidationException", "channel program accounts", FailureKind.DENIED),
			code("ValidationException", "data retention mode", FailureKind.DENIED),

			// The caller's
			code("ValidationException", FailureKind.INVALID), code("ConflictException", FailureKind.INVALID),

			// Any other code
			status(401, FailureKind.DENIED), status(403, FailureKind.DENIED), status(404, FailureKind.DENIED),
			status(408, FailureKind.TIMEOUT), status(504, FailureKind.TIMEOUT), status(424, FailureKind.FAULTY),
			status(429, "per day", FailureKind.THROTTLED_FOR_THE_DAY), status(429, FailureKind.THROTTLED),
			status(502, FailureKind.UNAVAILABLE), status(503, FailureKind.UNAVAILABLE),
			status(529, FailureKind.UNAVAILABLE));

	private FailureTable() {
	}

	/**
	 * Look an error up.
	 * @param code the AWS error code, or an empty text
	 * @param status the HTTP status
	 * @param message the message, or an empty text
	 * @return what it means; for a status that no row names, the caller's failure below
	 * 500 and the service's otherwise
	 */
	static FailureKind kindOf(String code, int status, String message) {
		return ROWS.stream()
			.filter((row) -> row.fits(code, status, message))
			.map(Row::kind)
			.findFirst()
			.orElse((status >= 400 && status < 500) ? FailureKind.INVALID : FailureKind.FAULTY);
	}

	private static Row code(String code, FailureKind kind) {
		return code(code, "", kind);
	}

	private static Row code(String code, String wording, FailureKind kind) {
		return new Row(code, 0, wording, kind);
	}

	private static Row status(int status, FailureKind kind) {
		return status(status, "", kind);
	}

	private static Row status(int status, String wording, FailureKind kind) {
		return new Row("", status, wording, kind);
	}

	/**
	 * One row. It goes by the code if it has one, else by the status.
	 *
	 * @param code the AWS error code, or an empty text
	 * @param status the HTTP status
	 * @param wording a part of the message, or an empty text
	 * @param kind what it means
	 */
	private record Row(String code, int status, String wording, FailureKind kind) {

		private boolean fits(String code, int status, String message) {
			return ((this.code.isEmpty()) ? this.status == status : this.code.equalsIgnoreCase(code))
					&& message.contains(this.wording);
		}

	}

}
