package dev.crossregion.bedrock.autoconfigure.comparison;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.comparison.Failure.Trait;
import dev.crossregion.bedrock.emulator.Fault;

/**
 * What goes wrong in the comparison. "Once" and the like count requests, whatever their
 * source Region; "the first Region" answers so for as long as the call lasts, and the
 * others do not.
 */
final class Failures {

	/** So many events come before the first content of a stream. */
	private static final int PREAMBLE = 1;

	/** Some content, and not all. */
	private static final int CONTENT = 4;

	/** All content: the end of the block, the stop reason and the metadata follow. */
	private static final int ALL_CONTENT = PREAMBLE + 17;

	/** What is sent has time to reach the caller. */
	private static final Duration LATER = Duration.ofMillis(100);

	private static final String DENIED = "AccessDeniedException";

	private static final String INVALID = "ValidationException";

	private Failures() {
	}

	static List<Failure> all() {
		return Stream
			.of(capacity(), quotas(), model(), connections(), silence(), credentials(), denials(), requests(),
					streams())
			.flatMap(List::stream)
			.toList();
	}

	private static List<Failure> capacity() {
		Fault badGateway = Fault.status(502, "BadGatewayException", "Bad gateway");
		Fault gatewayTimeout = Fault.status(504, "GatewayTimeoutException", "Gateway timeout");
		return List.of(times("503", 1, Fault.unavailable()), times("503", 2, Fault.unavailable()),
				times("503", 3, Fault.unavailable()), always("503", Fault.unavailable()),
				inTheFirstRegion("503", Fault.unavailable()), times("500", 1, Fault.internalError()),
				times("500", 3, Fault.internalError()), always("500", Fault.internalError()),
				times("502", 1, badGateway), times("504", 2, gatewayTimeout), times("529", 2, Fault.overloaded()),
				times("408 of the model", 1, Fault.modelTimeout()), times("408 of the model", 3, Fault.modelTimeout()),
				times("599 without a known code", 2, Fault.status(599, "SomethingNewException", "Something new")),
				times("503 with a hint how long the queue is", 1, Fault.unavailable(Duration.ofMillis(200))),
				Failure.of("503, 500, connection reset",
						(stage) -> stage.next(Fault.unavailable(), Fault.internalError(), Fault.connectionReset())));
	}

	private static List<Failure> quotas() {
		Fault accountQuota = Fault.serviceQuotaExceeded();
		return List.of(times("429 of requests", 1, Fault.throttled()),
				times("429 of tokens", 1, Fault.throttledTokens()), times("429 of tokens", 2, Fault.throttledTokens()),
				times("429 of tokens", 3, Fault.throttledTokens()), always("429 of tokens", Fault.throttledTokens()),
				inTheFirstRegion("429 of tokens", Fault.throttledTokens()),
				times("429 of the day", 1, Fault.throttledForTheDay()),
				always("429 of the day", Fault.throttledForTheDay()),
				inTheFirstRegion("429 of the day", Fault.throttledForTheDay()),
				times("429 without a known code", 1, Fault.status(429, "SomethingNewException", "Slow down")),
				times("400 of a quota of the account", 1, accountQuota));
	}

	private static List<Failure> model() {
		return List.of(times("429, model not ready", 1, Fault.modelNotReady()),
				times("429, model not ready", 2, Fault.modelNotReady()),
				times("429, model not ready", 3, Fault.modelNotReady()),
				times("424 of the model", 1, Fault.modelError()), always("424 of the model", Fault.modelError()),
				inTheFirstRegion("424 of the model", Fault.modelError()));
	}

