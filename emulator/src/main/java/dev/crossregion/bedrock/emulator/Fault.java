package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that goes wrong on demand. Immutable. A fault matches every runtime request
 * until it is narrowed.
 *
 * @since 0.1.0
 */
public final class Fault {

	private static final String SCP_POLICY = "arn:aws:organizations::123456789012:policy/o-example/service_control_policy/p-example";

	private static final Duration SKEW = Duration.ofMinutes(10);

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final Effect effect;

	private final Match match;

	private Fault(Effect effect, Match match) {
		this.effect = effect;
		this.match = match;
	}

	private static Fault of(Effect effect) {
		return new Fault(effect, new Match("", "", Set.of(), false, UNLIMITED, 1, false, false));
	}

	private static Fault answer(ErrorAnswer answer) {
		return of(new Answer(answer));
	}

	/**
	 * Nothing goes wrong. Lets requests pass that a later fault would hit, such as the
	 * first ones of a sequence.
	 * @return the fault that is none
	 */
	public static Fault none() {
		return of(new None());
	}

	/**
	 * The request quota is used up: 429.
	 * @return the fault
	 */
	public static Fault throttled() {
		return answer(ErrorAnswer.throttled("requests"));
	}

	/**
	 * The token quota is used up: 429.
	 * @return the fault
	 */
	public static Fault throttledTokens() {
		return answer(ErrorAnswer.throttled("tokens"));
	}

	/**
	 * The daily token quota is used up: 429.
	 * @return the fault
	 */
	public static Fault throttledForTheDay() {
		return answer(ErrorAnswer.throttled("tokens per day"));
	}

	/**
	 * No capacity: 503.
	 * @return the fault
	 */
	public static Fault unavailable() {
		return status(503, "ServiceUnavailableException", "Bedrock is unable to process your request.");
	}

	/**
	 * A server error: 500.
	 * @return the fault
	 */
	public static Fault internalError() {
		return status(500, "InternalServerException",
				"The system encountered an unexpected error during processing. Try your request again.");
	}

	/**
	 * The model takes too long: 408.
	 * @return the fault
	 */
	public static Fault modelTimeout() {
		return status(408, "ModelTimeoutException",
				"Model has timed out in processing the request. Try your request again.");
	}

	/**
	 * The model is not ready: 429.
	 * @return the fault
	 */
	public static Fault modelNotReady() {
		return status(429, "ModelNotReadyException",
				"Model is not ready for inference. Wait and try your request again.");
	}

	/**
	 * The model failed: 424, with 500 as its original status.
	 * @return the fault
	 */
	public static Fault modelError() {
		return status(424, "ModelErrorException",
				"The model returned an unexpected error during processing. Try your request again.");
	}

	/**
	 * A quota of the account: 400.
	 * @return the fault
	 */
	public static Fault serviceQuotaExceeded() {
		return status(400, "ServiceQuotaExceededException",
				"Your request exceeds the service quota for your account. Request an increase.");
	}

	/**
	 * A service control policy forbids a destination: 403.
	 * @param destinationRegion the destination, or an empty text for that of a global
	 * profile
	 * @return the fault
	 */
	public static Fault accessDeniedByScp(String destinationRegion) {
		return answer(ErrorAnswer
			.denied(denial(destinationRegion) + " with an explicit deny in a service control policy: " + SCP_POLICY));
	}

	/**
	 * An identity policy lacks a destination: 403.
	 * @param destinationRegion the destination
	 * @return the fault
	 */
	public static Fault accessDeniedByIdentityPolicy(String destinationRegion) {
		return answer(ErrorAnswer.denied(
				denial(destinationRegion) + " because no identity-based policy allows the bedrock:InvokeModel action"));
	}

	private static String denial(String region) {
		return "User: arn:aws:sts::" + Placeholders.ACCOUNT + ":assumed-role/app/session is not authorized to perform: "
				+ Placeholders.ACTION + " on resource: " + Profiles.modelArn(region, Placeholders.FOUNDATION_MODEL);
	}

	/**
	 * The model can only be called through a profile: 400, in the words of today.
	 * @return the fault
	 */
	public static Fault onDemandNotSupported() {
		return answer(ErrorAnswer.onDemandNotSupported(Placeholders.MODEL));
	}

