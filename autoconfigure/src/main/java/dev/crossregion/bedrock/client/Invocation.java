package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SourceRegionRetries;
import dev.crossregion.bedrock.client.failure.Denial;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.client.failure.FailureReason;
import dev.crossregion.bedrock.client.failure.PolicyDenial;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.routing.Admission;
import dev.crossregion.bedrock.routing.AdmissionQueue;
import dev.crossregion.bedrock.routing.AdmissionQueue.QueuedCall;
import dev.crossregion.bedrock.routing.CallNeeds;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.Reservation;
import dev.crossregion.bedrock.routing.RouteFailure;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * One call from its request to its record: which routes it has used, what room it holds,
 * how much time is left, and what is told of it at the end. Attempts and waits follow one
 * another, each on a thread that sees what the one before has written; only the end of
 * the call may come from anywhere.
 */
final class Invocation {

	private static final Logger logger = LoggerFactory.getLogger(Invocation.class);

	private static final int CHARACTERS_PER_TOKEN = 4;

	private final InvocationContext context;

	private final RegionalClients regions;

	private final RoutePlan plan;

	private final Supplier<RoutePlan> planAgain;

	private final Operation operation;

	private final String requested;

	private final RequestSize size;

	private final Instant startedAt;

	private final long startedNanos = System.nanoTime();

	private final Map<Route.Key, FailureKind> used = new HashMap<>();

	/** Failed attempts along a route since the call has last left it. */
	private final Map<Route.Key, Integer> failed = new HashMap<>();

	private final Set<FailureKind> seen = EnumSet.noneOf(FailureKind.class);

	private final List<Attempt> attempts = new ArrayList<>();

	private final AtomicBoolean finished = new AtomicBoolean();

	private final AtomicReference<@Nullable Reservation> reservation = new AtomicReference<>();

	private final CallNeeds needs;

	/**
	 * Whether the request brings credentials, so that it says nothing of anything else.
	 */
	private final boolean ownCredentials;

	/** What reads the prompt in the source Region itself, or {@code null}. */
	private final @Nullable String readBySource;

	private Duration deadline;

	private boolean underWay;

	private boolean paused;

	private @Nullable Route route;

	private @Nullable FailureKind lastKind;

	private SourceRegionRetries.@Nullable OfCall retries;

	private @Nullable RouteRefusedException lost;

	private long attemptNanos;

	/** When the attempt began. */
	private long credentialsChanges;

	private long waitNanos;

	private Duration waited = Duration.ZERO;

	private volatile @Nullable Duration firstContent;

	private Invocation(InvocationContext context, RegionalClients regions, Supplier<RoutePlan> planning,
			Operation operation, String requested, BedrockRuntimeRequest request, Instant startedAt) {
		this.context = context;
		this.regions = regions;
		this.plan = planning.get();
		this.planAgain = planning;
		this.operation = operation;
		this.requested = requested;
		this.size = RequestSizes.of(request);
		this.needs = RoutedRequest.needs(operation, request);
		this.ownCredentials = RoutedRequest.bringsCredentials(request);
		this.readBySource = RoutedRequest.readBySource(request);
		this.startedAt = startedAt;
		this.deadline = this.plan.declaration().settings().deadline();
	}

	/**
	 * Start a call with the limits that its request carries. A refusal is recorded, and
	 * nothing else happens.
	 * @param context the context
	 * @param regions the clients
	 * @param modelName the configured model that the call comes through, or {@code null}
	 * @param operation what is called
	 * @param requested what the request names as the model
	 * @param request the request
	 * @return the call
	 * @throws RouteRefusedException if the request may use no route
	 */
	static Invocation start(InvocationContext context, RegionalClients regions, @Nullable String modelName,
			Operation operation, @Nullable String requested, BedrockRuntimeRequest request) {
		return start(context, regions, operation, (requested != null) ? requested : "", request, () -> {
			RoutePlan plan = context.plans().resolve(modelName, requested);
			Refusal refusal = RoutedRequest.refusal(request);
			if (refusal != null) {
				throw new RouteRefusedException(plan.name(), operation + " was refused before any call: "
						+ refusal.describe() + " [reason: " + refusal.reason() + "]", refusal);
			}
			return plan;
		});
	}

