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
 * Where calls wait when every route of their model lacks room: in the order in which they
 * started. Whoever comes later may pass, but not along a route that another waits for. No
 * thread waits here. The first of each line asks again when the quota mirror says that
 * there may be room, and whenever the state of a route has changed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AdmissionQueue {

	/** Room that comes back in less than this is not worth a timer of its own. */
	private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

	private final RouteStateRegistry states;

	private final ReentrantLock lock = new ReentrantLock();

	/** Calls that want the same routes wait in one line. Guarded by the lock. */
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
	AdmissionQueue(RouteStateRegistry states) {
		this.states = states;
		states.onChange(this::look);
	}

	/**
	 * Choose a route for a call and reserve its room: one that no call that started
	 * earlier waits for.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed
	 * @param size the size of the call
	 * @param needs what it needs beside the model
	 * @param since when the call started, as {@link System#nanoTime()} tells it
	 * @return what the call may do
	 */
	public Admission admit(RoutePlan plan, Map<Route.Key, FailureKind> used, RequestSize size, CallNeeds needs,
			long since) {
		return this.states.admit(plan, used, (this.waiting > 0) ? wantedBefore(since) : Set.of(), size, needs);
	}

	private Set<Route.Key> wantedBefore(long since) {
		Set<Route.Key> wanted = new HashSet<>();
		this.lock.lock();
		try {
			for (Queue<Waiter> line : this.lines.values()) {
				Waiter first = line.element();
				if (first.since - since < 0) {
					wanted.addAll(first.wanted);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return wanted;
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
			this.lines.computeIfAbsent(waiter.wanted, (wanted) -> new PriorityQueue<>(Waiter::compareTo)).add(waiter);
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
		if (waiter.gone) {
			return false;
		}
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
		Queue<Waiter> line = this.lines.get(waiter.wanted);
		if (line == null || !line.remove(waiter)) {
			return false;
		}
		if (line.isEmpty()) {
			this.lines.remove(waiter.wanted);
		}
		this.waiting--;
		waiter.gone = true;
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
			lookOnce().forEach(AdmissionQueue::safely);
		}
		while (!this.looks.compareAndSet(seen, 0));
	}

	// Whose thread this is has nothing to do with who is answered, and the others still
	// wait for their answers.
	private static void safely(Runnable answer) {
		try {
			answer.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		Thread thread = Thread.currentThread();
		thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
	}

	private List<Runnable> lookOnce() {
		List<Runnable> answers = new ArrayList<>();
		Set<Route.Key> awaited = new HashSet<>();
		this.lock.lock();
		try {
			PriorityQueue<Waiter> firsts = new PriorityQueue<>();
			this.lines.values().forEach((line) -> firsts.add(line.element()));
			while (!firsts.isEmpty()) {
				Waiter first = firsts.remove();
				Admission admission = (first.confirming || awaited.containsAll(first.wanted)) ? null
						: ask(first, awaited);
				if (admission == null || admission instanceof Admission.Wait) {
					awaited.addAll(first.wanted);
					if (admission instanceof Admission.Wait wait) {
						wake(first, wait.forAtMost());
					}
					continue;
				}
				if (admission instanceof Admission.Granted granted && this.states.sharesQuotas()) {
					// It keeps its place until other instances have left it the room.
					first.confirming = true;
					awaited.addAll(first.wanted);
					answers.add(() -> confirm(first, granted));
					continue;
				}
				remove(first);
				answers.add(() -> first.answered.accept(admission));
				Queue<Waiter> line = this.lines.get(first.wanted);
				if (line != null) {
					firsts.add(line.element());
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		return answers;
	}

	private void confirm(Waiter waiter, Admission.Granted granted) {
		this.states.confirm(granted).thenAccept((admission) -> {
			boolean waits;
			boolean answers = !(admission instanceof Admission.Wait);
			this.lock.lock();
			try {
				waiter.confirming = false;
				waits = !waiter.gone;
				if (waits && answers) {
					remove(waiter);
				}
			}
			finally {
				this.lock.unlock();
			}
			if (waits && answers) {
				safely(() -> waiter.answered.accept(admission));
			}
			else if (answers) {
				this.states.released(granted.reservation());
			}
			look();
		});
	}

	private static Admission ask(Waiter waiter, Set<Route.Key> taken) {
		try {
			return waiter.ask.apply(taken);
		}
		catch (RuntimeException | Error ex) {
			report(ex);
			return new Admission.Nothing();
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

		private final Set<Route.Key> wanted;

		private final long since;

		private final Function<Set<Route.Key>, Admission> ask;

		private final Consumer<Admission> answered;

		/** Guarded by the lock, as the next. */
		private @Nullable ScheduledExecutorService timers;

		private @Nullable ScheduledFuture<?> expiry;

		/** Whether a shared quota is asked for its room. Guarded by the lock. */
		private boolean confirming;

		/** Changed under the lock, and read without it. */
		private volatile boolean gone;

		/**
		 * Create a waiter.
		 * @param plan the plan of the call
		 * @param used the routes that the call has tried, and how they failed
		 * @param since when the call started, as {@link System#nanoTime()} tells it
		 * @param ask asks {@link RouteStateRegistry#admit} for the call, given the routes
		 * that are taken; runs often, on any thread and under a lock, and must not block
		 * @param answered is told once, on any thread, what came of it:
		 * {@link Admission.Granted}, {@link Admission.Nothing}, or {@link Admission.Wait}
		 * when the time was over; must not block
		 */
		public Waiter(RoutePlan plan, Map<Route.Key, FailureKind> used, long since,
				Function<Set<Route.Key>, Admission> ask, Consumer<Admission> answered) {
			this.wanted = plan.routes()
				.stream()
				.map(Route::key)
				.filter((key) -> used.getOrDefault(key, FailureKind.THROTTLED).refills())
				.collect(Collectors.toUnmodifiableSet());
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
