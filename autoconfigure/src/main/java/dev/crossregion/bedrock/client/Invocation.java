package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.crossregion.bedrock.client.connection.Deadline;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SourceRegionRetries;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.client.observation.CallObservation;
import dev.crossregion.bedrock.client.observation.CallStart;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Admission;
import dev.crossregion.bedrock.routing.AdmissionQueue;
import dev.crossregion.bedrock.routing.AdmissionQueue.QueuedCall;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.Reservation;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * One call, from its request to its record: decides the next step after each attempt and
 * each wait, holds the quota reservation, and publishes the record. Attempts and waits
 * follow one another, each on a thread that sees the writes of the one before; only
 * {@link #finish} may be invoked at any time from any thread.
 */
final class Invocation {

	private final InvocationContext context;

	private final RegionalClients regions;

	/** Resolves the plan again, because a refresh may withdraw routes during the call. */
	private final Supplier<RoutePlan> planning;

	private final RoutePlan plan;

	private final CallRequest request;

	private final Instant startedAt;

	private final Deadline deadline;

	private final CallAttempts attempts;

	private final AttemptReporter reporter;

	private final SourceRegionRetries.CallRetries retries;

	private final CallObservation observation;

	private final AtomicBoolean finished = new AtomicBoolean();

	private final AtomicReference<@Nullable Reservation> reservation = new AtomicReference<>();

	private boolean planUsed;

	/** The plan of the last admission. */
	private volatile RoutePlan latestPlan;

	/** The refusal to report if no route remains. */
	private @Nullable RouteRefusedException lastRefusal;

	/** The version of the credentials when the attempt began. */
	private long credentialsVersion;

	/** The time in the admission queue. */
	private Duration queued = Duration.ZERO;

	private volatile @Nullable Duration firstContent;

	/** What was reserved for the attempt that ended last. */
	private volatile @Nullable Long reservedTokens;

	private Invocation(InvocationContext context, RegionalClients regions, Supplier<RoutePlan> planning, RoutePlan plan,
			CallRequest request, Instant startedAt, Deadline deadline) {
		this.context = context;
		this.regions = regions;
		this.planning = planning;
		this.plan = plan;
		this.latestPlan = plan;
		this.request = request;
		this.startedAt = startedAt;
		this.deadline = deadline;
		this.retries = regions.retries().forCall();
		this.attempts = new CallAttempts(deadline.startNanos());
		this.reporter = new AttemptReporter(context.states(), request, this.attempts, deadline);
		this.observation = CallObservation.start(context.observer(), () -> request.start(plan));
	}

	/**
	 * Start a call with the limits of its request. A refusal is recorded, and nothing is
	 * sent.
	 * @param context the context
	 * @param regions the clients
	 * @param modelName the configured model of the client, or {@code null}
	 * @param operation the operation
	 * @param requestedModel the model that the request names, or {@code null}
	 * @param request the request
	 * @return the call
	 * @throws RouteRefusedException if the request may use no route
	 */
	static Invocation start(InvocationContext context, RegionalClients regions, @Nullable String modelName,
			Operation operation, @Nullable String requestedModel, BedrockRuntimeRequest request) {
		return start(context, regions, operation, (requestedModel != null) ? requestedModel : "", request, () -> {
			RoutePlan plan = context.plans().resolve(modelName, requestedModel);
			Refusal refusal = CallRequest.uncheckedOverride(request);
			if (refusal != null) {
				throw RouteRefusedException.of(plan.name(), operation.toString(), refusal);
			}
			return plan;
		});
	}

	/**
	 * Start a call that names no model, in one Region.
	 * @param context the context
	 * @param regions the clients
	 * @param operation the operation
	 * @param request the request
	 * @return the call
	 * @throws RouteRefusedException if the request may not be sent to its Region
	 */
	static Invocation start(InvocationContext context, RegionalClients regions, Operation operation,
			BedrockRuntimeRequest request) {
		return start(context, regions, operation, "", request,
				() -> RequestWithoutModel.plan(context, operation, request));
	}

	private static Invocation start(InvocationContext context, RegionalClients regions, Operation operation,
			String requestedModel, BedrockRuntimeRequest request, Supplier<RoutePlan> planning) {
		Instant startedAt = context.clock().instant();
		long startNanos = System.nanoTime();
		try {
			RoutePlan plan = planning.get();
			CallRequest callRequest = new CallRequest(operation, requestedModel, request);
			Deadline planned = Deadline.since(startNanos, plan.declaration().settings().deadline());
			return new Invocation(context, regions, planning, plan, callRequest, startedAt,
					callRequest.timeout().map(planned::atMost).orElse(planned));
		}
		catch (RouteRefusedException ex) {
			CallObservation
				.start(context.observer(), () -> new CallStart(ex.getModel(), operation.value(), null, null, null))
				.ended(Outcome.DENIED, ex, null, null);
			context.publish(InvocationRecord.builder(ex.getModel(), operation, requestedModel, startedAt)
				.ended(Outcome.DENIED, ex)
				.build());
			throw ex;
		}
	}

	/**
	 * Begin the next attempt, if the call may make one.
	 * @return the next step
	 */
	NextStep next() {
		if (this.deadline.hasPassed() || areAttemptsExhausted()) {
			return exhausted(null);
		}
		if (this.request.operation().failsOver()) {
			AdmissionQueue queue = this.context.states().admissionQueue();
			return confirm(tryAdmit((plan) -> queue.admit(plan, this.attempts.failedRoutes(), this.request.size(),
					this.request.needs(), this.deadline.startNanos())));
		}
		Route route = this.plan.routes().get(0);
		if (this.attempts.hasFailed(route)) {
			return retryOrFail();
		}
		return (isStillPlanned(route)) ? begin(route) : exhausted(null);
	}

	// Operations without failover stay on their route, which a refresh may withdraw
	// during a backoff.
	private boolean isStillPlanned(Route route) {
		try {
			return currentPlan().routes().stream().anyMatch((planned) -> planned.key().equals(route.key()));
		}
		catch (RouteRefusedException ex) {
			this.lastRefusal = ex;
			return false;
		}
	}

	private boolean areAttemptsExhausted() {
		int routes = (this.request.operation().failsOver()) ? this.plan.routes().size() : 1;
		return this.attempts.list().size() >= Math.max(this.plan.declaration().settings().maxAttempts(), routes);
	}

	// Retries a route that failed: no other one is left, or none can help.
	private NextStep retryOrFail() {
		NextStep.Backoff backoff = backoff(this.retries::isRetriedOnSameRoute);
		return (backoff != null) ? backoff : exhausted(null);
	}

	private NextStep.@Nullable Backoff backoff(Predicate<@Nullable FailureKind> retryable) {
		Route route = this.plan.routes()
			.stream()
			.filter((candidate) -> retryable.test(this.attempts.failedRoutes().get(candidate.key())))
			.findFirst()
			.orElse(null);
		Throwable failure = this.attempts.lastFailure();
		if (route == null || failure == null || !this.request.operation().isRetryable()) {
			return null;
		}
		return this.retries.backoff(route.sourceRegion(), FailureClassifier.unwrap(failure))
			.filter((delay) -> delay.compareTo(remaining()) < 0)
			.map(NextStep.Backoff::new)
			.orElse(null);
	}

	private NextStep afterBackoff() {
		FailureKind kind = this.attempts.lastKind();
		if (kind != null && kind.remedy() == FailureKind.Remedy.NEW_CREDENTIALS
				&& (this.request.hasOwnCredentials() || !this.regions.renewCredentials(this.credentialsVersion))) {
			return exhausted(null);
		}
		this.attempts.readmit(this.retries::isRetriedOnSameRoute);
		this.retries.backedOff();
		return next();
	}

	private Admission tryAdmit(Function<RoutePlan, Admission> admission) {
		try {
			return admission.apply(currentPlan());
		}
		catch (RouteRefusedException ex) {
			this.lastRefusal = ex;
			return new Admission.Exhausted();
		}
	}

	private RoutePlan currentPlan() {
		if (!this.planUsed) {
			this.planUsed = true;
			return this.plan;
		}
		RoutePlan renewed = this.planning.get();
		this.latestPlan = renewed;
		return renewed;
	}

	// The continuation belongs to the future itself, so that a reservation is released
	// even if the call has ended meanwhile.
	private NextStep confirm(Admission admission) {
		RouteStateRegistry states = this.context.states();
		if (!(admission instanceof Admission.Granted granted) || !states.sharesQuotas()) {
			return onAdmission(admission);
		}
		CompletableFuture<NextStep> next = states.confirm(granted).thenApply(this::onConfirmation);
		return (next.isDone()) ? next.join() : new NextStep.Confirm(next);
	}

	private NextStep onConfirmation(Admission admission) {
		return (admission instanceof Admission.NoRoom && !this.finished.get()) ? next() : onAdmission(admission);
	}

	private NextStep onAdmission(Admission admission) {
		if (admission instanceof Admission.Granted granted) {
			this.reservation.set(granted.reservation());
			if (this.finished.get()) {
				release();
			}
			return begin(granted.route());
		}
		return (admission instanceof Admission.NoRoom) ? queueOrRetry() : retryOrFail();
	}

	private NextStep queueOrRetry() {
		Duration left = this.plan.declaration().settings().maxWait().minus(this.queued);
		Duration maxWait = (left.compareTo(remaining()) < 0) ? left : remaining();
		boolean expired = maxWait.isNegative() || maxWait.isZero();
		if (expired || !this.queued.isZero()) {
			NextStep.Backoff backoff = backoff(this.retries::isRetriedBeforeThrottledRoutes);
			if (backoff != null) {
				return backoff;
			}
		}
		return (expired) ? exhausted("No route had room within routing.max-wait") : new NextStep.Queue(maxWait);
	}

	/**
	 * Wait for room, for the answer of a shared quota, or for the end of a backoff. The
	 * thread is not blocked.
	 * @param step the step of {@link #next()}
	 * @param continuation gets the step that follows, once, on any thread; must not block
	 * @return cancels the wait; {@code false} if the continuation has run or is about to
	 * @throws RejectedExecutionException if the clients are closed
	 */
	BooleanSupplier await(NextStep.Delayed step, Consumer<NextStep> continuation) {
		if (step instanceof NextStep.Backoff backoff) {
			ScheduledFuture<?> timer = this.regions.timers()
				.schedule(() -> continuation.accept(afterBackoff()), backoff.delay().toNanos(), TimeUnit.NANOSECONDS);
			return () -> timer.cancel(false);
		}
		if (step instanceof NextStep.Confirm confirm) {
			confirm.next()
				.whenComplete((next, failure) -> continuation
					.accept((failure != null) ? new NextStep.Fail(Outcome.ERROR, failure) : next));
			return () -> false;
		}
		return enqueue(((NextStep.Queue) step).maxWait(), continuation);
	}

	private BooleanSupplier enqueue(Duration maxWait, Consumer<NextStep> continuation) {
		long since = System.nanoTime();
		QueuedCall call = new QueuedCall(this.plan, this.attempts.failedRoutes(), this.deadline.startNanos(),
				(taken) -> tryAdmit((plan) -> this.context.states()
					.admit(plan, this.attempts.failedRoutes(), taken, this.request.size(), this.request.needs())),
				(admission) -> {
					this.queued = this.queued.plusNanos(System.nanoTime() - since);
					continuation.accept(onAdmission(admission));
				});
		AdmissionQueue queue = this.context.states().admissionQueue();
		queue.enqueue(call, this.regions.timers(), maxWait);
		return () -> queue.dequeue(call);
	}

	// Asserts residency once more before the request is sent, independently of the plan.
	// The source Region need not be a destination; if it reads the prompt itself,
	// residency must admit it too.
	private NextStep begin(Route route) {
		RouteRefusedException refusal = (this.request.operation().readsText())
				? residencyViolation(route, route.modelId(), route.destinations()) : null;
		if (refusal != null) {
			release();
			return new NextStep.Fail(Outcome.DENIED, refusal);
		}
		String reader = this.request.sourceRegionReader();
		refusal = (reader != null) ? residencyViolation(route, reader, Destinations.of(List.of(route.sourceRegion())))
				: null;
		if (refusal != null) {
			release();
			return withoutRoute(route, refusal);
		}
		this.attempts.begin(route);
		this.observation.attemptStarted(route);
		this.credentialsVersion = this.regions.credentialsVersion();
		return new NextStep.Send(route);
	}

	private @Nullable RouteRefusedException residencyViolation(Route route, String subject, Destinations destinations) {
		Refusal violation = CallFailures.residencyViolation(this.plan.declaration().residency(), subject,
				route.sourceRegion(), destinations);
		return (violation != null) ? RouteRefusedException.of(this.plan.name(),
				"Model '" + DisplayText.of(this.request.requestedModel()) + "'", violation) : null;
	}

	// The source Region of the next route may be admitted.
	private NextStep withoutRoute(Route route, RouteRefusedException refusal) {
		if (!this.request.operation().failsOver()) {
			return new NextStep.Fail(Outcome.DENIED, refusal);
		}
		this.attempts.exclude(route, FailureKind.DENIED);
		this.lastRefusal = refusal;
		return next();
	}

	private void release() {
		Reservation held = this.reservation.getAndSet(null);
		if (held != null) {
			this.context.states().released(held);
		}
	}

	/**
	 * Fail a call that has no route, no attempt or no time left.
	 * @param noRoom the message for a call that found no room in any quota, or
	 * {@code null} if that was not the cause
	 * @return the failure
	 */
	private NextStep.Fail exhausted(@Nullable String noRoom) {
		FailureKind kind = this.attempts.lastKind();
		Throwable failure = this.attempts.lastFailure();
		if (kind != null && failure != null
				&& (noRoom == null || kind.outcome() == Outcome.THROTTLED || this.deadline.hasPassed())) {
			return new NextStep.Fail(kind.outcome(), explained(failure));
		}
		if (this.lastRefusal != null) {
			return new NextStep.Fail(Outcome.DENIED, this.lastRefusal);
		}
		if (noRoom == null || this.deadline.hasPassed()) {
			return new NextStep.Fail(Outcome.TIMEOUT,
					CallFailures.expired(this.deadline.limit(), this.plan, this.queued));
		}
		return new NextStep.Fail(Outcome.THROTTLED,
				CallFailures.throttled(noRoom, this.plan, this.attempts.list(), this.queued, failure));
	}

	/**
	 * Make the request of the attempt, which is the current one of this thread meanwhile.
	 * @param <T> the type of the answer
	 * @param request makes the request
	 * @return the answer
	 */
	<T> T send(Supplier<T> request) {
		return this.observation.inScope(request);
	}

	/**
	 * Record the response to the attempt before its end is reported.
	 * @param response the response, or {@code null} if none has arrived
	 */
	void answered(@Nullable Object response) {
		this.attempts.answered(response);
	}

	/**
	 * End the last attempt of the call.
	 * @param failure why it failed, or {@code null} if it succeeded
	 * @param usage the tokens that it used, or {@code null} if they are unknown
	 */
	void ended(@Nullable Throwable failure, @Nullable TokenCounts usage) {
		this.attempts.end(failure);
		this.observation.attemptEnded(this.attempts.lastOutcome(), failure, this.attempts.lastRequestId());
		Reservation held = this.reservation.getAndSet(null);
		this.reservedTokens = (held != null) ? held.tokens() : null;
		this.reporter.report(held, usage, this.firstContent != null, false);
	}

	/**
	 * End an attempt that failed, and begin the next one, if the call may make one.
	 * @param failure why it failed
	 * @param usage the tokens that it used, or {@code null} if they are unknown
	 * @param mayContinue whether another attempt may follow at all
	 * @return the next step
	 */
	NextStep failed(Throwable failure, @Nullable TokenCounts usage, boolean mayContinue) {
		this.attempts.end(failure);
		this.observation.attemptEnded(this.attempts.lastOutcome(), failure, this.attempts.lastRequestId());
		FailureKind kind = Objects.requireNonNull(this.attempts.lastKind());
		Reservation held = this.reservation.getAndSet(null);
		boolean contentSeen = this.firstContent != null;
		// A throttle or a denial is reported before the next route is chosen, because the
		// choice depends on it. Whether a fault counts depends on the choice.
		if (!kind.isFault()) {
			this.reporter.report(held, usage, contentSeen, false);
		}
		NextStep next = (mayContinue && mayContinueAfter(kind)) ? nextAfter(kind)
				: new NextStep.Fail(kind.outcome(), explained(failure));
		if (kind.isFault()) {
			this.reporter.report(held, usage, contentSeen, next instanceof NextStep.Backoff);
		}
		return next;
	}

	private boolean mayContinueAfter(FailureKind kind) {
		return kind.remedy() != FailureKind.Remedy.NONE
				&& !(this.attempts.isLastKindRepeated() && kind.remedy().isOnce());
	}

	private NextStep nextAfter(FailureKind kind) {
		if (kind.remedy().allowsOtherRoute()) {
			return next();
		}
		// Another route has the same clock and the same credentials.
		return (this.deadline.hasPassed() || areAttemptsExhausted()) ? exhausted(null) : retryOrFail();
	}

	/**
	 * Record that the first content of a stream has reached the caller.
	 */
	void contentReachedCaller() {
		this.firstContent = this.deadline.elapsed();
	}

	/**
	 * The remaining time of the call.
	 * @return the time until the deadline; zero once it has passed
	 */
	Duration remaining() {
		return this.deadline.remaining();
	}

	/**
	 * End the call with an answer.
	 * @param response the response, or {@code null} if the operation has none
	 * @param usage the tokens that it used, or {@code null} if they are unknown
	 */
	void succeed(@Nullable Object response, @Nullable TokenCounts usage) {
		answered(response);
		ended(null, usage);
		this.retries.succeeded(this.attempts.route().sourceRegion());
		finish(Outcome.SUCCESS, usage, null);
	}

	/**
	 * End the call and release its reservation. Only the first invocation counts.
	 * @param outcome the outcome
	 * @param usage the tokens that the call used, or {@code null} if they are unknown
	 * @param failure why it failed, or {@code null}
	 */
	void finish(Outcome outcome, @Nullable TokenCounts usage, @Nullable Throwable failure) {
		if (!this.finished.compareAndSet(false, true)) {
			return;
		}
		release();
		this.observation.ended(outcome, failure, usage, this.firstContent);
		this.context.publish(InvocationRecord
			.builder(this.plan.name(), this.request.operation(), this.request.requestedModel(), this.startedAt)
			.duration(this.deadline.elapsed())
			.firstContent(this.firstContent)
			.attempts(this.attempts.list())
			.plan(this.latestPlan)
			.usage(usage)
			.reservedTokens((outcome == Outcome.SUCCESS) ? this.reservedTokens : null)
			.ended(outcome, failure)
			.build());
	}

	/**
	 * The failure of a call that was ended by the close of the clients.
	 * @param during the state of the call
	 * @return the failure
	 */
	SdkClientException closedWhile(String during) {
		return SdkClientException.create("The Bedrock clients were closed while " + during);
	}

	/**
	 * The failure for the caller, with the attempts of the call in its message.
	 * @param failure the failure of the last attempt
	 * @return an exception of the same type
	 */
	Throwable explained(Throwable failure) {
		return CallFailures.explained(failure, this.plan, this.attempts.list(), this.queued);
	}

}