	/**
	 * Start a call that names no model, in one Region.
	 * @param context the context
	 * @param regions the clients
	 * @param operation what is called
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
			String requested, BedrockRuntimeRequest request, Supplier<RoutePlan> planning) {
		Instant startedAt = context.clock().instant();
		try {
			Invocation invocation = new Invocation(context, regions, planning, operation, requested, request,
					startedAt);
			RoutedRequest.timeout(request).ifPresent(invocation::endWithin);
			return invocation;
		}
		catch (RouteRefusedException ex) {
			publish(context, new InvocationRecord(ex.getModel(), operation, requested, startedAt, Duration.ZERO, null,
					List.of(), Outcome.DENIED, null, ex.getRefusal(), ex));
			throw ex;
		}
	}

	// The caller's own limit for the call as a whole counts where it is the stricter one.
	private void endWithin(Duration limit) {
		this.deadline = (limit.compareTo(this.deadline) < 0) ? limit : this.deadline;
	}

	/**
	 * Begin the next attempt, if there may be one.
	 * @return what the call does next
	 */
	NextStep next() {
		if (remaining().isZero() || attemptsAreUsedUp()) {
			return over(null);
		}
		if (this.operation.failsOver()) {
			AdmissionQueue queue = this.context.states().admissionQueue();
			return confirm(ask((plan) -> queue.admit(plan, this.used, this.size, this.needs, this.startedNanos)));
		}
		Route route = this.plan.routes().get(0);
		if (this.used.containsKey(route.key())) {
			return pauseOrOver();
		}
		return (isStillPlanned(route)) ? begin(route) : over(null);
	}

	// A job or a count stays on its route, which a refresh may withdraw during a pause.
	private boolean isStillPlanned(Route route) {
		try {
			return planNow().routes().stream().anyMatch((planned) -> planned.key().equals(route.key()));
		}
		catch (RouteRefusedException ex) {
			this.lost = ex;
			return false;
		}
	}

	private boolean attemptsAreUsedUp() {
		int routes = (this.operation.failsOver()) ? this.plan.routes().size() : 1;
		return this.attempts.size() >= Math.max(this.plan.declaration().settings().maxAttempts(), routes);
	}

	// No other route is left, so one that has failed is tried again.
	private NextStep pauseOrOver() {
		NextStep.Pause pause = pause(this::mayTryAgain);
		return (pause != null) ? pause : over(null);
	}

	private NextStep.@Nullable Pause pause(Predicate<@Nullable FailureKind> which) {
		Route again = this.plan.routes()
			.stream()
			.filter((route) -> which.test(this.used.get(route.key())))
			.findFirst()
			.orElse(null);
		Throwable failure = lastFailure();
		if (again == null || failure == null || !this.operation.mayBeRepeated()) {
			return null;
		}
		if (this.retries == null) {
			this.retries = new SourceRegionRetries.OfCall();
		}
		return this.regions.retries()
			.acquire(again.sourceRegion(), this.retries, FailureClassifier.unwrap(failure))
			.filter((pause) -> pause.compareTo(remaining()) < 0)
			.map(NextStep.Pause::new)
			.orElse(null);
	}

	// Once a wait for room was in vain, a route that failed otherwise comes first.
	private boolean mayTryAgainBeforeRoom(@Nullable FailureKind kind) {
		return kind != null && mayTryAgain(kind) && !kind.refills();
	}

