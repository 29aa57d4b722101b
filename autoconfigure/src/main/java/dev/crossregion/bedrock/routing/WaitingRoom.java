package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.quota.RequestSize;
import org.jspecify.annotations.Nullable;

/**
 * Where calls wait when every route of their model lacks room: in the order in which they
 * started, and nobody passes who would take a route that another waits for. No thread
 * waits here. The first of each line asks again when the quota mirror says that there may
 * be room, and whenever the state of a route has changed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class WaitingRoom {

	/** Room that comes back in less than this is not worth a timer of its own. */
	private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

	private final RouteStates states;

	private final ReentrantLock lock = new ReentrantLock();

	/** Calls that may take the same routes wait in one line. Guarded by the lock. */
	private final Map<Set<Route.Key>, Queue<Waiter>> lines = new HashMap<>();

	private final AtomicInteger looks = new AtomicInteger();

	/** Changed under the lock, and read without it. */
	private volatile int waiting;

	/** Guarded by the lock. */
	private @Nullable ScheduledFuture<?> alarm;

	/**
	 * Create an empty room.
	 * @param states have the routes that calls wait for
	 */
	public WaitingRoom(RouteStates states) {
		this.states = states;
		states.onChange(this::look);
	}

	/**
	 * Choose a route for a call and reserve its room, unless a call that started earlier
	 * waits for one of its routes.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed
	 * @param size the size of the call
	 * @param since when the call started, as {@link System#nanoTime()} tells it
	 * @return what the call may do
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size, long since) {
		if (this.waiting > 0 && isAwaited(keys(plan), since)) {
			return new Admission.Wait(SHORTEST_SLEEP);
		}
		return this.states.admit(plan, used, size);
	}

	private static Set<Route.Key> keys(RoutePlan plan) {
		return plan.routes().stream().map(Route::key).collect(Collectors.toUnmodifiableSet());
	}

	private boolean isAwaited(Set<Route.Key> routes, long since) {
		this.lock.lock();
		try {
			return this.lines.values()
				.stream()
				.map(Queue::element)
				.anyMatch((first) -> first.since - since < 0 && !Collections.disjoint(first.routes, routes));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait for room.
	 * @param waiter who waits; once only
	 * @param timers wake the room
	 * @param atMost how long it waits
	 * @throws RejectedExecutionException if the timers are shut down
	 */
	public void enter(Waiter waiter, ScheduledExecutorService timers, Duration atMost) {
		this.lock.lock();
		try {
			waiter.timers = timers;
			waiter.expiry = timers.schedule(() -> expire(waiter), atMost.toNanos(), TimeUnit.NANOSECONDS);
			this.lines.computeIfAbsent(waiter.routes, (routes) -> new PriorityQueue<>(Waiter::compareTo)).add(waiter);
			this.waiting++;
		}
		finally {
			this.lock.unlock();
		}
		look();
	}

	private void expire(Waiter waiter) {
		if (leave(waiter)) {
			waiter.answered.accept(new Admission.Wait(Duration.ZERO));
		}
	}

	/**
	 * Wait no longer. The waiter hears nothing of it.
	 * @param waiter who waits
	 * @return {@code false} if it does not wait any more, because it was answered
	 */
	public boolean leave(Waiter waiter) {
		this.lock.lock();
		try {
			if (!remove(waiter)) {
				return false;
			}
		}
		finally {
			this.lock.unlock();
		}
		look();
		return true;
	}

	private boolean remove(Waiter waiter) {
		Queue<Waiter> line = this.lines.get(waiter.routes);
		if (line == null || !line.remove(waiter)) {
			return false;
		}
		if (line.isEmpty()) {
			this.lines.remove(waiter.routes);
		}
		this.waiting--;
		if (waiter.expiry != null) {
			waiter.expiry.cancel(false);
		}
		return true;
	}

	/**
	 * Answer those for whom there is something now. Whoever looks while another is at it
	 * leaves it to him, so that nobody waits for the lock and the first stay first.
	 */
	private void look() {
		if (this.waiting == 0 || this.looks.getAndIncrement() != 0) {
			return;
		}
		int seen;
		do {
			seen = this.looks.get();
			lookOnce().forEach(Runnable::run);
		}
		while (!this.looks.compareAndSet(seen, 0));
	}

	private List<Runnable> lookOnce() {
		List<Runnable> answers = new ArrayList<>();
		Set<Route.Key> awaited = new HashSet<>();
		this.lock.lock();
		try {
			List<Waiter> firsts = new ArrayList<>();
			this.lines.values().forEach((line) -> firsts.add(line.element()));
			Collections.sort(firsts);
			for (Waiter first : firsts) {
				if (Collections.disjoint(first.routes, awaited)) {
					answer(this.lines.get(first.routes), answers);
				}
				if (this.lines.containsKey(first.routes)) {
					awaited.addAll(first.routes);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return answers;
	}

	private void answer(@Nullable Queue<Waiter> line, List<Runnable> answers) {
		while (line != null && !line.isEmpty()) {
			Waiter first = line.element();
			Admission admission = first.ask.get();
			if (admission instanceof Admission.Wait wait) {
				wake(first, wait.forAtMost());
				return;
			}
			remove(first);
			answers.add(() -> first.answered.accept(admission));
		}
	}

	private void wake(Waiter first, Duration in) {
		long nanos = Math.max(in.toNanos(), SHORTEST_SLEEP.toNanos());
		ScheduledExecutorService timers = first.timers;
		ScheduledFuture<?> alarm = this.alarm;
		if (timers == null || (alarm != null && !alarm.isDone() && alarm.getDelay(TimeUnit.NANOSECONDS) > 0
				&& alarm.getDelay(TimeUnit.NANOSECONDS) <= nanos)) {
			return;
		}
		if (alarm != null) {
			alarm.cancel(false);
		}
		try {
			this.alarm = timers.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The clients are closed, and that fails who waits.
			this.alarm = null;
		}
	}

	/**
	 * A call that waits.
	 */
	public static final class Waiter implements Comparable<Waiter> {

		private final Set<Route.Key> routes;

		private final long since;

		private final Supplier<Admission> ask;

		private final Consumer<Admission> answered;

		/** Guarded by the lock, as the next. */
		private @Nullable ScheduledExecutorService timers;

		private @Nullable ScheduledFuture<?> expiry;

		/**
		 * Create a waiter.
		 * @param plan the plan of the call
		 * @param since when the call started, as {@link System#nanoTime()} tells it
		 * @param ask asks {@link RouteStates#admit} for the call; runs often, on any
		 * thread and under a lock, and must not block or throw
		 * @param answered is told once, on any thread, what came of it:
		 * {@link Admission.Granted}, {@link Admission.Nothing}, or {@link Admission.Wait}
		 * when the time was over; must not block
		 */
		public Waiter(RoutePlan plan, long since, Supplier<Admission> ask, Consumer<Admission> answered) {
			this.routes = keys(plan);
			this.since = since;
			this.ask = ask;
			this.answered = answered;
		}

		@Override
		public int compareTo(Waiter other) {
			return Long.signum(this.since - other.since);
		}

	}

}
