package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.Refusal;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RoutePlan;
import dev.crossregion.bedrock.routing.RouteRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One call from its request to its record: which routes it has used up, how much time is
 * left, and what is told of it at the end. Attempts follow one another, each from a
 * thread that sees what the one before has written.
 */
final class Invocation {

	private static final Logger logger = LoggerFactory.getLogger(Invocation.class);

	private final InvocationContext context;

	private final RoutePlan plan;

	private final @Nullable String through;

	private final Operation operation;

	private final String requested;

	private final Instant startedAt;

	private final long startedNanos = System.nanoTime();

	private final Set<Route.Key> tried = new HashSet<>();

	private final List<Attempt> attempts = new ArrayList<>();

	private final AtomicBoolean finished = new AtomicBoolean();

	private Duration deadline;

	private long attemptNanos;

	private volatile @Nullable Duration firstContent;

	private Invocation(InvocationContext context, RoutePlan plan, @Nullable String through, Operation operation,
			String requested) {
		this.context = context;
		this.plan = plan;
		this.through = through;
		this.operation = operation;
		this.requested = requested;
		this.startedAt = context.clock().instant();
		this.deadline = plan.declaration().limits().deadline();
	}

	/**
	 * Start a call. A refusal is recorded, and nothing else happens.
	 * @param context the context
	 * @param through the configured model that the call comes through, or {@code null}
	 * @param operation what is called
	 * @param requested what the request names as the model
	 * @param override a reason to refuse the request whatever it names, or {@code null}
	 * @return the call
	 * @throws RouteRefusedException if the request may use no route
	 */
	static Invocation start(InvocationContext context, @Nullable String through, Operation operation,
			@Nullable String requested, Refusal.@Nullable UncheckedOverride override) {
		Instant startedAt = context.clock().instant();
		try {
			RoutePlan plan = context.plans().resolve(through, requested);
			if (override != null) {
				throw new RouteRefusedException(plan.name(), operation + " was refused before any call: "
						+ override.describe() + " [reason: " + override.reason() + "]", override);
			}
			return new Invocation(context, plan, through, operation, (requested != null) ? requested : "");
		}
		catch (RouteRefusedException ex) {
			publish(context, new InvocationRecord(ex.getModel(), operation, (requested != null) ? requested : "",
					startedAt, Duration.ZERO, null, List.of(), Outcome.DENIED, null, ex.getRefusal(), ex));
			throw ex;
		}
	}

	/**
	 * Start a call with the limits that its request carries.
	 * @param context the context
	 * @param through the configured model that the call comes through, or {@code null}
	 * @param operation what is called
	 * @param requested what the request names as the model
	 * @param request the request
	 * @return the call
	 * @throws RouteRefusedException if the request may use no route
	 */
	static Invocation start(InvocationContext context, @Nullable String through, Operation operation,
			@Nullable String requested, AwsRequest request) {
		Invocation invocation = start(context, through, operation, requested, RoutedRequest.refusal(request));
		RoutedRequest.timeout(request).ifPresent(invocation::endWithin);
		return invocation;
	}

	RoutePlan plan() {
		return this.plan;
	}

	/**
	 * Take over the caller's own limit for the call as a whole, if it is the stricter
	 * one.
	 * @param limit the caller's limit
	 */
	void endWithin(Duration limit) {
		this.deadline = (limit.compareTo(this.deadline) < 0) ? limit : this.deadline;
	}

	/**
	 * Begin the next attempt. This is the last look at the destinations before the wire:
	 * nothing may leave for a place that is not admitted, whatever else is wrong. Tokens
	 * are counted in the source Region itself, so that has to be admitted too.
	 * @return the route of the attempt, or empty when no route or no time is left, or the
	 * operation is not sent twice
	 * @throws RouteRefusedException if residency does not admit the route; the call has
	 * ended then
	 */
	Optional<Route> next() {
		if (remaining().isZero() || (!this.tried.isEmpty() && !this.operation.failsOver())) {
			return Optional.empty();
		}
		Optional<Route> route = planNow().flatMap((current) -> current.routes()
			.stream()
			.filter((candidate) -> !this.tried.contains(candidate.key()))
			.findFirst());
		route.ifPresent((next) -> {
			assertAdmitted(next, next.destinations());
			if (this.operation == Operation.COUNT_TOKENS) {
				assertAdmitted(next, Destinations.of(List.of(next.sourceRegion())));
			}
			this.tried.add(next.key());
			this.attemptNanos = System.nanoTime();
		});
		return route;
	}

	// A call may last many minutes, and meanwhile a refresh may withdraw routes.
	private Optional<RoutePlan> planNow() {
		if (this.tried.isEmpty()) {
			return Optional.of(this.plan);
		}
		try {
			return Optional.of(this.context.plans().resolve(this.through, this.requested));
		}
		catch (RouteRefusedException ex) {
			return Optional.empty();
		}
	}