	/**
	 * The model can only be called through a profile: 400, in the words of before.
	 * @return the fault
	 */
	public static Fault onDemandNotSupportedAsBefore() {
		return answer(ErrorAnswer.validation("The provided model doesn't support on-demand throughput."));
	}

	/**
	 * There is no such model here: 400.
	 * @return the fault
	 */
	public static Fault invalidModelIdentifier() {
		return answer(ErrorAnswer.invalidIdentifier());
	}

	/**
	 * The provider does not serve the caller's country: 400.
	 * @return the fault
	 */
	public static Fault unsupportedCountry() {
		return answer(ErrorAnswer.validation(
				"Access to Anthropic models is not allowed from unsupported countries, " + "regions, or territories."));
	}

	/**
	 * The account belongs to a reseller: 400.
	 * @return the fault
	 */
	public static Fault channelProgramAccount() {
		return answer(ErrorAnswer.validation("Access to this model is not available for channel program accounts. "
				+ "Reach out to your AWS Solution Provider or AWS Distributor for more information."));
	}

	/**
	 * The model asks for a data retention mode that the account has not set: 400.
	 * @return the fault
	 */
	public static Fault dataRetentionModeMissing() {
		return answer(ErrorAnswer.validation("data retention mode 'default' is not available for this model"));
	}

	/**
	 * The account has not subscribed to the model in AWS Marketplace: 403.
	 * @return the fault
	 */
	public static Fault subscriptionMissing() {
		return answer(ErrorAnswer.denied("Model access is denied due to IAM user or service role is not authorized to "
				+ "perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, "
				+ "aws-marketplace:Subscribe) to enable access to this model."));
	}

	/**
	 * The provider's first-use form is missing: 404.
	 * @return the fault
	 */
	public static Fault useCaseDetailsMissing() {
		return answer(ErrorAnswer.notFound("Model use case details have not been submitted for this account. Fill out "
				+ "the Anthropic use case details form before using the model."));
	}

	/**
	 * The model is overloaded: 529, with a {@code Retry-After} of one second.
	 * @return the fault
	 */
	public static Fault overloaded() {
		return status(ErrorAnswer.OVERLOADED, "overloaded_error", "Overloaded");
	}

	/**
	 * The account has no access to the model: 403.
	 * @return the fault
	 */
	public static Fault modelAccessDenied() {
		return answer(ErrorAnswer.denied("You don't have access to the model with the specified model ID."));
	}

	/**
	 * The model is locked as Legacy: 404.
	 * @return the fault
	 */
	public static Fault legacy() {
		return answer(ErrorAnswer.notFound("Access denied. This Model is marked by provider as Legacy and you have not "
				+ "been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock"));
	}

	/**
	 * The model is at the end of its life: 404.
	 * @return the fault
	 */
	public static Fault endOfLife() {
		return answer(ErrorAnswer
			.notFound("This model version has reached the end of its life. Please refer to the AWS documentation for "
					+ "more details."));
	}

	/**
	 * Any error.
	 * @param status the HTTP status
	 * @param errorType the error type
	 * @param message the message; {@code {model}} stands for the requested model
	 * @return the fault
	 */
	public static Fault status(int status, String errorType, String message) {
		return answer(new ErrorAnswer(status, errorType, message));
	}

	/**
	 * An error with one header more.
	 * @param name the name of the header
	 * @param value its value
	 * @return the same fault with the header
	 * @throws IllegalArgumentException if this fault is not an error
	 */
	public Fault withHeader(String name, String value) {
		return changed((error) -> error.header(name, value));
	}

	/**
	 * An error with a body as it is given here, in place of Bedrock's own form. With an
	 * empty error type it looks like that of a proxy.
	 * @param contentType the content type, or empty for none
	 * @param body the body, which may be empty; {@code {model}} stands for the requested
	 * model
	 * @return the same fault with the body
	 * @throws IllegalArgumentException if this fault is not an error
	 */
	public Fault withBody(String contentType, String body) {
		return changed((error) -> error.body(contentType, body));
	}

