package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

import dev.crossregion.bedrock.benchmarks.load.Arrivals;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Computes the goodput of an ideal client in virtual time. Calls queue in the order of
 * arrival, and each is sent as soon as the quota has room for its reservation, which a
 * real client cannot know exactly. Calls take five milliseconds longer than the latency
 * of the emulator, for the round trip. A call that has waited for
 * {@code routing.max-wait} is dropped. Calls of the neighbour do not queue.
 */
final class GoodputCeiling {

	/** The default of {@code routing.max-wait}. */
	private static final double MAX_WAIT = 5;

	/** The time of a call in addition to the latency of the emulator. */
	private static final double ROUND_TRIP = 0.005;

	private final Shape shape;

	private final SimulatedQuota quota;

	private final double latency;

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingDouble(Event::time).thenComparingLong(Event::number));

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private double used;

	private double usedByNeighbour;

	private long number;

	private double wake = Double.POSITIVE_INFINITY;

	private GoodputCeiling(Shape shape, Refill refill) {
		this.shape = shape;
		this.quota = new SimulatedQuota(shape.tokens(), seconds(shape.windows().length()), refill);
		this.latency = seconds(shape.delays().latency()) + ROUND_TRIP;
	}

	/**
	 * Compute the highest goodput.
	 * @param shape the calls and the quota
	 * @param refill the refill of the quota
	 * @return tokens of answers divided by the tokens of the quota that the neighbour
	 * leaves
	 */
	static double goodput(Shape shape, Refill refill) {
		GoodputCeiling ceiling = new GoodputCeiling(shape, refill);
		ceiling.run();
		return ceiling.used / (shape.load().tokensPerSecond() * (shape.windows().to() - shape.windows().from())
				- ceiling.usedByNeighbour);
	}

	private void run() {
		arrive(this.shape.load().callsPerSecond(), Shape.SEED, (call, now) -> {
			this.queue.addLast(new Waiting(this.shape.size(call), now));
			drain(now);
		});
		arrive(this.shape.load().neighbourCallsPerSecond(), NoisyNeighbour.SEED, (call, now) -> {
			QuotaTokens size = this.shape.size(call);
			if (Shape.isNeighbourActive(now) && this.quota.reserve(size.reserved(), now)) {
				this.usedByNeighbour += (isMeasured(now)) ? size.used() : 0;
				settleLater(size, now);
			}
		});
		while (!this.events.isEmpty()) {
			Event event = this.events.poll();
			event.action().at(event.time());
		}
	}

	private void arrive(double rate, long seed, CompletedCall call) {
		Arrivals arrivals = new Arrivals(rate, seed);
		int count = 0;
		while (arrivals.seconds() < this.shape.windows().to()) {
			for (double moment : arrivals.nextSecond()) {
				int number = count++;
				at(moment, (now) -> call.arrive(number, now));
			}
		}
	}

	private void at(double time, Action action) {
		this.events.add(new Event(time, this.number++, action));
	}

	private void drain(double now) {
		while (!this.queue.isEmpty()) {
			Waiting head = this.queue.peekFirst();
			if (now - head.since() > MAX_WAIT) {
				this.queue.removeFirst();
			}
			else if (this.quota.reserve(head.size().reserved(), now)) {
				this.queue.removeFirst();
				this.used += (isMeasured(now)) ? head.size().used() : 0;
				settleLater(head.size(), now);
			}
			else {
				wakeAt(Math.max(this.quota.roomAt(head.size().reserved(), now), now + 1e-6));
				return;
			}
		}
	}

	private void wakeAt(double time) {
		if (time < this.wake) {
			this.wake = time;
			at(time, (now) -> {
				if (this.wake <= now) {
					this.wake = Double.POSITIVE_INFINITY;
					drain(now);
				}
			});
		}
	}

	private void settleLater(QuotaTokens size, double since) {
		at(since + this.latency, (now) -> {
			this.quota.settle(size, since, now);
			drain(now);
		});
	}

	private boolean isMeasured(double now) {
		return now >= this.shape.windows().from() && now < this.shape.windows().to();
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private record Waiting(QuotaTokens size, double since) {
	}

	private record Event(double time, long number, Action action) {
	}

	@FunctionalInterface
	private interface Action {

		void at(double now);

	}

	@FunctionalInterface
	private interface CompletedCall {

		void arrive(int number, double now);

	}

}
