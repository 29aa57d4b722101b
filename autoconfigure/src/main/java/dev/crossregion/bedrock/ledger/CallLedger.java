package dev.crossregion.bedrock.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each call that has ended. A call puts its record into a bounded
 * queue and goes on; one thread formats and writes, in batches. When the queue is full or
 * the directory cannot be written, calls are dropped, and their number is written down as
 * a line of its own once that is possible. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallLedger implements InvocationListener, AutoCloseable {

	/** How many calls may wait for the thread. */
	static final int CAPACITY = 8192;

	private static final int BATCH = 256;

	/**
	 * How long the thread lets calls collect after a batch. Waking it takes a call
	 * several microseconds, and so only one call of many does it.
	 */
	private static final Duration COLLECT = Duration.ofMillis(10);

	/** After a failure, the time until the next attempt to write. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Duration TIME_TO_DRAIN = Duration.ofSeconds(5);

	private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

	/** Wakes the thread. */
	private static final Object WAKE = new Object();

	private static final Logger logger = LoggerFactory.getLogger(CallLedger.class);

	private final Path directory;

	private final LedgerFiles files;

	private final Function<String, @Nullable RoutePlan> plans;

	private final Clock clock;

	private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(CAPACITY);

	private final DroppedCalls dropped = new DroppedCalls();

	private final Thread writer;

	private volatile boolean closed;

	/** The latest plan of each model, with its evidence. */
	private final Map<String, KnownPlan> known = new HashMap<>();

	/** The hashes of the plans that the current file spells out. */
	private final Set<String> spelledOut = new HashSet<>();

	private boolean failing;

	private long retryNanos;

	private long lastWarningNanos = System.nanoTime() - WARNING_INTERVAL.toNanos();

	private CallLedger(Path directory, long maxFileSize, int maxHistory, Function<String, @Nullable RoutePlan> plans,
			Clock clock) {
		this.directory = directory;
		this.files = new LedgerFiles(directory, maxFileSize, maxHistory, clock.instant());
		this.plans = plans;
		this.clock = clock;
		this.writer = new DaemonThreads("bedrock-ledger-").newThread(this::run);
	}

	/**
	 * Open a ledger.
	 * @param directory the directory, which is created if it does not exist
	 * @param maxFileSize the size in bytes at which a new file begins
	 * @param maxHistory how many files the directory keeps
	 * @param plans the plan of a model, for calls that were refused before they had one
	 * @return the ledger, ready for calls
	 * @throws IOException if the directory cannot be created or written
	 */
	public static CallLedger open(Path directory, long maxFileSize, int maxHistory,
			Function<String, @Nullable RoutePlan> plans) throws IOException {
		return open(directory, maxFileSize, maxHistory, plans, Clock.systemUTC());
	}

	static CallLedger open(Path directory, long maxFileSize, int maxHistory,
			Function<String, @Nullable RoutePlan> plans, Clock clock) throws IOException {
		Path absolute = directory.toAbsolutePath();
		LedgerFiles.verify(absolute);
		CallLedger ledger = new CallLedger(absolute, maxFileSize, maxHistory, plans, clock);
		ledger.writer.start();
		return ledger;
	}

	@Override
	public void onInvocation(InvocationRecord invocation) {
		if (this.closed || !this.queue.offer(invocation)) {
			this.dropped.add(this.clock);
		}
	}

	/**
	 * The number of calls that were dropped.
	 * @return the number since the start
	 */
	public long dropped() {
		return this.dropped.total();
	}

	/**
	 * Write the calls that wait, for five seconds at most.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.queue.offer(WAKE);
		LockSupport.unpark(this.writer);
		try {
			this.writer.join(TIME_TO_DRAIN.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.writer.isAlive()) {
			logger.warn("The ledger in {} was closed before {} calls were written", this.directory, this.queue.size());
		}
	}

	private void run() {
		List<Object> batch = new ArrayList<>(BATCH);
		boolean last = false;
		while (!last) {
			// Read before the queue: what a call adds later, it counts as dropped itself.
			last = this.closed;
			batch.clear();
			if (take(batch, last) || this.dropped.isPending()) {
				this.files.leaveChangedFile();
			}
			for (Object entry : batch) {
				if (entry instanceof InvocationRecord invocation) {
					write(invocation);
				}
			}
			if (batch.isEmpty() || last) {
				writeDropped();
			}
			last = last && this.queue.isEmpty();
			if (!batch.isEmpty() && batch.size() < BATCH && !this.closed) {
				LockSupport.parkNanos(COLLECT.toNanos());
			}
		}
		this.files.close();
	}

	private boolean take(List<Object> batch, boolean atOnce) {
		try {
			if (!atOnce && this.queue.isEmpty()) {
				Object first = (this.dropped.isPending()) ? this.queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
						: this.queue.take();
				if (first != null) {
					batch.add(first);
				}
			}
			this.queue.drainTo(batch, BATCH);
		}
		catch (InterruptedException ex) {
			// Nobody interrupts this thread; the close wakes it by an entry.
			Thread.interrupted();
		}
		return !batch.isEmpty();
	}

	private void write(InvocationRecord invocation) {
		if (isPausing()) {
			this.dropped.add(this.clock);
			return;
		}
		try {
			KnownPlan plan = plan(invocation);
			byte[] call = LedgerLines.call(invocation, (plan != null) ? plan.evidence : null);
			writeDropped();
			if (this.files.prepare(call.length + ((plan != null) ? plan.line.length : 0))) {
				this.spelledOut.clear();
			}
			if (plan != null && !this.spelledOut.contains(plan.evidence.planHash())) {
				this.files.append(plan.line);
				this.spelledOut.add(plan.evidence.planHash());
			}
			this.files.append(call);
			this.failing = false;
		}
		catch (IOException | RuntimeException | Error ex) {
			// An error would end the thread, and with it the ledger.
			this.dropped.add(this.clock);
			failed(ex);
		}
	}

	private @Nullable KnownPlan plan(InvocationRecord invocation) {
		RoutePlan plan = (invocation.plan() != null) ? invocation.plan() : this.plans.apply(invocation.model());
		if (plan == null) {
			return null;
		}
		KnownPlan last = this.known.get(plan.name());
		if (last == null || last.plan != plan) {
			PlanEvidence evidence = PlanEvidence.of(plan);
			last = new KnownPlan(plan, evidence, LedgerLines.plan(evidence));
			this.known.put(plan.name(), last);
		}
		return last;
	}

	private void writeDropped() {
		if (!this.dropped.isPending() || isPausing()) {
			return;
		}
		DroppedCalls.Count count = this.dropped.pending();
		byte[] line = LedgerLines.dropped(count.number(), count.since(), this.clock.instant());
		try {
			if (this.files.prepare(line.length)) {
				this.spelledOut.clear();
			}
			this.files.append(line);
			this.dropped.written(count);
			this.failing = false;
		}
		catch (IOException | RuntimeException | Error ex) {
			failed(ex);
		}
		if (!this.failing) {
			warn(count.number() + " calls have no line, because the queue of " + CAPACITY
					+ " calls was full or the directory could not be written; their number is written down", null);
		}
	}

	private boolean isPausing() {
		return this.failing && System.nanoTime() - this.retryNanos < 0 && !this.closed;
	}

	private void failed(Throwable failure) {
		this.failing = true;
		this.retryNanos = System.nanoTime() + PAUSE.toNanos();
		warn("calls are dropped until it can be written", failure);
	}

	private void warn(String what, @Nullable Throwable failure) {
		long now = System.nanoTime();
		if (now - this.lastWarningNanos >= WARNING_INTERVAL.toNanos()) {
			this.lastWarningNanos = now;
			logger.warn("Ledger in {}: {}{}", this.directory, what,
					(failure != null) ? ": " + DisplayText.of(failure.toString()) : "");
		}
	}

	/**
	 * A plan with its evidence.
	 *
	 * @param plan the plan
	 * @param evidence its evidence
	 * @param line the line that spells it out
	 */
	private record KnownPlan(RoutePlan plan, PlanEvidence evidence, byte[] line) {
	}

}
