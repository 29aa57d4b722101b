package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;

/**
 * Queues calls while every route of their model lacks room, in the order in which the
 * calls started. A later call may overtake only on routes that no earlier call waits for.
 * No thread is blocked. The first call of each line tries again when the quota mirror
 * expects room, and after every change of a route's state; {@link RouteStateRegistry}
 * describes the order of these calls. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AdmissionQueue {

	/** A timer for less than this costs more than it gains. */
	private static final Duration MIN_TIMER_DELAY = Duration.ofMillis(1);

	private final RouteStateRegistry states;

	private final ReentrantLock lock = new ReentrantLock();

	/** Calls that can use the same routes share a line. Guarded by the lock. */
	private final Map<Set<Route.Key>, Queue<QueuedCall>> lines = new HashMap<>();

	/** How many threads have asked for a dispatch since the last one began. */
	private final AtomicInteger dispatchRequests = new AtomicInteger();

	/** How many calls are queued. Written under the lock, and read without it. */
	private volatile int queued;

	/** The timer of the next dispatch. Guarded by the lock. */
	private @Nullable ScheduledFuture<?> timer;

	/**
	 * Create an empty queue.
	 * @param states the states of the routes that calls wait for
	 */
	AdmissionQueue(RouteStateRegistry states) {
		this.states = states;
		states.onChange(this::dispatch);
	}

	/**
	 * Choose a route for a call and reserve its room. A route that an earlier call waits
	 * for counts as having no room.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed
	 * @param size the size of the call
	 * @param needs what it needs beside the model
	 * @param startedAt when the call started, as {@link System#nanoTime()} tells it
	 * @return the admission
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size, CallNeeds needs,
			long startedAt) {
		return this.states.admit(plan, used, (this.queued > 0) ? awaitedBefore(startedAt) : Set.of(), size, needs);
	}

	private Set<Route.Key> awaitedBefore(long startedAt) {
		Set<Route.Key> awaited = new HashSet<>();
		this.lock.lock();
		try {
			for (Queue<QueuedCall> line : this.lines.values()) {
				QueuedCall first = line.element();
				if (first.startedAt - startedAt < 0) {
					awaited.addAll(first.routes);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return awaited;
	}

	/**
	 * Queue a call.
	 * @param call the call; it can be queued once
	 * @param timers runs the timers of the queue
	 * @param maxWait how long the call waits at most
	 * @throws RejectedExecutionException if the timers are shut down
	 */
	public void enqueue(QueuedCall call, ScheduledExecutorService timers, Duration maxWait) {
		this.lock.lock();
		try {
			call.timers = timers;
			call.expiry = timers.schedule(() -> expire(call), maxWait.toNanos(), TimeUnit.NANOSECONDS);
			this.lines.computeIfAbsent(call.routes, (routes) -> new PriorityQueue<>(QueuedCall::compareTo)).add(call);
			this.queued++;
		}
		finally {
			this.lock.unlock();
		}
		dispatch();
	}

	private void expire(QueuedCall call) {
		if (dequeue(call)) {
			call.onAdmission.accept(new Admission.NoRoom(Duration.ZERO));
		}
	}

	/**
	 * Take a call out of the queue without an admission.
	 * @param call the call
	 * @return {@code false} if it is not queued any more, because it got its admission
	 */
	public boolean dequeue(QueuedCall call) {
		if (call.removed) {
			return false;
		}
		this.lock.lock();
		try {
			if (!remove(call)) {
				return false;
			}
		}
		finally {
			this.lock.unlock();
		}
		dispatch();
		return true;
	}

	private boolean remove(QueuedCall call) {
		Queue<QueuedCall> line = this.lines.get(call.routes);
		if (line == null || !line.remove(call)) {
			return false;
		}
		if (line.isEmpty()) {
			this.lines.remove(call.routes);
		}
		this.queued--;
		call.removed = true;
		if (call.expiry != null) {
			call.expiry.cancel(false);
		}
		return true;
	}

	/**
	 * Admit the queued calls for which there is room now. One thread dispatches at a
	 * time. A thread that comes meanwhile only leaves a request for another round, so
	 * that it is not blocked and the order of the calls is kept.
	 */
	private void dispatch() {
		if (this.queued == 0 || this.dispatchRequests.getAndIncrement() != 0) {
			return;
		}
		int seen;
		do {
			seen = this.dispatchRequests.get();
			dispatchOnce().forEach(AdmissionQueue::runReporting);
		}
		while (!this.dispatchRequests.compareAndSet(seen, 0));
	}

	// A consumer that throws must affect neither the thread that dispatches nor the other
	// calls.
	private static void runReporting(Runnable notification) {
		try {
			notification.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		Thread thread = Thread.currentThread();
		thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
	}

	private List<Runnable> dispatchOnce() {
		List<Runnable> notifications = new ArrayList<>();
		Set<Route.Key> awaited = new HashSet<>();
		this.lock.lock();
		try {
			PriorityQueue<QueuedCall> firsts = new PriorityQueue<>();
			this.lines.values().forEach((line) -> firsts.add(line.element()));
			while (!firsts.isEmpty()) {
				QueuedCall first = firsts.remove();
				Admission admission = (first.confirming || awaited.containsAll(first.routes)) ? null
						: tryAdmit(first, awaited);
				if (admission == null || admission instanceof Admission.NoRoom) {
					awaited.addAll(first.routes);
					if (admission instanceof Admission.NoRoom noRoom) {
						dispatchAfter(noRoom.retryAfter(), first);
					}
					continue;
				}
				if (admission instanceof Admission.Granted granted && this.states.sharesQuotas()) {
					// It keeps its place until the shared quota has confirmed the room.
					first.confirming = true;
					awaited.addAll(first.routes);
					notifications.add(() -> confirm(first, granted));
					continue;
				}
				remove(first);
				notifications.add(() -> first.onAdmission.accept(admission));
				Queue<QueuedCall> line = this.lines.get(first.routes);
				if (line != null) {
					firsts.add(line.element());
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return notifications;
	}

	private void confirm(QueuedCall call, Admission.Granted granted) {
		this.states.confirm(granted).thenAccept((admission) -> {
			boolean stillQueued;
			boolean confirmed = !(admission instanceof Admission.NoRoom);
			this.lock.lock();
			try {
				call.confirming = false;
				stillQueued = !call.removed;
				if (stillQueued && confirmed) {
					remove(call);
				}
			}
			finally {
				this.lock.unlock();
			}
			if (stillQueued && confirmed) {
				runReporting(() -> call.onAdmission.accept(admission));
			}
			else if (confirmed) {
				this.states.released(granted.reservation());
			}
			dispatch();
		});
	}

	private static Admission tryAdmit(QueuedCall call, Set<Route.Key> awaited) {
		try {
			return call.tryAdmit.apply(awaited);
		}
		catch (RuntimeException | Error ex) {
			report(ex);
			return new Admission.Exhausted();
		}
	}

	private void dispatchAfter(Duration delay, QueuedCall first) {
		long nanos = Math.max(delay.toNanos(), MIN_TIMER_DELAY.toNanos());
		ScheduledExecutorService timers = first.timers;
		ScheduledFuture<?> timer = this.timer;
		if (timers == null || (timer != null && !timer.isDone() && timer.getDelay(TimeUnit.NANOSECONDS) > 0
				&& timer.getDelay(TimeUnit.NANOSECONDS) <= nanos)) {
			return;
		}
		if (timer != null) {
			timer.cancel(false);
		}
		try {
			this.timer = timers.schedule(this::dispatch, nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The clients are closed, and closing them fails the queued calls.
			this.timer = null;
		}
	}

	/**
	 * A call in the queue.
	 */
	public static final class QueuedCall implements Comparable<QueuedCall> {

		/** The routes that the call can still use. */
		private final Set<Route.Key> routes;

		private final long startedAt;

		private final Function<Set<Route.Key>, Admission> tryAdmit;

		private final Consumer<Admission> onAdmission;

		/** Guarded by the lock, like the next two fields. */
		private @Nullable ScheduledExecutorService timers;

		private @Nullable ScheduledFuture<?> expiry;

		/** Whether a shared quota is confirming the room of the call. */
		private boolean confirming;

		/** Written under the lock, and read without it. */
		private volatile boolean removed;

		/**
		 * Create a call.
		 * @param plan the plan of the call
		 * @param used the routes that the call has tried, and how they failed
		 * @param startedAt when the call started, as {@link System#nanoTime()} tells it
		 * @param tryAdmit calls {@link RouteStateRegistry#admit} for the call, with the
		 * routes that earlier calls wait for; runs often, on any thread and under a lock,
		 * and must not block
		 * @param onAdmission accepts the result once, on any thread:
		 * {@link Admission.Granted}, {@link Admission.Exhausted}, or
		 * {@link Admission.NoRoom} when the time to wait is over; must not block
		 */
		public QueuedCall(RoutePlan plan, Map<Route.Key, FailureKind> used, long startedAt,
				Function<Set<Route.Key>, Admission> tryAdmit, Consumer<Admission> onAdmission) {
			this.routes = plan.routes()
				.stream()
				.map(Route::key)
				.filter((key) -> used.getOrDefault(key, FailureKind.THROTTLED).refills())
				.collect(Collectors.toUnmodifiableSet());
			this.startedAt = startedAt;
			this.tryAdmit = tryAdmit;
			this.onAdmission = onAdmission;
		}

		@Override
		public int compareTo(QueuedCall other) {
			return Long.signum(this.startedAt - other.startedAt);
		}

	}

}
