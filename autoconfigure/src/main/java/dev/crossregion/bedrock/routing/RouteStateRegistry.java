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
 * The state of every route that calls have used, shared by all plans: who asks for a
 * route gets one with room, and tells how the attempt went. Thread-safe and free of
 * locks.
 *
 * @since 0.1.0
 */
public final class RouteStateRegistry {

	private static final int PATIENCE = 16;

	private static final int FIRST_SPINS = 32;

	private static final int MOST_DOUBLINGS = 2;

	private final Clock clock;

	private final LongSupplier nanos;

	private final long origin;

	private final ConcurrentMap<Route.Key, AtomicReference<RouteState>> conditions = new ConcurrentHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile QuotaSource.@Nullable Quotas quotas;

	private final RouteChanges changes = new RouteChanges();

	private volatile CredentialsState credentials = CredentialsState.VALID;

	/** What was admitted before is not known any more. */
	private volatile long resetAt = Long.MIN_VALUE;

	private final QuotaSharing sharing = new QuotaSharing(this);

	private final AdmissionQueue waitingRoom = new AdmissionQueue(this);

	/**
	 * Create the states of no route.
	 * @param clock tells the time of day
	 */
	public RouteStateRegistry(Clock clock) {
		this(clock, System::nanoTime);
	}

	/**
	 * Create the states of no route.
	 * @param clock tells the time of day, for reports
	 * @param nanos measures how time passes, in nanoseconds, whatever happens to the time
	 * of day
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
	 * The state of a route.
	 * @param route the route
	 * @return its state now
	 */
	public RouteStatus of(Route.Key route) {
		long now = now();
		RouteState condition = condition(route);
		if (condition == null) {
			condition = unused(route, now);
		}
		RouteHealth health = condition.health();
		String deniedAction = condition.denials().deniedAction(now);
		if (health.denied() != null || (deniedAction != null && health.lastOutcome() != Outcome.SUCCESS)) {
			return new RouteStatus(Status.DENIED, null,
					(health.denied() != null) ? health.denied().reason() : deniedAction, health.lastOutcome());
		}
		if (health.spent() != null && now < health.spent().until()) {
			return state(Status.THROTTLED, health.spent().until(), null, health, now);
		}
		if (health.faulty() != null && now < health.faultyUntil()) {
			return state(Status.FAULTY, health.faultyUntil(), health.faulty().reason(), health, now);
		}
		return (health.isThrottled(now)) ? state(Status.THROTTLED, health.throttledUntil(), null, health, now)
				: new RouteStatus(Status.AVAILABLE, null, deniedAction, health.lastOutcome());
	}

	private RouteStatus state(Status status, long until, @Nullable String reason, RouteHealth health, long now) {
		Instant instant = this.clock.instant().plusNanos(until - now).truncatedTo(ChronoUnit.MILLIS);
		return new RouteStatus(status, instant, reason, health.lastOutcome());
	}

	/**
	 * What is worth a line in the log now that an attempt on a route has ended: the state
	 * that it has changed to since this was last asked. A state that comes back again and
	 * again is told once in a while only, as {@link RouteChanges} says.
	 * @param route the route
	 * @return the change, or empty if there is none to tell
	 */
	public Optional<RouteChange> changeOf(Route.Key route) {
		RouteState condition = condition(route);
		boolean quiet = condition == null || (condition.isUntroubled() && !this.changes.hasTold(route));
		return (quiet) ? Optional.empty() : this.changes.next(route, () -> of(route), now());
	}

	/**
	 * Forget everything that calls have shown: routes are as before the first call. What
	 * is under way says nothing any more when it ends.
	 */
	public void reset() {
		this.resetAt = now();
		this.conditions.clear();
		this.changes.reset();
		this.sharing.reset();
		this.credentials = CredentialsState.VALID;
		changed();
	}

	/**
	 * The part of a route's quota that is left, as this instance estimates it.
	 * @param route the route
	 * @return from 0 to 1; 1 while nothing is known of the quota
	 */
	public double headroom(Route route) {
		RouteState state = condition(route.key());
		return (state != null) ? Math.max(0, Math.min(1, state.quota().headroom(now()))) : 1;
	}

