package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.Set;

/**
 * Something that goes wrong on demand. Immutable. A fault matches every runtime request
 * until it is narrowed.
 *
 * @since 0.1.0
 */
public final class Fault {

	private static final String SCP_POLICY = "arn:aws:organizations::123456789012:policy/o-example/service_control_policy/p-example";

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final Effect effect;

	private final Match match;

	private Fault(Effect effect, Match match) {
		this.effect = effect;
		this.match = match;
	}

	private static Fault of(Effect effect) {
		return new Fault(effect, new Match("", "", Set.of(), false, UNLIMITED, 1, false));
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
		return of(new Cut(Cut.Kind.EXCEPTION, afterEvents, exceptionName, Duration.ZERO));
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
		return new Fault(new Cut(cut.kind(), cut.afterEvents(), cut.exception(), pause), this.match);
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
	 * @param exception the name of an exception frame
	 * @param pause how long nothing is sent before
	 */
	record Cut(Kind kind, int afterEvents, String exception, Duration pause) implements Effect {

		Cut {
			if (afterEvents < 0) {
				throw new IllegalArgumentException("A stream cannot be cut after " + afterEvents + " events");
			}
			if (pause.isNegative()) {
				throw new IllegalArgumentException("A stream cannot be cut " + pause + " after its events");
			}
		}

		Cut(Kind kind, int afterEvents) {
			this(kind, afterEvents, "", Duration.ZERO);
		}

		enum Kind {

			CONNECTION_RESET, STREAM_RESET, EXCEPTION, END, END_IN_FRAME, STALL

		}

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
	 */
	record Match(String sourceRegion, String model, Set<Operation> operations, boolean isControlPlane, int times,
			double probability, boolean isInFlight) {

		Match from(String sourceRegion) {
			return new Match(sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight);
		}

		Match forModel(String model) {
			return new Match(this.sourceRegion, model, this.operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight);
		}

		Match on(Set<Operation> operations) {
			return new Match(this.sourceRegion, this.model, operations, this.isControlPlane, this.times,
					this.probability, this.isInFlight);
		}

		Match onControlPlane() {
			return new Match(this.sourceRegion, this.model, this.operations, true, this.times, this.probability,
					this.isInFlight);
		}

		Match times(int times) {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, times,
					this.probability, this.isInFlight);
		}

		Match withProbability(double probability) {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					probability, this.isInFlight);
		}

		Match alsoInFlight() {
			return new Match(this.sourceRegion, this.model, this.operations, this.isControlPlane, this.times,
					this.probability, true);
		}

		boolean hits(Operation operation, String from, String requested) {
			return operation.isControlPlane() == this.isControlPlane
					&& (this.sourceRegion.isEmpty() || this.sourceRegion.equals(from))
					&& (this.model.isEmpty() || this.model.equals(requested))
					&& (this.operations.isEmpty() || this.operations.contains(operation));
		}

	}

}