	private boolean mayTryAgain(@Nullable FailureKind kind) {
		return kind != null && kind.remedy().allowsSameRoute()
				&& !(this.paused && kind.remedy() == FailureKind.Remedy.OTHER_ROUTE_THEN_SAME_ONCE);
	}

	private NextStep resumed() {
		if (this.lastKind != null && this.lastKind.remedy() == FailureKind.Remedy.NEW_CREDENTIALS
				&& (this.ownCredentials || !this.regions.renewCredentials(this.credentialsChanges))) {
			return over(null);
		}
		this.used.values().removeIf(this::mayTryAgain);
		this.paused = true;
		return next();
	}

	private Admission ask(Function<RoutePlan, Admission> ask) {
		try {
			return ask.apply(planNow());
		}
		catch (RouteRefusedException ex) {
			this.lost = ex;
			return new Admission.Exhausted();
		}
	}

	// A call may last many minutes, and meanwhile a refresh may withdraw routes.
	private RoutePlan planNow() {
		if (!this.underWay) {
			this.underWay = true;
			return this.plan;
		}
		return this.planAgain.get();
	}

	// What comes after belongs to the future itself, so that room is given back even when
	// the call has ended meanwhile.
	private NextStep confirm(Admission admission) {
		RouteStateRegistry states = this.context.states();
		if (!(admission instanceof Admission.Granted granted) || !states.sharesQuotas()) {
			return answer(admission);
		}
		CompletableFuture<NextStep> next = states.confirm(granted).thenApply(this::confirmed);
		return (next.isDone()) ? next.join() : new NextStep.Confirmation(next);
	}

	private NextStep confirmed(Admission admission) {
		return (admission instanceof Admission.NoRoom && !this.finished.get()) ? next() : answer(admission);
	}

	private NextStep answer(Admission admission) {
		if (admission instanceof Admission.Granted granted) {
			this.reservation.set(granted.reservation());
			if (this.finished.get()) {
				release();
			}
			return begin(granted.route());
		}
		if (admission instanceof Admission.NoRoom) {
			Duration left = this.plan.declaration().settings().maxWait().minus(this.waited);
			Duration atMost = (left.compareTo(remaining()) < 0) ? left : remaining();
			boolean inVain = atMost.isNegative() || atMost.isZero();
			NextStep.Pause pause = (inVain || !this.waited.isZero()) ? pause(this::mayTryAgainBeforeRoom) : null;
			if (pause != null) {
				return pause;
			}
			return (inVain) ? over("No route had room within routing.max-wait") : new NextStep.Wait(atMost);
		}
		return pauseOrOver();
	}

	/**
	 * Wait for room, for the answer of a shared quota, or for the end of a pause. The
	 * caller is not blocked.
	 * @param later what {@link #next()} said
	 * @param answered is told once, on any thread, what the call does next; must not
	 * block
	 * @return ends the wait; {@code false} when that was too late, and the call has been
	 * answered or is about to be
	 * @throws RejectedExecutionException if the clients are closed
	 */
	BooleanSupplier await(NextStep.Later later, Consumer<NextStep> answered) {
		if (later instanceof NextStep.Pause pause) {
			ScheduledFuture<?> timer = this.regions.timers()
				.schedule(() -> answered.accept(resumed()), pause.backoff().toNanos(), TimeUnit.NANOSECONDS);
			return () -> timer.cancel(false);
		}
		if (later instanceof NextStep.Confirmation confirmation) {
			confirmation.next()
				.whenComplete((next, failure) -> answered
					.accept((failure != null) ? new NextStep.Fail(Outcome.ERROR, failure) : next));
			return () -> false;
		}
		this.waitNanos = System.nanoTime();
		QueuedCall call = new QueuedCall(this.plan, this.used, this.startedNanos,
				(taken) -> ask((plan) -> this.context.states().admit(plan, this.used, taken, this.size, this.needs)),
				(admission) -> {
					this.waited = this.waited.plusNanos(System.nanoTime() - this.waitNanos);
					answered.accept(answer(admission));
				});
		AdmissionQueue queue = this.context.states().admissionQueue();
		queue.enqueue(call, this.regions.timers(), ((NextStep.Wait) later).atMost());
		return () -> queue.dequeue(call);
	}