	/**
	 * The size of the quota that a route draws on, and where it comes from.
	 * @param route the route
	 * @return what is known now; a number that is learned is not given
	 */
	public RouteQuota quota(Route route) {
		RouteState condition = condition(route.key());
		QuotaSizes sizes = (condition != null) ? condition.sizes() : QuotaSizes.UNKNOWN;
		return sizes.with(route, this.quotas).all();
	}

	/**
	 * Take over what was read of quotas, in place of what was read before. It counts
	 * where nothing is declared, from the next request on.
	 * @param quotas what was read; asked once for each route that is used
	 */
	public void use(QuotaSource.Quotas quotas) {
		this.quotas = quotas;
		changed();
	}

	/**
	 * Draw on quotas together with other instances from the next request on.
	 * @param quotas the shared quotas, or {@code null} to stop that
	 */
	public void share(@Nullable SharedQuotas quotas) {
		this.sharing.use(quotas);
		changed();
	}

	/**
	 * The quotas that are shared with other instances.
	 * @return the shared quotas, or empty when each instance goes by its own mirror
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
	 * Reserve in the shared quota what was reserved here.
	 * @param granted what was reserved
	 * @return completes on any thread, never exceptionally: with the same, or with
	 * {@link Admission.Wait} when there is no room, and none is held here any more
	 */
	public CompletableFuture<Admission> confirm(Admission.Granted granted) {
		return this.sharing.confirm(granted);
	}

	/**
	 * Where calls wait for room on these routes.
	 * @return the waiting room
	 */
	public AdmissionQueue waitingRoom() {
		return this.waitingRoom;
	}

	@Nullable RouteState condition(Route.Key route) {
		AtomicReference<RouteState> reference = this.conditions.get(route);
		return (reference != null) ? reference.get() : null;
	}

	/**
	 * Find the route of the next attempt and reserve room on it, for a call without needs
	 * of its own.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they last failed
	 * @param size how large the request is
	 * @return what the call may do
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size) {
		return admit(plan, used, Set.of(), size, CallNeeds.NONE);
	}

	/**
	 * Find the route of the next attempt and reserve room on it.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they last failed
	 * @param taken routes that others wait for: they count as having no room
	 * @param size how large the request is
	 * @param needs what the call needs beside the model
	 * @return what the call may do
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, Set<Route.Key> taken, RequestSize size,
			CallNeeds needs) {
		List<Route> routes = plan.routes();
		RouteState[] snapshot = new RouteState[routes.size()];
		for (int attempt = 1;; attempt++) {
			long now = now();
			QuotaSource.Quotas quotas = this.quotas;
			for (int i = 0; i < snapshot.length; i++) {
				snapshot[i] = declared(routes.get(i), quotas, now);
			}
			RouteSelector.Decision decision = RouteSelector.decide(plan, used, this.sharing.closed(taken, now),
					snapshot, size, needs, now);
			if (decision.route() < 0) {
				return (decision.delay() < 0) ? new Admission.Nothing()
						: new Admission.Wait(Duration.ofNanos(this.sharing.delay(plan, decision.delay(), now)));
			}
			Route route = routes.get(decision.route());
			Route.Key key = route.key();
			RouteState condition = snapshot[decision.route()];
			RequestSize sent = size.withMaximumOf(route.accounting().maxOutputTokens());
			long tokens = condition.quota().estimate(sent);
			RouteState reserved = condition.reserve(tokens, now);
			if (reference(key).compareAndSet(condition, reserved)) {
				return new Admission.Granted(route, new Reservation(key, sent, tokens, reserved.admitted(), now));
			}
			pause(attempt);
		}
	}

	private RouteState declared(Route route, QuotaSource.@Nullable Quotas quotas, long now) {
		AtomicReference<RouteState> reference = reference(route.key());
		for (int attempt = 1;; attempt++) {
			RouteState condition = reference.get();
			RouteState declared = condition.declare(route, quotas, now);
			if (declared == condition || reference.compareAndSet(condition, declared)) {
				return declared;
			}
			pause(attempt);
		}
	}

	private AtomicReference<RouteState> reference(Route.Key route) {
		AtomicReference<RouteState> known = this.conditions.get(route);
		return (known != null) ? known
				: this.conditions.computeIfAbsent(route, (unknown) -> new AtomicReference<>(unused(route, now())));
	}

	// A day without quota holds for all models, so also for one that is called first now.
	private RouteState unused(Route.Key route, long now) {
		RouteState unused = RouteState.unused(now);
		if (!route.drawsOnTheDay()) {
			return unused;
		}
		for (Map.Entry<Route.Key, AtomicReference<RouteState>> known : this.conditions.entrySet()) {
			Suspension day = known.getValue().get().health().spent();
			if (day != null && known.getKey().sourceRegion().equals(route.sourceRegion())) {
				return unused.spentLike(day);
			}
		}
		return unused;
	}

	// Whoever loses a race tries again, the later the more often it has lost: what it has
	// made for the old condition is garbage. Many that keep losing make room for each
	// other.
	private static void pause(int attempt) {
		if (attempt % PATIENCE == 0) {
			Thread.yield();
			return;
		}
		for (int spin = FIRST_SPINS << Math.min(attempt - 1, MOST_DOUBLINGS); spin > 0; spin--) {
			Thread.onSpinWait();
		}
	}

	/**
	 * End an attempt: its room is settled, and its route's state follows from how it
	 * went.
	 * @param reservation the room that the attempt held
	 * @param failure how it failed, or {@code null} when it did not
	 * @param usage the tokens that it used, or {@code null} when nothing says so
	 * @param needs what the call needed beside the model
	 */
	public void ended(Reservation reservation, @Nullable RouteFailure failure, @Nullable TokenCounts usage,
			CallNeeds needs) {
		if (!reservation.end()) {
			return;
		}
		this.sharing.ended(reservation, failure, usage);
		if (isKnown(reservation)) {
			update(reservation.route(), (condition, now) -> condition.end(reservation, failure, usage, needs, now));
		}
	}

