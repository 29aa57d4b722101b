package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.crossregion.bedrock.emulator.auth.EmulatorClock;
import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.EventFrames;
import dev.crossregion.bedrock.emulator.payload.Placeholders;
import dev.crossregion.bedrock.emulator.payload.StreamFrame;

/**
 * A failure that the emulator produces on demand. Immutable. A fault hits every runtime
 * request unless it is narrowed.
 *
 * @since 0.1.0
 */
public final class Fault {

	private static final Duration SKEW = Duration.ofMinutes(10);

	private final FaultEffect effect;

	private final FaultMatch match;

	private Fault(FaultEffect effect, FaultMatch match) {
		this.effect = effect;
		this.match = match;
	}

	private static Fault of(FaultEffect effect) {
		return new Fault(effect, FaultMatch.ALL);
	}

	private static Fault failure(ErrorAnswer error) {
		return of(new FaultEffect.Failure(error));
	}

	/**
	 * No failure. It lets requests pass that a later fault would hit, such as the first
	 * ones of a sequence.
	 * @return a fault without an effect
	 */
	public static Fault none() {
		return of(new FaultEffect.None());
	}

	/**
	 * The request quota is exhausted: 429.
	 * @return the fault
	 */
	public static Fault throttled() {
		return failure(ErrorAnswer.throttled("requests"));
	}

	/**
	 * The token quota is exhausted: 429.
	 * @return the fault
	 */
	public static Fault throttledTokens() {
		return failure(ErrorAnswer.throttled("tokens"));
	}

	/**
	 * The daily token quota is exhausted: 429.
	 * @return the fault
	 */
	public static Fault throttledForTheDay() {
		return failure(ErrorAnswer.throttled("tokens per day"));
	}

	/**
	 * No capacity: 503.
	 * @return the fault
	 */
	public static Fault unavailable() {
		return failure(ErrorAnswer.unavailable());
	}

	/**
	 * A server error: 500.
	 * @return the fault
	 */
	public static Fault internalError() {
		return failure(ErrorAnswer.internalError());
	}

	/**
	 * The model takes too long: 408.
	 * @return the fault
	 */
	public static Fault modelTimeout() {
		return failure(ErrorAnswer.modelTimeout());
	}

	/**
	 * The model is not ready: 429.
	 * @return the fault
	 */
	public static Fault modelNotReady() {
		return failure(ErrorAnswer.modelNotReady());
	}

	/**
	 * The model failed: 424, with 500 as its original status.
	 * @return the fault
	 */
	public static Fault modelError() {
		return failure(ErrorAnswer.modelError());
	}

	/**
	 * A service quota of the account is exceeded: 400.
	 * @return the fault
	 */
	public static Fault serviceQuotaExceeded() {
		return failure(ErrorAnswer.serviceQuotaExceeded());
	}

	/**
	 * A service control policy denies a destination: 403.
	 * @param destinationRegion the destination, or an empty text for that of a global
	 * profile
	 * @return the fault
	 */
	public static Fault accessDeniedByScp(String destinationRegion) {
		return failure(ErrorAnswer.deniedByScp(modelArn(destinationRegion)));
	}

	/**
	 * No identity policy allows a destination: 403.
	 * @param destinationRegion the destination
	 * @return the fault
	 */
	public static Fault accessDeniedByIdentityPolicy(String destinationRegion) {
		return failure(ErrorAnswer.deniedByIdentityPolicy(modelArn(destinationRegion)));
	}

	private static String modelArn(String region) {
		return Profiles.modelArn(region, Placeholders.FOUNDATION_MODEL);
	}

	/**
	 * The model can only be called through an inference profile: 400, with the current
	 * message.
	 * @return the fault
	 */
	public static Fault onDemandNotSupported() {
		return failure(ErrorAnswer.onDemandNotSupported(Placeholders.MODEL));
	}