	// The last look at the destinations before the wire: nothing may leave for a place
	// that is not admitted, whatever else is wrong. The source Region need not be one of
	// the destinations; where it reads the prompt itself, it has to be admitted too.
	private NextStep begin(Route route) {
		try {
			if (this.operation.readsText()) {
				assertAdmitted(route, route.modelId(), route.destinations());
			}
		}
		catch (RouteRefusedException ex) {
			release();
			return new NextStep.Fail(Outcome.DENIED, ex);
		}
		try {
			if (this.readBySource != null) {
				assertAdmitted(route, this.readBySource, Destinations.of(List.of(route.sourceRegion())));
			}
		}
		catch (RouteRefusedException ex) {
			release();
			return withoutSource(route, ex);
		}
		this.route = route;
		this.attemptNanos = System.nanoTime();
		this.credentialsChanges = this.regions.credentialsChanges();
		return new NextStep.Send(route);
	}

	// The next route may start in a Region that is admitted.
	private NextStep withoutSource(Route route, RouteRefusedException refusal) {
		if (!this.operation.failsOver()) {
			return new NextStep.Fail(Outcome.DENIED, refusal);
		}
		this.used.put(route.key(), FailureKind.DENIED);
		this.lost = refusal;
		return next();
	}

	private void assertAdmitted(Route route, String subject, Destinations destinations) {
		ResidencyPolicy residency = this.plan.declaration().residency();
		if (residency.judge(destinations) instanceof ResidencyVerdict.Refused verdict) {
			Refusal refusal = new Refusal.ResidencyNotSatisfied(subject, route.sourceRegion(), residency, verdict);
			throw new RouteRefusedException(this.plan.name(), "Model '" + DisplayText.of(this.requested)
					+ "' was refused before any call: " + refusal.describe() + " [reason: " + refusal.reason() + "]",
					refusal);
		}
	}

	private void release() {
		Reservation held = this.reservation.getAndSet(null);
		if (held != null) {
			this.context.states().released(held);
		}
	}

	// The end of a call that cannot go on. If room was what lacked, noRoom says why.
	private NextStep over(@Nullable String noRoom) {
		FailureKind kind = this.lastKind;
		Throwable failure = lastFailure();
		if (kind != null && failure != null
				&& (noRoom == null || kind.outcome() == Outcome.THROTTLED || remaining().isZero())) {
			return new NextStep.Fail(kind.outcome(), explained(failure));
		}
		if (this.lost != null) {
			return new NextStep.Fail(Outcome.DENIED, this.lost);
		}
		if (noRoom == null || remaining().isZero()) {
			return new NextStep.Fail(Outcome.TIMEOUT, CallFailures.expired(this.deadline, this.plan, this.waited));
		}
		return new NextStep.Fail(Outcome.THROTTLED,
				CallFailures.throttled(noRoom, this.plan, this.attempts, this.waited, failure));
	}

	private @Nullable Throwable lastFailure() {
		return (this.attempts.isEmpty()) ? null : this.attempts.get(this.attempts.size() - 1).failure();
	}

	/**
	 * End an attempt that is the last one of its call.
	 * @param failure why it failed, or {@code null} when it did not
	 * @param usage the tokens that it used, or {@code null} when nothing says so
	 * @return what the failure means; {@code null} when there is none
	 */
	@Nullable FailureKind ended(@Nullable Throwable failure, @Nullable TokenCounts usage) {
		Route route = attempted(failure);
		tell(route, this.reservation.getAndSet(null), this.lastKind, failure, usage, false);
		return this.lastKind;
	}

