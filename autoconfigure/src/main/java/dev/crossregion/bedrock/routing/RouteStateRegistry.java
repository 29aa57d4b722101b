package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.RouteStatus.Status;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of every route that calls have used, for all plans together: admits
 * each attempt to a route with room, and learns from how it ended. Thread-safe; the
 * states are updated without a lock, and listeners run on the thread that updated them.
 * <p>
 * It creates its {@link AdmissionQueue} and its {@link QuotaSharing}, which call it back.
 * A throttle is handled as follows: {@link #ended} updates the state of the route and
 * notifies the queue, which tries to admit the calls that wait. The throttled call itself
 * is then admitted to another route by {@link AdmissionQueue#admit}, or joins the queue
 * by {@link AdmissionQueue#enqueue}. After every later change of a state the queue calls
 * {@code tryAdmit} of its {@link AdmissionQueue.QueuedCall calls}, which calls
 * {@link #admit} again, and passes an admission to their {@code onAdmission}. Where
 * quotas are shared, an admission counts only after {@link #confirm}.
 *
 * @since 0.1.0
 */
public final class RouteStateRegistry {

	private final Clock clock;

	private final LongSupplier nanos;

	private final long origin;

	private final ConcurrentMap<Route.Key, AtomicReference<RouteState>> states = new ConcurrentHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile QuotaSource.@Nullable Quotas quotas;

	private final RouteChangeFilter changes = new RouteChangeFilter();

	private volatile CredentialsState credentials = CredentialsState.VALID;

	/** The outcomes of attempts that were admitted before this time are ignored. */
	private volatile long resetAt = Long.MIN_VALUE;

	private final QuotaSharing sharing = new QuotaSharing(this);

	private final AdmissionQueue admissionQueue = new AdmissionQueue(this);

	/**
	 * Create an empty registry.
	 * @param clock the time of day, for reports
	 */
	public RouteStateRegistry(Clock clock) {
		this(clock, System::nanoTime);
	}

	/**
	 * Create an empty registry.
	 * @param clock the time of day, for reports
	 * @param nanos a monotonic time in nanoseconds, such as {@link System#nanoTime()}
	 */
	public RouteStateRegistry(Clock clock, LongSupplier nanos) {
		this.clock = clock;
		this.nanos = nanos;
		this.origin = nanos.getAsLong();
	}

	long now() {
		return this.nanos.getAsLong() - this.origin;
	}

	/**
	 * The status of a route.
	 * @param route the route
	 * @return its status now
	 */
	public RouteStatus of(Route.Key route) {
		long now = now();
		RouteState state = state(route);
		if (state == null) {
			state = unused(route, now);
		}
		RouteHealth health = state.health();
		String deniedAction = state.denials().deniedAction(now);
		if (health.denied() != null || (deniedAction != null && health.lastOutcome() != Outcome.SUCCESS)) {
			return new RouteStatus(Status.DENIED, null,
					(health.denied() != null) ? health.denied().reason() : deniedAction, health.lastOutcome());
		}
		Suspension dailyQuota = health.dailyQuotaExhausted();
		if (dailyQuota != null && now < dailyQuota.until()) {
			return status(Status.THROTTLED, dailyQuota.until(), null, health, now);
		}
		Suspension fault = health.breaker().suspension();
		if (fault != null && now < health.breaker().reportedUntil()) {
			return status(Status.FAULTY, health.breaker().reportedUntil(), fault.reason(), health, now);
		}
		return (health.isThrottled(now)) ? status(Status.THROTTLED, health.throttle().until(), null, health, now)
				: new RouteStatus(Status.AVAILABLE, null, deniedAction, health.lastOutcome());
	}

	private RouteStatus status(Status status, long until, @Nullable String reason, RouteHealth health, long now) {
		Instant instant = this.clock.instant().plusNanos(until - now).truncatedTo(ChronoUnit.MILLIS);
		return new RouteStatus(status, instant, reason, health.lastOutcome());
	}

	/**
	 * The change of a route's status that is to be logged after an attempt on it ended.
	 * Repeated changes are left out for a while, as {@link RouteChangeFilter} decides.
	 * @param route the route
	 * @return the change since the last one that this method returned, or empty if there
	 * is none to log
	 */
	public Optional<RouteChange> changeOf(Route.Key route) {
		RouteState state = state(route);
		boolean unchanged = state == null || (state.isCertainlyAvailable() && !this.changes.hasReported(route));
		return (unchanged) ? Optional.empty() : this.changes.next(route, () -> of(route), now());
	}

	/**
	 * Forget everything that calls have shown, as before the first call. The outcomes of
	 * attempts that are in flight are ignored.
	 */
	public void reset() {
		this.resetAt = now();
		this.states.clear();
		this.changes.reset();
		this.sharing.reset();
		this.credentials = CredentialsState.VALID;
		changed();
	}

	/**
	 * The part of a route's quota that is left, as this instance estimates it.
	 * @param route the route
	 * @return from 0 to 1; 1 before the first call, then a guess until the quota is
	 * declared or a throttle has shown it
	 */
	public double headroom(Route route) {
		RouteState state = state(route.key());
		return (state != null) ? Math.max(0, Math.min(1, state.quota().headroom(now()))) : 1;
	}

	/**
	 * The size of the quota that a route draws on, and where it comes from.
	 * @param route the route
	 * @return the declared or read numbers; a learned one has no value
	 */
	public RouteQuota quota(Route route) {
		RouteState state = state(route.key());
		QuotaSizes sizes = (state != null) ? state.sizes() : QuotaSizes.UNKNOWN;
		return sizes.with(route, this.quotas).all();
	}

	/**
	 * Replace the reading of quotas. It counts where nothing is declared, from the next
	 * request on.
	 * @param quotas the new reading; called once for each route that is used
	 */
	public void useQuotas(QuotaSource.Quotas quotas) {
		this.quotas = quotas;
		changed();
	}

	/**
	 * Draw on quotas together with other instances from the next request on.
	 * @param quotas the shared quotas, or {@code null} to stop that
	 */
	public void shareQuotas(@Nullable SharedQuotas quotas) {
		this.sharing.use(quotas);
		changed();
	}

	/**
	 * The quotas that are shared with other instances.
	 * @return the shared quotas, or empty when each instance uses its own mirror alone
	 */
	public Optional<SharedQuotas> sharedQuotas() {
		return Optional.ofNullable(this.sharing.quotas());
	}

	/**
	 * Whether an admission has to be {@linkplain #confirm confirmed}.
	 * @return {@code true} if quotas are shared
	 */
	public boolean sharesQuotas() {
		return this.sharing.quotas() != null;
	}

	/**
	 * Reserve in the shared quota what was reserved in the mirror of this instance.
	 * @param granted the admission with its reservation
	 * @return completes on any thread, never exceptionally: with the same admission, or
	 * with {@link Admission.NoRoom} when the shared quota has no room; the reservation is
	 * released then
	 */
	public CompletableFuture<Admission> confirm(Admission.Granted granted) {
		return this.sharing.confirm(granted);
	}

	/**
	 * The queue of calls that wait for room on these routes.
	 * @return the queue
	 */
	public AdmissionQueue admissionQueue() {
		return this.admissionQueue;
	}

	@Nullable RouteState state(Route.Key route) {
		AtomicReference<RouteState> reference = this.states.get(route);
		return (reference != null) ? reference.get() : null;
	}

	/**
	 * Find the route of the next attempt and reserve room on it, for a call without needs
	 * of its own.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they last failed
	 * @param size how large the request is
	 * @return the admission
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size) {
		return admit(plan, used, Set.of(), size, CallNeeds.NONE);
	}

	/**
	 * Find the route of the next attempt and reserve room on it.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they last failed
	 * @param awaited routes that other calls wait for: they count as having no room
	 * @param size how large the request is
	 * @param needs what the call needs beside the model
	 * @return the admission
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, Set<Route.Key> awaited, RequestSize size,
			CallNeeds needs) {
		List<Route> routes = plan.routes();
		RouteState[] snapshot = new RouteState[routes.size()];
		for (int attempt = 1;; attempt++) {
			long now = now();
			QuotaSource.Quotas quotas = this.quotas;
			for (int i = 0; i < snapshot.length; i++) {
				snapshot[i] = declared(routes.get(i), quotas, now);
			}
			RouteSelector.Decision decision = RouteSelector.decide(plan, used, this.sharing.withClosed(awaited, now),
					snapshot, size, needs, now);
			if (decision.route() < 0) {
				return (decision.delay() < 0) ? new Admission.Exhausted()
						: new Admission.NoRoom(Duration.ofNanos(this.sharing.delay(plan, decision.delay(), now)));
			}
			Route route = routes.get(decision.route());
			Route.Key key = route.key();
			RouteState state = snapshot[decision.route()];
			RequestSize sent = size.withMaximumOf(route.accounting().maxOutputTokens());
			long tokens = state.quota().estimate(sent);
			RouteState reserved = state.reserve(tokens, now);
			if (reference(key).compareAndSet(state, reserved)) {
				return new Admission.Granted(route, new Reservation(key, sent, tokens, reserved.admitted(), now));
			}
			ContentionBackoff.pause(attempt);
		}
	}

	private RouteState declared(Route route, QuotaSource.@Nullable Quotas quotas, long now) {
		AtomicReference<RouteState> reference = reference(route.key());
		for (int attempt = 1;; attempt++) {
			RouteState state = reference.get();
			RouteState declared = state.declare(route, quotas, now);
			if (declared == state || reference.compareAndSet(state, declared)) {
				return declared;
			}
			ContentionBackoff.pause(attempt);
		}
	}

	private AtomicReference<RouteState> reference(Route.Key route) {
		AtomicReference<RouteState> known = this.states.get(route);
		return (known != null) ? known
				: this.states.computeIfAbsent(route, (unknown) -> new AtomicReference<>(unused(route, now())));
	}

	// The daily quota belongs to all models, so its exhaustion also holds for a model
	// that is called for the first time.
	private RouteState unused(Route.Key route, long now) {
		RouteState unused = RouteState.unused(now);
		if (!route.usesDailyQuota()) {
			return unused;
		}
		for (Map.Entry<Route.Key, AtomicReference<RouteState>> other : this.states.entrySet()) {
			Suspension dailyQuota = other.getValue().get().health().dailyQuotaExhausted();
			if (dailyQuota != null && other.getKey().sourceRegion().equals(route.sourceRegion())) {
				return unused.withDailyQuotaExhausted(dailyQuota);
			}
		}
		return unused;
	}

	/**
	 * End an attempt: settle its reservation, and update the state of its route.
	 * @param reservation the reservation of the attempt
	 * @param failure how it failed, or {@code null} when it succeeded
	 * @param usage the tokens that it used, or {@code null} when they are not known
	 * @param needs what the call needed beside the model
	 */
	public void ended(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			CallNeeds needs) {
		if (!reservation.end()) {
			return;
		}
		this.sharing.ended(reservation, failure, usage);
		if (isCurrent(reservation)) {
			update(reservation.route(), (state, now) -> state.end(reservation, failure, usage, needs, now));
		}
	}

	/**
	 * Give back the room of a request that was not sent, or whose end does not concern
	 * the route.
	 * @param reservation the reservation
	 */
	public void released(Reservation reservation) {
		if (!reservation.end()) {
			return;
		}
		this.sharing.released(reservation);
		if (isCurrent(reservation)) {
			update(reservation.route(), (state, now) -> state.release(reservation, now));
		}
	}

	private boolean isCurrent(Reservation reservation) {
		return reservation.admittedAt() >= this.resetAt;
	}

	/**
	 * Note how an attempt without a reservation ended. A failure whose subject is not the
	 * route leaves its state unchanged.
	 * @param route the route of the attempt
	 * @param failure how it failed, or {@code null} when it succeeded
	 * @param needs what the call needed beside the model
	 */
	public void record(Route.Key route, @Nullable RouteFailure failure, CallNeeds needs) {
		update(route, (state, now) -> state.end(failure, needs, now));
	}

	/**
	 * The state of the application's credentials, as calls have shown.
	 * @return the state now
	 */
	public CredentialsState credentials() {
		return this.credentials;
	}

	/**
	 * Note that an attempt failed because of the application's credentials.
	 * @param failure the kind of the failure
	 */
	public void credentialsFailed(FailureKind failure) {
		this.credentials = CredentialsState.after(failure);
	}

	/**
	 * Note that an attempt succeeded, so that the credentials are valid.
	 */
	public void credentialsAccepted() {
		if (this.credentials != CredentialsState.VALID) {
			this.credentials = CredentialsState.VALID;
		}
	}

	private void update(Route.Key route, Change change) {
		AtomicReference<RouteState> reference = reference(route);
		for (int attempt = 1;; attempt++) {
			RouteState before = reference.get();
			RouteState after = change.apply(before, now());
			if (reference.compareAndSet(before, after)) {
				if (route.usesDailyQuota()) {
					applyDailyQuota(route, before.health().dailyQuotaExhausted(), after.health().dailyQuotaExhausted());
				}
				break;
			}
			ContentionBackoff.pause(attempt);
		}
		changed();
	}

	// The daily quota belongs to the account and the source Region, for all models
	// together, so that a change found on one route holds for the others. A probe that
	// was sent or given up is no change.
	private void applyDailyQuota(Route.Key from, @Nullable Suspension before, @Nullable Suspension after) {
		if (before == after || (before != null && after != null && before.until() == after.until())) {
			return;
		}
		this.states.forEach((route, reference) -> {
			if (!route.equals(from) && route.sourceRegion().equals(from.sourceRegion()) && route.usesDailyQuota()) {
				reference.updateAndGet((state) -> (after != null) ? state.withDailyQuotaExhausted(after)
						: state.withDailyQuotaAvailable());
			}
		});
	}

	void changed() {
		for (Runnable listener : this.listeners) {
			listener.run();
		}
	}

	/**
	 * Add a listener for changes of states, which may have made room. It runs after every
	 * change, on the thread that made the change; it must not block.
	 * @param listener the listener
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * A change of the state of a route.
	 */
	@FunctionalInterface
	private interface Change {

		RouteState apply(RouteState state, long now);

	}

}