	/**
	 * The model can only be called through an inference profile: 400, with the former
	 * message.
	 * @return the fault
	 */
	public static Fault onDemandNotSupportedAsBefore() {
		return failure(ErrorAnswer.onDemandNotSupportedAsBefore());
	}

	/**
	 * The source Region has no such model: 400.
	 * @return the fault
	 */
	public static Fault invalidModelIdentifier() {
		return failure(ErrorAnswer.invalidIdentifier());
	}

	/**
	 * The provider does not serve the caller's country: 400.
	 * @return the fault
	 */
	public static Fault unsupportedCountry() {
		return failure(ErrorAnswer.unsupportedCountry());
	}

	/**
	 * The account belongs to a reseller: 400.
	 * @return the fault
	 */
	public static Fault channelProgramAccount() {
		return failure(ErrorAnswer.channelProgramAccount());
	}

	/**
	 * The model requires a data retention mode that the account has not set: 400.
	 * @return the fault
	 */
	public static Fault dataRetentionModeMissing() {
		return failure(ErrorAnswer.dataRetentionModeMissing());
	}

	/**
	 * The account has not subscribed to the model in AWS Marketplace: 403.
	 * @return the fault
	 */
	public static Fault subscriptionMissing() {
		return failure(ErrorAnswer.subscriptionMissing());
	}

	/**
	 * The account has not submitted the use case form of the provider: 404.
	 * @return the fault
	 */
	public static Fault useCaseDetailsMissing() {
		return failure(ErrorAnswer.useCaseDetailsMissing());
	}

	/**
	 * The model is overloaded: 529, with a {@code Retry-After} of one second.
	 * @return the fault
	 */
	public static Fault overloaded() {
		return failure(ErrorAnswer.overloaded());
	}

	/**
	 * The account has no access to the model: 403.
	 * @return the fault
	 */
	public static Fault modelAccessDenied() {
		return failure(ErrorAnswer.modelAccessDenied());
	}

	/**
	 * The account has no access to a Legacy model any more: 404.
	 * @return the fault
	 */
	public static Fault legacy() {
		return failure(ErrorAnswer.legacy());
	}

	/**
	 * The model has reached its end of life: 404.
	 * @return the fault
	 */
	public static Fault endOfLife() {
		return failure(ErrorAnswer.endOfLife());
	}

	/**
	 * Any error.
	 * @param status the HTTP status
	 * @param errorType the error type
	 * @param message the message; {@code {model}} stands for the requested model
	 * @return the fault
	 */
	public static Fault status(int status, String errorType, String message) {
		return failure(new ErrorAnswer(status, errorType, message));
	}

	/**
	 * Add a header to an error.
	 * @param name the name of the header
	 * @param value its value
	 * @return the same fault with the header
	 * @throws IllegalArgumentException if this fault is not an error
	 */
	public Fault withHeader(String name, String value) {
		return changed((error) -> error.withHeader(name, value));
	}

	/**
	 * Replace the body of an error, which otherwise has Bedrock's form. An error with an
	 * empty error type looks like one of a proxy.
	 * @param contentType the content type, or empty for none
	 * @param body the body, which may be empty; {@code {model}} stands for the requested
	 * model
	 * @return the same fault with the body
	 * @throws IllegalArgumentException if this fault is not an error
	 */
	public Fault withBody(String contentType, String body) {
		return changed((error) -> error.withBody(contentType, body));
	}

	private Fault changed(UnaryOperator<ErrorAnswer> change) {
		if (!(this.effect instanceof FaultEffect.Failure failure)) {
			throw new IllegalArgumentException(
					"Only an error has headers and a body, and this fault is no error: " + this);
		}
		return new Fault(new FaultEffect.Failure(change.apply(failure.error())), this.match);
	}

	/**
	 * The signature is too old, as if the caller's clock were behind: 403. The answer's
	 * {@code Date} is correct. {@link BedrockEmulator#clockOffset(Duration)} fails the
	 * same way until the caller has corrected its clock.
	 * @return the fault
	 */
	public static Fault signatureExpired() {
		Instant now = Instant.now();
		return failure(EmulatorClock.expired(now.minus(SKEW), now));
	}