	private static List<Failure> connections() {
		return List.of(times("connection reset instead of an answer", 1, Fault.connectionReset()),
				times("connection reset instead of an answer", 3, Fault.connectionReset()),
				Failure.of("connection reset before the request, once", (stage) -> stage.relay().resetRequests(1)),
				Failure.of("connection reset before the request, 3 times", (stage) -> stage.relay().resetRequests(3)),
				Failure.of("connection refused, then back", (stage) -> stage.relay().refuse(Duration.ofMillis(10))),
				Failure.of("connection refused all along", (stage) -> stage.relay().refuse()),
				Failure.of("idle connections closed", (stage) -> stage.relay().closeConnections())
					.with(Trait.ON_AN_OPEN_CONNECTION),
				Failure.of("idle connections reset", (stage) -> stage.relay().resetConnections())
					.with(Trait.ON_AN_OPEN_CONNECTION),
				Failure.of("idle connections dropped in silence", (stage) -> stage.relay().silenceConnections())
					.with(Trait.ON_AN_OPEN_CONNECTION)
					.with(Trait.SILENT),
				Failure.of("GOAWAY on idle connections", (stage) -> stage.relay().goAway())
					.with(Trait.ON_AN_OPEN_CONNECTION)
					.ofStreams(),
				Failure.of("GOAWAY instead of an answer", (stage) -> stage.relay().goAwayAtTheNextRequest())
					.with(Trait.ON_AN_OPEN_CONNECTION)
					.ofStreams(),
				times("200 that is not JSON", 1, Fault.notJson()));
	}

	private static List<Failure> silence() {
		return List.of(
				Failure
					.of("an answer that takes half of the read timeout",
							(stage) -> stage.relay().delay(Failure.READ_TIMEOUT.dividedBy(2)))
					.with(Trait.ON_AN_OPEN_CONNECTION)
					.with(Trait.SILENT),
				times("silence for longer than the read timeout", 1, Fault.blackHole()).with(Trait.SILENT),
				times("silence for longer than the read timeout", 2, Fault.blackHole()).with(Trait.SILENT)
					.except("A call that was silent until `client.read-timeout` is sent once more at most"),
				always("silence for longer than the read timeout", Fault.blackHole()).with(Trait.SILENT),
				inTheFirstRegion("silence for longer than the read timeout", Fault.blackHole()).with(Trait.SILENT));
	}

	private static List<Failure> credentials() {
		Fault expired = Fault.status(403, "ExpiredTokenException",
				"The security token included in the request is expired");
		Fault unknown = Fault.status(403, "UnrecognizedClientException",
				"The security token included in the request is invalid.");
		Fault key = Fault.status(403, DENIED, "Authentication failed: Please make sure your API Key is valid.");
		Fault skewed = Fault.status(400, "RequestExpired", "Request has expired.");
		return List.of(times("403, signature expired", 1, Fault.signatureExpired()),
				times("403, signature not yet current", 1, Fault.signatureNotYetCurrent()),
				times("400, request expired", 1, skewed), times("403, credentials expired", 1, expired),
				always("403, credentials expired", expired), always("403, credentials unknown", unknown),
				always("403, API key invalid", key), inTheFirstRegion("403, API key of another Region", key),
				Failure.of("credentials cannot be loaded, once", (stage) -> stage.credentials().fail(1)),
				Failure.of("credentials cannot be loaded all along",
						(stage) -> stage.credentials().fail(Integer.MAX_VALUE)));
	}

	private static List<Failure> denials() {
		Fault account = Fault.status(400, INVALID, "Your account is not authorized to invoke this API operation.");
		Fault operation = Fault.status(400, INVALID, "Operation not allowed");
		Fault payment = Fault.status(403, DENIED,
				"Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.");
		return List.of(times("403 of a service control policy", 1, Fault.accessDeniedByScp("eu-north-1")),
				always("403 of a service control policy", Fault.accessDeniedByScp("eu-north-1")),
				inTheFirstRegion("403 of a service control policy", Fault.accessDeniedByScp("eu-north-1")),
				inTheFirstRegion("403 of an identity policy", Fault.accessDeniedByIdentityPolicy("eu-south-2")),
				inTheFirstRegion("403, no access to the model", Fault.modelAccessDenied()),
				inTheFirstRegion("403, payment instrument", payment),
				inTheFirstRegion("400, account not authorized", account),
				always("400, account not authorized", account),
				inTheFirstRegion("400, operation not allowed", operation),
				inTheFirstRegion("404, end of life", Fault.endOfLife()),
				inTheFirstRegion("404, use case form", Fault.useCaseDetailsMissing()),
				inTheFirstRegion("400, model identifier", Fault.invalidModelIdentifier()));
	}