	private Route attempted(@Nullable Throwable failure) {
		Route route = Objects.requireNonNull(this.route, "No attempt is under way");
		FailureKind kind = (failure != null) ? FailureClassifier.classify(failure) : null;
		this.attempts.add(new Attempt(route, (kind != null) ? kind.outcome() : Outcome.SUCCESS,
				Duration.ofNanos(this.attemptNanos - this.startedNanos),
				Duration.ofNanos(System.nanoTime() - this.attemptNanos), failure));
		this.lastKind = kind;
		if (kind != null) {
			this.used.put(route.key(), kind);
		}
		return route;
	}

	// Only the state of what is at fault changes. Credentials of a request are another
	// account's, or have other permissions and quotas.
	private void tell(Route route, @Nullable Reservation held, @Nullable FailureKind kind, @Nullable Throwable failure,
			@Nullable TokenCounts usage, boolean again) {
		if (this.ownCredentials || kind == FailureKind.CLIENT) {
			if (held != null) {
				this.context.states().released(held);
			}
			return;
		}
		tellOfCredentials(kind);
		RouteFailure result = (kind != null && failure != null) ? failureOf(route, told(kind), failure, again) : null;
		if (held != null) {
			this.context.states().ended(held, result, counted(usage), this.needs);
		}
		else if (this.operation.tellsOfRoute()) {
			this.context.states().record(route.key(), result, this.needs);
		}
		this.context.states().changeOf(route.key()).ifPresent((change) -> InvocationLog.changed(route, change));
	}

	private void tellOfCredentials(@Nullable FailureKind kind) {
		if (kind == null) {
			this.context.states().credentialsAccepted();
		}
		else if (kind.subject() == FailureKind.Subject.CREDENTIALS) {
			this.context.states().credentialsFailed(kind);
		}
	}

	// A call that will try the same route again does not know yet whether it is at fault.
	private RouteFailure failureOf(Route route, FailureKind kind, Throwable failure, boolean again) {
		int attempts = (kind.isFault()) ? this.failed.merge(route.key(), 1, Integer::sum) : 1;
		if (!again) {
			this.failed.remove(route.key());
		}
		Throwable cause = FailureClassifier.unwrap(failure);
		String reason = (kind.isFault()) ? FailureReason.of(kind, cause) : Denial.reason(cause);
		return new RouteFailure(kind, reason, needDenied(kind, cause), (again) ? 0 : attempts);
	}

	private @Nullable String needDenied(FailureKind kind, Throwable failure) {
		if (kind == FailureKind.GUARDRAIL) {
			return this.needs.guardrail();
		}
		boolean ofAction = kind == FailureKind.DENIED
				&& PolicyDenial.read(Objects.requireNonNullElse(failure.getMessage(), ""))
					.filter((denial) -> denial.action().equals(this.needs.action()))
					.isPresent();
		return (ofAction) ? this.needs.action() : null;
	}

	// The deadline is the caller's. It says something of a route that was silent for most
	// of it, and nothing of one that was answering, or had hardly begun.
	private FailureKind told(FailureKind kind) {
		if (kind != FailureKind.TIMEOUT || !remaining().isZero()) {
			return kind;
		}
		boolean silent = this.firstContent == null
				&& Duration.ofNanos(System.nanoTime() - this.attemptNanos).compareTo(this.deadline.dividedBy(2)) > 0;
		return (silent) ? kind : FailureKind.CANCELLED;
	}

	// A stream that was cut short has been charged for, and does not say how much.
	private @Nullable TokenCounts counted(@Nullable TokenCounts usage) {
		return (usage == null && this.firstContent != null)
				? new TokenCounts(this.size.characters() / CHARACTERS_PER_TOKEN, 0, 0, 0) : usage;
	}