	/**
	 * The signature is not valid yet, as if the caller's clock were ahead: 403.
	 * @return the fault
	 */
	public static Fault signatureNotYetCurrent() {
		Instant now = Instant.now();
		return failure(EmulatorClock.notYetCurrent(now.plus(SKEW), now));
	}

	/**
	 * The request is too old: 400.
	 * @return the fault
	 */
	public static Fault requestExpired() {
		return failure(ErrorAnswer.requestExpired());
	}

	/**
	 * The time of the request differs too much from the time of the service: 400.
	 * @return the fault
	 */
	public static Fault requestTimeTooSkewed() {
		return failure(ErrorAnswer.requestTimeTooSkewed());
	}

	/**
	 * The session of the credentials has expired: 403.
	 * @return the fault
	 */
	public static Fault expiredToken() {
		return failure(ErrorAnswer.expiredToken());
	}

	/**
	 * The credentials are unknown: 403.
	 * @return the fault
	 */
	public static Fault unrecognizedClient() {
		return failure(ErrorAnswer.unrecognizedClient());
	}

	/**
	 * The API key is revoked, has expired or belongs to another Region: 403. The body has
	 * the message in {@code Message} instead of {@code message}.
	 * @return the fault
	 */
	public static Fault invalidApiKey() {
		return failure(ErrorAnswer.invalidApiKey());
	}

	/**
	 * The account is not allowed to use Bedrock: 400.
	 * @return the fault
	 */
	public static Fault operationNotAllowed() {
		return failure(ErrorAnswer.operationNotAllowed());
	}

	/**
	 * The account is not allowed to use this Region: 400.
	 * @return the fault
	 */
	public static Fault accountNotAuthorized() {
		return failure(ErrorAnswer.accountNotAuthorized());
	}

	/**
	 * The account has no valid payment method: 403.
	 * @return the fault
	 */
	public static Fault paymentInstrumentInvalid() {
		return failure(ErrorAnswer.paymentInstrumentInvalid());
	}

	/**
	 * The source Region has no such guardrail: 400, for requests with a guardrail.
	 * {@link BedrockEmulator.Builder#guardrail(String, String)} rejects missing
	 * guardrails in the same way.
	 * @return the fault
	 */
	public static Fault guardrailMissing() {
		return failure(ErrorAnswer.guardrailMissing()).withGuardrail();
	}

	/**
	 * The identifier of the guardrail is malformed: 400, for requests with a guardrail.
	 * @return the fault
	 */
	public static Fault guardrailInvalid() {
		return failure(ErrorAnswer.guardrailInvalid()).withGuardrail();
	}

	/**
	 * The caller is not allowed to apply the guardrail: 403, for requests with a
	 * guardrail.
	 * @return the fault
	 */
	public static Fault guardrailDenied() {
		return failure(ErrorAnswer.guardrailDenied()).withGuardrail();
	}

	/**
	 * The request has a cache point, which the model does not support: 403.
	 * @return the fault
	 */
	public static Fault promptCachingUnsupported() {
		return failure(ErrorAnswer.promptCachingUnsupported());
	}

	/**
	 * The model failed to call a tool: 424. A retry of the same request usually fails
	 * too.
	 * @return the fault
	 */
	public static Fault invalidToolSequence() {
		return failure(ErrorAnswer.invalidToolSequence());
	}

	/**
	 * No capacity, with the expected time in the queue in the body: 503.
	 * @param expectedDelay the expected time in the queue
	 * @return the fault
	 */
	public static Fault unavailable(Duration expectedDelay) {
		return failure(ErrorAnswer.unavailable(expectedDelay));
	}

	/**
	 * A proxy cannot reach Bedrock: 502, with an HTML body.
	 * @return the fault
	 */
	public static Fault badGateway() {
		return failure(ErrorAnswer.badGateway());
	}