	private static List<Failure> requests() {
		Fault guardrail = Fault.status(400, INVALID,
				"The model returned the following errors: The guardrail identifier or version provided in the request does not exist.");
		Fault guardrailDenied = Fault.status(403, DENIED,
				"User: arn:aws:sts::123456789012:assumed-role/app/session is not authorized to perform: bedrock:ApplyGuardrail on resource: arn:aws:bedrock:eu-central-1:123456789012:guardrail/abcdef123456 because no identity-based policy allows the bedrock:ApplyGuardrail action");
		Fault caching = Fault.status(403, DENIED,
				"You invoked an unsupported model or your request did not allow prompt caching.");
		return List.of(
				always("400, request invalid", Fault.status(400, INVALID, "The value at messages.0.content is empty.")),
				always("400, sampling parameters",
						Fault.status(400, INVALID,
								"`temperature` and `top_p` cannot both be specified for this model.")),
				always("413, request too large", Fault.status(413, "RequestEntityTooLargeException", "Too large")),
				always("403, prompt caching", caching), always("400, guardrail does not exist", guardrail),
				inTheFirstRegion("400, guardrail does not exist", guardrail),
				inTheFirstRegion("403 on the guardrail", guardrailDenied));
	}

	private static List<Failure> streams() {
		Fault unavailable = Fault.midStream("serviceUnavailableException", PREAMBLE);
		Stream<Failure> frames = Stream
			.of("throttlingException", "serviceUnavailableException", "internalServerException",
					"modelTimeoutException", "modelNotReadyException", "modelErrorException", "somethingNewException",
					"modelStreamErrorException", "validationException")
			.map((name) -> times(name + " frame before content", 1, Fault.midStream(name, PREAMBLE)));
		Stream<Failure> framesAfterContent = Stream.of("serviceUnavailableException", "modelStreamErrorException")
			.map((name) -> times(name + " frame after content", 1, Fault.midStream(name, CONTENT).pausing(LATER)));
		Stream<Failure> more = Stream.of(
				times("accessDeniedException frame before content", 1,
						Fault.midStream("accessDeniedException", PREAMBLE))
					.except("A denial is not tried again on the same route"),
				times("serviceUnavailableException frame first", 3, Fault.midStream("serviceUnavailableException", 0)),
				always("serviceUnavailableException frame before content", unavailable),
				inTheFirstRegion("serviceUnavailableException frame before content", unavailable),
				times("frame of type error before content", 1,
						Fault.midStreamError("ServiceUnavailable", "Bedrock is unable to process your request.",
								PREAMBLE)),
				times("frame of type error after content", 1,
						Fault
							.midStreamError("ServiceUnavailable", "Bedrock is unable to process your request.", CONTENT)
							.pausing(LATER)),
				times("metadata before the stop reason", 1, Fault.metadataBeforeMessageStop()),
				times("metadata missing", 1, Fault.metadataMissing()),
				times("stream reset before content", 1, Fault.resetStream(PREAMBLE).pausing(LATER)),
				times("stream reset before content", 3, Fault.resetStream(PREAMBLE).pausing(LATER)),
				times("stream reset after content", 1, Fault.resetStream(CONTENT).pausing(LATER)),
				times("stream ends before content", 1, Fault.truncated(PREAMBLE)),
				times("stream ends after content", 1, Fault.truncated(CONTENT).pausing(LATER)),
				times("stream ends before the stop reason", 1, Fault.truncated(ALL_CONTENT)),
				times("stream ends before the metadata", 1, Fault.truncated(ALL_CONTENT + 2)),
				times("stream ends in a frame before content", 1, Fault.truncatedInFrame(PREAMBLE)),
				times("stream ends in a frame after content", 1, Fault.truncatedInFrame(CONTENT).pausing(LATER)),
				times("stream stalls before content", 1, Fault.stall(PREAMBLE)).with(Trait.SILENT),
				times("stream stalls after content", 1, Fault.stall(CONTENT)).with(Trait.SILENT));
		return Stream.of(frames, framesAfterContent, more)
			.flatMap((failures) -> failures)
			.map(Failure::ofStreams)
			.toList();
	}

	private static Failure times(String name, int times, Fault fault) {
		String often = (times == 1) ? "once" : times + " times";
		return Failure.of(name + ", " + often, (stage) -> stage.next(fault.times(times)));
	}

	private static Failure always(String name, Fault fault) {
		return Failure.of(name + ", always", (stage) -> stage.always(fault));
	}

	private static Failure inTheFirstRegion(String name, Fault fault) {
		return Failure.of(name + ", in the first Region", (stage) -> stage.always(fault.from(Routes.FIRST)))
			.withThreeRoutes();
	}

}