	private void assertAdmitted(Route route, Destinations destinations) {
		ResidencyPolicy residency = this.plan.declaration().residency();
		if (residency.judge(destinations) instanceof ResidencyVerdict.Refused verdict) {
			Refusal refusal = new Refusal.ResidencyNotSatisfied(route.profile(), route.sourceRegion(), residency,
					verdict);
			RouteRefusedException ex = new RouteRefusedException(this.plan.name(), "Model '" + this.requested
					+ "' was refused before any call: " + refusal.describe() + " [reason: " + refusal.reason() + "]",
					refusal);
			finish(Outcome.DENIED, null, refusal, ex);
			throw ex;
		}
	}

	/**
	 * End an attempt.
	 * @param route its route
	 * @param failure why it failed, or {@code null} when it did not
	 * @return what the failure means; {@code null} when there is none
	 */
	@Nullable FailureKind ended(Route route, @Nullable Throwable failure) {
		FailureKind kind = (failure != null) ? FailureClassifier.classify(failure) : null;
		Outcome outcome = (kind != null) ? kind.outcome() : Outcome.SUCCESS;
		long now = System.nanoTime();
		this.attempts.add(new Attempt(route, outcome, Duration.ofNanos(this.attemptNanos - this.startedNanos),
				Duration.ofNanos(now - this.attemptNanos), failure));
		if (this.operation.tellsOfRoute() && kind != FailureKind.FOREIGN) {
			this.context.states().record(route.key(), kind, (failure != null) ? failure.getMessage() : null);
		}
		return kind;
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
	 * End the call: once, whoever comes first.
	 * @param outcome how it ended
	 * @param usage the tokens that were used, or {@code null}
	 * @param failure why it failed, or {@code null}
	 * @return {@code true} for the one that ended it
	 */
	boolean finish(Outcome outcome, @Nullable TokenCounts usage, @Nullable Throwable failure) {
		return finish(outcome, usage, null, failure);
	}

	private boolean finish(Outcome outcome, @Nullable TokenCounts usage, @Nullable Refusal refusal,
			@Nullable Throwable failure) {
		if (!this.finished.compareAndSet(false, true)) {
			return false;
		}
		publish(this.context,
				new InvocationRecord(this.plan.name(), this.operation, this.requested, this.startedAt,
						Duration.ofNanos(System.nanoTime() - this.startedNanos), this.firstContent, this.attempts,
						outcome, usage, refusal, failure));
		return true;
	}

	private static void publish(InvocationContext context, InvocationRecord invocation) {
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
	 * End an attempt that failed.
	 * @param route its route
	 * @param failure why it failed
	 * @return what the failure means
	 */
	FailureKind failed(Route route, Throwable failure) {
		return Objects.requireNonNull(ended(route, failure));
	}

	/**
	 * End the call with an answer.
	 * @param route the route that it came along
	 * @param usage the tokens that were used, or {@code null}
	 */
	void succeed(Route route, @Nullable TokenCounts usage) {
		ended(route, null);
		finish(Outcome.SUCCESS, usage, null);
	}

	/**
	 * End the call with the failure of its last attempt.
	 * @param kind what the failure means
	 * @param failure the failure
	 * @return the failure that the caller sees
	 */
	Throwable fail(FailureKind kind, Throwable failure) {
		Throwable explained = explained(failure);
		finish(kind.outcome(), null, explained);
		return explained;
	}

	/**
	 * End a call that has no time for even one attempt.
	 * @return the failure that the caller sees
	 */
	ApiCallTimeoutException expire() {
		ApiCallTimeoutException ex = ApiCallTimeoutException.builder()
			.message("No attempt was made within " + this.deadline + " [model " + this.plan.name() + "]")
			.build();
		finish(Outcome.TIMEOUT, null, ex);
		return ex;
	}

	/**
	 * The failure that the caller sees: the exception of the last attempt, its message
	 * ending in what was tried.
	 * @param failure the failure of the last attempt
	 * @return an exception of the same type
	 */
	Throwable explained(Throwable failure) {
		Throwable cause = FailureClassifier.asSdkFailure(failure);
		if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
			AwsErrorDetails details = service.awsErrorDetails();
			String message = Objects.requireNonNullElse(details.errorMessage(), "No message") + tried();
			return sameType(service,
					service.toBuilder()
						.message(message)
						.awsErrorDetails(details.toBuilder().errorMessage(message).build())
						.cause(service)
						.build());
		}
		if (cause instanceof SdkException sdk) {
			return sameType(sdk, sdk.toBuilder().message(sdk.getMessage() + tried()).cause(sdk).build());
		}
		return cause;
	}

	// An exception class from elsewhere may inherit its builder, and would change its
	// type.
	private static Throwable sameType(SdkException original, Throwable rebuilt) {
		return (rebuilt.getClass() == original.getClass()) ? rebuilt : original;
	}

	private String tried() {
		return this.attempts.stream()
			.map((attempt) -> attempt.route() + ": " + attempt.outcome() + " after " + attempt.duration().toMillis()
					+ " ms")
			.collect(Collectors.joining("; ", " [model " + this.plan.name() + "; tried " + this.attempts.size() + ": ",
					"]"));
	}

}