	private Fault changed(UnaryOperator<ErrorAnswer> change) {
		if (!(this.effect instanceof Answer answer)) {
			throw new IllegalArgumentException("Only an error has headers and a body, and this is none: " + this);
		}
		return new Fault(new Answer(change.apply(answer.error())), this.match);
	}

	/**
	 * The signature is too old, as when the caller's clock is behind: 403. The answer's
	 * {@code Date} is right. {@link BedrockEmulator#clockOffset(Duration)} does the same
	 * until the caller has corrected its clock.
	 * @return the fault
	 */
	public static Fault signatureExpired() {
		Instant now = Instant.now();
		return answer(EmulatorClock.expired(now.minus(SKEW), now));
	}

	/**
	 * The signature is not valid yet, as when the caller's clock is ahead: 403.
	 * @return the fault
	 */
	public static Fault signatureNotYetCurrent() {
		Instant now = Instant.now();
		return answer(EmulatorClock.notYetCurrent(now.plus(SKEW), now));
	}

	/**
	 * The request is too old: 400.
	 * @return the fault
	 */
	public static Fault requestExpired() {
		return status(400, "RequestExpired", "The request reached the service more than 15 minutes after its date.");
	}

	/**
	 * The time of the request is too far from the time of the service: 400.
	 * @return the fault
	 */
	public static Fault requestTimeTooSkewed() {
		return status(400, "RequestTimeTooSkewed",
				"The difference between the request time and the current time is too large.");
	}

	/**
	 * The session of the credentials has ended: 403.
	 * @return the fault
	 */
	public static Fault expiredToken() {
		return status(403, "ExpiredTokenException", "The security token included in the request is expired");
	}