	/**
	 * Give back the room of a request that was never sent, or whose end says nothing of
	 * the route.
	 * @param reservation the room
	 */
	public void released(Reservation reservation) {
		if (!reservation.end()) {
			return;
		}
		this.sharing.released(reservation);
		if (isKnown(reservation)) {
			update(reservation.route(), (condition, now) -> condition.release(reservation, now));
		}
	}

	private boolean isKnown(Reservation reservation) {
		return reservation.admittedAt() >= this.resetAt;
	}

	/**
	 * Note how an attempt without a reservation ended. What is at fault beside the route
	 * says nothing of it.
	 * @param route the route of the attempt
	 * @param failure how it failed, or {@code null} when it did not
	 * @param needs what the call needed beside the model
	 */
	public void record(Route.Key route, @Nullable RouteFailure failure, CallNeeds needs) {
		update(route, (condition, now) -> condition.end(failure, needs, now));
	}

	/**
	 * What calls have shown of the credentials of the application.
	 * @return their state now
	 */
	public CredentialsState credentials() {
		return this.credentials;
	}

	/**
	 * Note that the credentials of the application, and no route, made an attempt fail.
	 * @param failure what the failure means
	 */
	public void credentialsFailed(FailureKind failure) {
		this.credentials = CredentialsState.after(failure);
	}

	/**
	 * Note that an attempt was answered, and so that the credentials are good.
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
				Suspension day = after.health().spent();
				if (day != before.health().spent() && route.drawsOnTheDay()) {
					share(route, before.health().spent(), day);
				}
				break;
			}
			pause(attempt);
		}
		changed();
	}

	// The day's quota belongs to the account and the source Region, over all models. What
	// one route learns of it holds for the others; a look that is under way changes
	// nothing.
	private void share(Route.Key from, @Nullable Suspension before, @Nullable Suspension day) {
		if (before != null && day != null && before.until() == day.until()) {
			return;
		}
		this.conditions.forEach((route, reference) -> {
			if (!route.equals(from) && route.sourceRegion().equals(from.sourceRegion()) && route.drawsOnTheDay()) {
				reference.updateAndGet((condition) -> (day != null) ? condition.spentLike(day) : condition.unspent());
			}
		});
	}

	void changed() {
		for (Runnable listener : this.listeners) {
			listener.run();
		}
	}

	/**
	 * Have waiting calls look again when there may be room. The listener has to be cheap:
	 * it runs on the thread whose attempt has ended, and no lock is held.
	 * @param listener is told after every change
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * What changes a condition.
	 */
	@FunctionalInterface
	private interface Change {

		RouteState apply(RouteState condition, long now);

	}

}