	/**
	 * A proxy has waited too long for Bedrock: 504, without a body.
	 * @return the fault
	 */
	public static Fault gatewayTimeout() {
		return failure(ErrorAnswer.gatewayTimeout());
	}

	/**
	 * A complete answer, after which the connection is closed, although the client may
	 * have kept it for its next request.
	 * @return the fault
	 */
	public static Fault connectionClosedAfterwards() {
		return of(new FaultEffect.CloseAfterAnswer());
	}

	/**
	 * An answer with status 200 whose body is not JSON.
	 * @return the fault
	 */
	public static Fault notJson() {
		return of(new FaultEffect.InvalidJson());
	}

	/**
	 * A TCP reset instead of an answer. It ends all requests on the connection.
	 * @return the fault
	 */
	public static Fault connectionReset() {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.CONNECTION_RESET, 0));
	}

	/**
	 * The request is accepted and never answered.
	 * @return the fault
	 */
	public static Fault blackHole() {
		return of(new FaultEffect.BlackHole());
	}

	/**
	 * Streams: an exception frame.
	 * @param exceptionName the name in lower camel case, such as
	 * {@code throttlingException}
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault midStream(String exceptionName, int afterEvents) {
		return midStream(exceptionName, "The stream was ended by " + exceptionName + ".", afterEvents);
	}

	/**
	 * Streams: an exception frame with a given message.
	 * @param exceptionName the name in lower camel case, such as
	 * {@code validationException}
	 * @param message the message
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault midStream(String exceptionName, String message, int afterEvents) {
		return frame(StreamFrame.exception(exceptionName, message), afterEvents);
	}

	/**
	 * Streams: a frame of the message type {@code error}, which has a code and a message
	 * but no exception type.
	 * @param errorCode the code, such as {@code ServiceUnavailable}
	 * @param errorMessage the message
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault midStreamError(String errorCode, String errorMessage, int afterEvents) {
		return frame(StreamFrame.error(errorCode, errorMessage), afterEvents);
	}

	/**
	 * Streams: any frame as the last one.
	 * @param headers the headers of the frame, all of type string, such as
	 * {@code :message-type}
	 * @param payload its payload
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault midStreamFrame(Map<String, String> headers, String payload, int afterEvents) {
		String code = headers.getOrDefault(StreamFrame.EXCEPTION_TYPE,
				headers.getOrDefault(StreamFrame.ERROR_CODE, "frame"));
		return frame(new StreamFrame(code, new LinkedHashMap<>(headers), payload), afterEvents);
	}

	private static Fault frame(StreamFrame frame, int afterEvents) {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.FRAME, afterEvents, frame, Duration.ZERO));
	}

	/**
	 * ConverseStream: the metadata event, which has the usage, comes before
	 * {@code messageStop}.
	 * @return the fault
	 */
	public static Fault metadataBeforeMessageStop() {
		return of(new FaultEffect.MisplacedMetadata(EventFrames.MetadataPosition.BEFORE_MESSAGE_STOP));
	}

	/**
	 * ConverseStream: the metadata event, which has the usage, is missing.
	 * @return the fault
	 */
	public static Fault metadataMissing() {
		return of(new FaultEffect.MisplacedMetadata(EventFrames.MetadataPosition.ABSENT));
	}

	/**
	 * Streams: a clean end between two events.
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault truncated(int afterEvents) {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.END, afterEvents));
	}

	/**
	 * Streams: a clean end in the middle of a frame.
	 * @param afterEvents the number of complete events before it
	 * @return the fault
	 */
	public static Fault truncatedInFrame(int afterEvents) {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.END_IN_FRAME, afterEvents));
	}

	/**
	 * Streams: a stall right after the headers.
	 * @return the fault
	 */
	public static Fault stallBefore() {
		return stall(0);
	}

	/**
	 * Streams: a stall after some events.
	 * @param afterEvents the number of events before the stall
	 * @return the fault
	 */
	public static Fault stall(int afterEvents) {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.STALL, afterEvents));
	}

	/**
	 * Streams: a reset of this stream only on HTTP/2, a TCP reset on HTTP/1.1.
	 * @param afterEvents the number of events before it
	 * @return the fault
	 */
	public static Fault resetStream(int afterEvents) {
		return of(new FaultEffect.Cut(FaultEffect.Cut.Kind.STREAM_RESET, afterEvents));
	}

	/**
	 * Delay the fault so that the events before it arrive. Without a pause, the AWS SDK
	 * may discard them: when it reads a reset or an exception frame, it drops the data
	 * that it has not delivered yet.
	 * @param pause the time without data before the fault, not negative
	 * @return a later fault
	 * @throws IllegalArgumentException if this fault does not cut an answer, or if the
	 * pause is negative
	 */
	public Fault pausing(Duration pause) {
		if (!(this.effect instanceof FaultEffect.Cut cut) || cut.kind() == FaultEffect.Cut.Kind.STALL) {
			throw new IllegalArgumentException(
					"Only a fault that cuts an answer can be delayed, and this one does not: " + this);
		}
		return new Fault(cut.withPause(pause), this.match);
	}

	/**
	 * Narrow the fault to requests with a source Region.
	 * @param sourceRegion the source Region
	 * @return a narrower fault
	 */
	public Fault from(String sourceRegion) {
		return new Fault(this.effect, this.match.from(sourceRegion));
	}

	/**
	 * Narrow the fault to requests for a model.
	 * @param modelId the model ID, profile ID or ARN as requests name it
	 * @return a narrower fault
	 */
	public Fault forModel(String modelId) {
		return new Fault(this.effect, this.match.forModel(modelId));
	}

	/**
	 * Narrow the fault to some operations.
	 * @param operations the operations
	 * @return a narrower fault
	 */
	public Fault on(Operation... operations) {
		return new Fault(this.effect, this.match.on(Set.of(operations)));
	}

	/**
	 * Narrow the fault to requests with a guardrail.
	 * @return a narrower fault
	 */
	public Fault withGuardrail() {
		return new Fault(this.effect, this.match.guarded());
	}

	/**
	 * Let the fault hit operations of the control plane and of Service Quotas, instead of
	 * those of the runtime.
	 * @return a fault of the control plane
	 */
	public Fault controlPlane() {
		return new Fault(this.effect, this.match.onControlPlane());
	}

	/**
	 * Limit the number of hits.
	 * @param times the maximum number of hits, at least 1
	 * @return a narrower fault
	 */
	public Fault times(int times) {
		if (times < 1) {
			throw new IllegalArgumentException("A fault cannot happen " + times + " times");
		}
		return new Fault(this.effect, this.match.times(times));
	}

	/**
	 * Let the fault hit at random, reproducibly by the seed of the emulator.
	 * @param probability the probability of a hit, from 0 to 1
	 * @return a narrower fault
	 */
	public Fault withProbability(double probability) {
		if (!(probability >= 0 && probability <= 1)) {
			throw new IllegalArgumentException("A probability is from 0 to 1, not " + probability);
		}
		return new Fault(this.effect, this.match.withProbability(probability));
	}

	/**
	 * Let the fault also hit requests that are open when it is added, as in an outage. A
	 * black hole or a stall freezes them. Any other fault cuts them, because their
	 * answers have begun.
	 * @return a fault that hits open and later requests
	 */
	public Fault alsoInFlight() {
		return new Fault(this.effect, this.match.alsoInFlight());
	}

	/**
	 * This fault as one of a sequence: with one hit, unless a number was set.
	 * @return the fault
	 */
	Fault inSequence() {
		return new Fault(this.effect, this.match.inSequence());
	}

	FaultEffect effect() {
		return this.effect;
	}

	FaultMatch match() {
		return this.match;
	}

	@Override
	public String toString() {
		return this.effect + " on " + this.match;
	}

}