	/**
	 * End an attempt that failed, and begin the next one, if there may be one.
	 * @param failure why it failed
	 * @param usage the tokens that it used, or {@code null} when nothing says so
	 * @param mayGoOn whether another attempt may follow at all
	 * @return what the call does next
	 */
	NextStep failed(Throwable failure, @Nullable TokenCounts usage, boolean mayGoOn) {
		Route route = attempted(failure);
		FailureKind kind = Objects.requireNonNull(this.lastKind);
		Reservation held = this.reservation.getAndSet(null);
		// What a throttle or a denial says has to be known before the next route is
		// chosen, and whether a fault counts is known only after that.
		if (!kind.isFault()) {
			tell(route, held, kind, failure, usage, false);
		}
		NextStep next = (mayGoOn && mayGoOn(kind)) ? further(kind)
				: new NextStep.Fail(kind.outcome(), explained(failure));
		if (kind.isFault()) {
			tell(route, held, kind, failure, usage, next instanceof NextStep.Pause);
		}
		return next;
	}

	private boolean mayGoOn(FailureKind kind) {
		boolean first = this.seen.add(kind);
		return kind.remedy() != FailureKind.Remedy.NONE && (first || !kind.remedy().isOnce());
	}

	private NextStep further(FailureKind kind) {
		return (kind.remedy().allowsOtherRoute()) ? next() : pauseOrFail();
	}

	// Another route has the same clock and the same credentials.
	private NextStep pauseOrFail() {
		return (remaining().isZero() || attemptsAreUsedUp()) ? over(null) : pauseOrOver();
	}

	/**
	 * Note that the first content has reached the caller.
	 */
	void contentReachedCaller() {
		this.firstContent = Duration.ofNanos(System.nanoTime() - this.startedNanos);
	}

	/**
	 * How much time the call has left.
	 * @return the time until the deadline; zero when it is over
	 */
	Duration remaining() {
		Duration left = this.deadline.minusNanos(System.nanoTime() - this.startedNanos);
		return (left.isNegative()) ? Duration.ZERO : left;
	}

	/**
	 * End the call with an answer.
	 * @param usage the tokens that were used, or {@code null}
	 */
	void succeed(@Nullable TokenCounts usage) {
		ended(null, usage);
		this.regions.retries().succeeded(Objects.requireNonNull(this.route).sourceRegion(), this.retries);
		finish(Outcome.SUCCESS, usage, null);
	}

	/**
	 * End the call: once, whoever comes first. Room that it still holds goes back.
	 * @param outcome how it ended
	 * @param usage the tokens that were used, or {@code null}
	 * @param failure why it failed, or {@code null}
	 */
	void finish(Outcome outcome, @Nullable TokenCounts usage, @Nullable Throwable failure) {
		if (!this.finished.compareAndSet(false, true)) {
			return;
		}
		release();
		Refusal refusal = (failure instanceof RouteRefusedException refused) ? refused.getRefusal() : null;
		publish(this.context,
				new InvocationRecord(this.plan.name(), this.operation, this.requested, this.startedAt,
						Duration.ofNanos(System.nanoTime() - this.startedNanos), this.firstContent, this.attempts,
						outcome, usage, refusal, failure));
	}

	private static void publish(InvocationContext context, InvocationRecord invocation) {
		InvocationLog.ended(invocation);
		for (InvocationListener listener : context.listeners()) {
			try {
				listener.onInvocation(invocation);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Invocation listener {} failed; the call itself is not affected",
						listener.getClass().getName(), ex);
			}
		}
	}

	/**
	 * The failure of a call that the close of the clients has ended.
	 * @param what what was under way
	 * @return the failure
	 */
	SdkClientException closedWhile(String what) {
		return SdkClientException.create("The Bedrock clients were closed while " + what);
	}

	/**
	 * The failure as the caller sees it, its message ending in what was tried.
	 * @param failure the failure of the last attempt
	 * @return an exception of the same type
	 */
	Throwable explained(Throwable failure) {
		return CallFailures.explained(failure, this.plan, this.attempts, this.waited);
	}

}