	/**
	 * The credentials are unknown: 403.
	 * @return the fault
	 */
	public static Fault unrecognizedClient() {
		return status(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
	}

	/**
	 * The API key is revoked, has expired or belongs to another Region: 403. The message
	 * is in a member with a capital letter.
	 * @return the fault
	 */
	public static Fault invalidApiKey() {
		return answer(ErrorAnswer.invalidApiKey());
	}

	/**
	 * The account may not use Bedrock: 400.
	 * @return the fault
	 */
	public static Fault operationNotAllowed() {
		return answer(ErrorAnswer.validation("Operation not allowed"));
	}

	/**
	 * The account may not use this Region: 400.
	 * @return the fault
	 */
	public static Fault accountNotAuthorized() {
		return answer(ErrorAnswer.validation("Your account is not authorized to invoke this API operation."));
	}

	/**
	 * The account has no valid means of payment: 403.
	 * @return the fault
	 */
	public static Fault paymentInstrumentInvalid() {
		return answer(ErrorAnswer.denied("Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment "
				+ "instrument must be provided.. Your AWS Marketplace subscription for this model cannot be completed "
				+ "at this time. If you recently fixed this issue, try again after 2 minutes."));
	}

	/**
	 * There is no such guardrail here: 400, for requests with a guardrail.
	 * {@link BedrockEmulator.Builder#guardrail(String, String)} does the same where a
	 * guardrail is missing.
	 * @return the fault
	 */
	public static Fault guardrailMissing() {
		return answer(ErrorAnswer.guardrailMissing()).withGuardrail();
	}

	/**
	 * The identifier of the guardrail cannot be one: 400, for requests with a guardrail.
	 * @return the fault
	 */
	public static Fault guardrailInvalid() {
		return answer(ErrorAnswer.validation("The provided guardrail identifier is invalid.")).withGuardrail();
	}

	/**
	 * The caller may not apply the guardrail: 403, for requests with a guardrail.
	 * @return the fault
	 */
	public static Fault guardrailDenied() {
		return answer(ErrorAnswer.denied("User: arn:aws:sts::" + Placeholders.ACCOUNT
				+ ":assumed-role/app/session is not authorized to perform: bedrock:ApplyGuardrail on resource: "
				+ Placeholders.GUARDRAIL
				+ " because no identity-based policy allows the bedrock:ApplyGuardrail action"))
			.withGuardrail();
	}

	/**
	 * The request has a cache point that the model does not know: 403.
	 * @return the fault
	 */
	public static Fault promptCachingUnsupported() {
		return answer(ErrorAnswer.denied(ModelRules.NO_CACHING));
	}

	/**
	 * The model failed to call a tool, mostly each time for the same request: 424.
	 * @return the fault
	 */
	public static Fault invalidToolSequence() {
		return status(424, "ModelErrorException", "Model produced invalid sequence as part of ToolUse. Please refer to "
				+ "the model tool use troubleshooting guide.");
	}

	/**
	 * No capacity, with a hint in the body how long the queue is: 503.
	 * @param expectedDelay how long a request has to wait
	 * @return the fault
	 */
	public static Fault unavailable(Duration expectedDelay) {
		String message = "Bedrock is unable to process your request.";
		String hint = Json.object()
			.put("queueDwellTimeInMs", 0)
			.put("expectedQueueDelayInMs", expectedDelay.toMillis())
			.put("variantIdentifier", "emulated")
			.toString();
		ObjectNode body = Json.object().put("message", message);
		body.putObject("exceptionMetadata").put("rudiMetadata", hint);
		return status(503, "ServiceUnavailableException", message).withBody(ErrorAnswer.JSON, body.toString());
	}

	/**
	 * A proxy that does not reach Bedrock: 502, with HTML.
	 * @return the fault
	 */
	public static Fault badGateway() {
		return status(502, "", "").withBody("text/html",
				"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
	}

	/**
	 * A proxy that waited too long for Bedrock: 504, without a body.
	 * @return the fault
	 */
	public static Fault gatewayTimeout() {
		return status(504, "", "").withBody("", "");
	}

	/**
	 * A whole answer, and a moment later the end of the connection, which a client has
	 * perhaps kept for its next request.
	 * @return the fault
	 */
	public static Fault connectionClosedAfterwards() {
		return of(new ClosedAfterwards());
	}

	/**
	 * An answer with status 200 that is not JSON.
	 * @return the fault
	 */
	public static Fault notJson() {
		return of(new NotJson());
	}

	/**
	 * A TCP reset instead of an answer. It ends every request on the connection.
	 * @return the fault
	 */
	public static Fault connectionReset() {
		return of(new Cut(Cut.Kind.CONNECTION_RESET, 0));
	}

	/**
	 * The request is taken and never answered.
	 * @return the fault
	 */
	public static Fault blackHole() {
		return of(new BlackHole());
	}

	/**
	 * Streams: an exception frame.
	 * @param exceptionName the name in lower camel case, such as
	 * {@code throttlingException}
	 * @param afterEvents how many events come before it
	 * @return the fault
	 */
	public static Fault midStream(String exceptionName, int afterEvents) {
		return midStream(exceptionName, "The stream was ended by " + exceptionName + ".", afterEvents);
	}

	/**
	 * Streams: an exception frame with a message of its own.
	 * @param exceptionName the name in lower camel case, such as
	 * {@code validationException}
	 * @param message the message
	 * @param afterEvents how many events come before it
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
	 * @param afterEvents how many events come before it
	 * @return the fault
	 */
	public static Fault midStreamError(String errorCode, String errorMessage, int afterEvents) {
		return frame(StreamFrame.error(errorCode, errorMessage), afterEvents);
	}

	/**
	 * Streams: any frame, after which the stream ends.
	 * @param headers the headers of the frame, all of them texts, such as
	 * {@code :message-type}
	 * @param payload its payload
	 * @param afterEvents how many events come before it
	 * @return the fault
	 */
	public static Fault midStreamFrame(Map<String, String> headers, String payload, int afterEvents) {
		String code = headers.getOrDefault(StreamFrame.EXCEPTION_TYPE,
				headers.getOrDefault(StreamFrame.ERROR_CODE, "frame"));
		return frame(new StreamFrame(code, new LinkedHashMap<>(headers), payload), afterEvents);
	}

	private static Fault frame(StreamFrame frame, int afterEvents) {
		return of(new Cut(Cut.Kind.FRAME, afterEvents, frame, Duration.ZERO));
	}

	/**
	 * ConverseStream: the event with the usage comes before the end of the message.
	 * @return the fault
	 */
	public static Fault metadataBeforeMessageStop() {
		return of(new Metadata(Metadata.Place.EARLY));
	}

	/**
	 * ConverseStream: the event with the usage never comes.
	 * @return the fault
	 */
	public static Fault metadataMissing() {
		return of(new Metadata(Metadata.Place.NOWHERE));
	}

	/**
	 * Streams: a clean end between two events.
	 * @param afterEvents how many events come before it
	 * @return the fault
	 */
	public static Fault truncated(int afterEvents) {
		return of(new Cut(Cut.Kind.END, afterEvents));
	}

	/**
	 * Streams: a clean end in the middle of a frame.
	 * @param afterEvents how many whole events come before it
	 * @return the fault
	 */
	public static Fault truncatedInFrame(int afterEvents) {
		return of(new Cut(Cut.Kind.END_IN_FRAME, afterEvents));
	}

	/**
	 * Streams: headers, and then nothing.
	 * @return the fault
	 */
	public static Fault stallBefore() {
		return stall(0);
	}

	/**
	 * Streams: nothing more after some events.
	 * @param afterEvents how many events come before the silence
	 * @return the fault
	 */
	public static Fault stall(int afterEvents) {
		return of(new Cut(Cut.Kind.STALL, afterEvents));
	}

	/**
	 * Streams: on HTTP/2 a reset of this stream only, on HTTP/1.1 a TCP reset.
	 * @param afterEvents how many events come before it
	 * @return the fault
	 */
	public static Fault resetStream(int afterEvents) {
		return of(new Cut(Cut.Kind.STREAM_RESET, afterEvents));
	}

	/**
	 * A while after the events before it. What comes at their heels may overtake them:
	 * the AWS SDK drops what it has not handed over when it reads a reset or an exception
	 * frame. Without a pause, that is tested too.
	 * @param pause how long nothing is sent, not negative
	 * @return the same fault, later
	 * @throws IllegalArgumentException if this fault does not cut an answer, or the pause
	 * is negative
	 */
	public Fault pausing(Duration pause) {
		if (!(this.effect instanceof Cut cut) || cut.kind() == Cut.Kind.STALL) {
			throw new IllegalArgumentException("Only what cuts an answer can come later, and this does not: " + this);
		}
		return new Fault(new Cut(cut.kind(), cut.afterEvents(), cut.frame(), pause), this.match);
	}

	/**
	 * Only requests that start in a Region.
	 * @param sourceRegion the source Region
	 * @return a narrower fault
	 */
	public Fault from(String sourceRegion) {
		return new Fault(this.effect, this.match.from(sourceRegion));
	}

	/**
	 * Only requests for a model.
	 * @param modelId the model or profile as requests name it
	 * @return a narrower fault
	 */
	public Fault forModel(String modelId) {
		return new Fault(this.effect, this.match.forModel(modelId));
	}

	/**
	 * Only some operations.
	 * @param operations the operations
	 * @return a narrower fault
	 */
	public Fault on(Operation... operations) {
		return new Fault(this.effect, this.match.on(Set.of(operations)));
	}

	/**
	 * Only requests with a guardrail.
	 * @return a narrower fault
	 */
	public Fault withGuardrail() {
		return new Fault(this.effect, this.match.guarded());
	}

	/**
	 * Operations of the control plane, not of the runtime.
	 * @return a fault of the control plane
	 */
	public Fault controlPlane() {
		return new Fault(this.effect, this.match.onControlPlane());
	}

	/**
	 * Only so many times.
	 * @param times how often, at least 1
	 * @return a narrower fault
	 */
	public Fault times(int times) {
		if (times < 1) {
			throw new IllegalArgumentException("A fault cannot happen " + times + " times");
		}
		return new Fault(this.effect, this.match.times(times));
	}

	/**
	 * Only now and then, decided by the emulator's seed.
	 * @param probability from 0 to 1
	 * @return a narrower fault
	 */
	public Fault withProbability(double probability) {
		if (!(probability >= 0 && probability <= 1)) {
			throw new IllegalArgumentException("A probability is from 0 to 1, not " + probability);
		}
		return new Fault(this.effect, this.match.withProbability(probability));
	}

	/**
	 * Requests too that are already open when the fault is given to the emulator, as in
	 * an outage: a black hole or a stall silences them, anything else cuts them off,
	 * since it is too late for another answer.
	 * @return a fault that hits what is open, and then what comes
	 */
	public Fault alsoInFlight() {
		return new Fault(this.effect, this.match.alsoInFlight());
	}

	/**
	 * This fault as one of a sequence, where it happens once if it says nothing else.
	 * @return the fault
	 */
	Fault inSequence() {
		return (this.match.times() == UNLIMITED) ? times(1) : this;
	}

	Effect effect() {
		return this.effect;
	}

	Match match() {
		return this.match;
	}

	@Override
	public String toString() {
		return this.effect + " on " + this.match;
	}

	/**
	 * What goes wrong.
	 */
	sealed interface Effect {

	}

	/**
	 * Nothing at all.
	 */
	record None() implements Effect {
	}

	/**
	 * An error instead of an answer.
	 *
	 * @param error the error
	 */
	record Answer(ErrorAnswer error) implements Effect {
	}

	/**
	 * An answer that makes no sense.
	 */
	record NotJson() implements Effect {
	}

	/**
	 * No answer at all.
	 */
	record BlackHole() implements Effect {
	}

	/**
	 * An answer that is cut. For operations that do not stream, instead of the answer.
	 *
	 * @param kind how it is cut
	 * @param afterEvents how many events come before
	 * @param frame the last frame, or {@code null}
	 * @param pause how long nothing is sent before
	 */
	record Cut(Kind kind, int afterEvents, @Nullable StreamFrame frame, Duration pause) implements Effect {

		Cut {
			if (afterEvents < 0) {
				throw new IllegalArgumentException("A stream cannot be cut after " + afterEvents + " events");
			}
			if (pause.isNegative()) {
				throw new IllegalArgumentException("A stream cannot be cut " + pause + " after its events");
			}
		}

		Cut(Kind kind, int afterEvents) {
			this(kind, afterEvents, null, Duration.ZERO);
		}

		enum Kind {

			CONNECTION_RESET, STREAM_RESET, FRAME, END, END_IN_FRAME, STALL

		}

	}

	/**
	 * A stream whose metadata is not where it belongs.
	 *
	 * @param place where it is
	 */
	record Metadata(Place place) implements Effect {

		enum Place {

			LAST, EARLY, NOWHERE

		}

	}

	/**
	 * An answer after which the connection is closed, although it may be kept.
	 */
	record ClosedAfterwards() implements Effect {
	}

	/**
	 * Which requests it hits.
	 *
	 * @param sourceRegion the source Region, or empty for all
	 * @param model the model as requests name it, or empty for all
	 * @param operations the operations, or empty for all
	 * @param isControlPlane whether it is about the control plane
	 * @param times how often
	 * @param probability how likely
	 * @param isInFlight whether it hits requests that are already open
	 * @param isGuarded whether it hits only requests with a guardrail
	 */
	record Match(String sourceRegion, String model, Set<Operation> operations, boolean isControlPlane, int times,
			double probability, boolean isInFlight, boolean isGuarded) {

		Match from(String sourceRegion) {
			return new Match(sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight, this.isGuarded);
		}

		Match forModel(String model) {
			return new Match(this.sourceRegion, model, this.operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight, this.isGuarded);
		}

		Match on(Set<Operation> operations) {
			return new Match(this.sourceRegion, this.model, operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight, this.isGuarded);
		}

		Match onControlPlane() {
			return new Match(this.sourceRegion, this.model, this.operations, true, this.times, this.probability,
					this.isInFlight, this.isGuarded);
		}

		Match times(int times) {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, times,
					this.probability, this.isInFlight, this.isGuarded);
		}

		Match withProbability(double probability) {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					probability, this.isInFlight, this.isGuarded);
		}

		Match alsoInFlight() {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					this.probability, true, this.isGuarded);
		}

		Match guarded() {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight, true);
		}

		boolean hits(Operation operation, String from, String requested, BooleanSupplier guarded) {
			return operation.isControlPlane() == this.isControlPlane
					&& (this.sourceRegion.isEmpty() || this.sourceRegion.equals(from))
					&& (this.model.isEmpty() || this.model.equals(requested))
					&& (this.operations.isEmpty() || this.operations.contains(operation))
					&& (!this.isGuarded || guarded.getAsBoolean());
		}

	}

}
