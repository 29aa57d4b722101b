package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.quota.TokenCounts;

/**
 * Calls, applications and source Regions in virtual time: the real engine against quotas
 * of our own making. The same seed gives the same run.
 */
final class RoutingSimulation {

	private static final double NANOS = 1e9;

	private static final int SDK_ATTEMPTS = 4;

	private static final List<String> REGIONS = List.of("eu-west-1", "eu-central-1", "eu-north-1");

	final Settings settings;

	private final Random random;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final List<SimulatedQuota> quotas = new ArrayList<>();

	private final List<Application> applications = new ArrayList<>();

	private final Result result;

	private final List<Attempt> flying = new ArrayList<>();

	private long now;

	private long sequence;

	RoutingSimulation(Settings settings) {
		this.settings = settings;
		this.random = new Random(settings.seed);
		this.result = new Result(settings);
	}

	Result run() {
		Settings set = this.settings;
		List<RouteDeclaration> declarations = new ArrayList<>();
		List<RegionEvidence> evidence = new ArrayList<>();
		for (int i = 0; i < set.shares.length; i++) {
			double tokens = set.tokensPerSecond(i);
			double requests = (set.requestShare > 0) ? set.requestShare * tokens / set.meanCost() : 1e9;
			this.quotas.add(new SimulatedQuota(tokens, requests, set.refill, set.window, set.burst));
			DeclaredQuota declared = (set.declared) ? new DeclaredQuota((long) (tokens * 60),
					(set.requestShare > 0) ? (long) Math.max(1, requests * 60) : null) : DeclaredQuota.NONE;
			declarations.add(
					new RouteDeclaration(RoutingFixtures.region(REGIONS.get(i)), RoutingFixtures.inRegion(), declared));
			evidence.add(RoutingFixtures.evidence(REGIONS.get(i), Set.of(RoutingFixtures.NOVA)));
		}
		RoutePlan plan = RoutingFixtures.planner()
			.plan(new ModelDeclaration("bedrock", RoutingFixtures.NOVA, declarations, RoutingFixtures.UNLIMITED,
					new RoutingSettings(set.strategy, Duration.ofMinutes(20), Duration.ofSeconds(5))),
					RoutingFixtures.catalog(evidence.toArray(RegionEvidence[]::new)));
		for (int i = 0; i < set.instances; i++) {
			this.applications.add(new Application(plan, i));
		}
		this.result.shares = new double[set.instances];
		arrive();
		if (set.emptyAtFirst) {
			this.quotas.forEach(SimulatedQuota::empty);
		}
		if (set.othersShare > 0) {
			useByOthers();
		}
		if (set.outageFrom > 0) {
			at((long) (set.outageFrom * NANOS), this::die);
		}
		long end = (long) (set.seconds * NANOS);
		while (!this.events.isEmpty()) {
			Event event = this.events.poll();
			if (event.time > end + 30 * NANOS) {
				break;
			}
			this.now = event.time;
			event.action.run();
		}
		this.result.finish(this.applications);
		return this.result;
	}

	private void at(long time, Runnable action) {
		this.events.add(new Event(time, this.sequence++, action));
	}

	private void useByOthers() {
		Settings set = this.settings;
		double step = 0.02;
		if ((long) (this.now / NANOS / set.othersPeriod) % 2 == 0) {
			for (int i = 0; i < this.quotas.size(); i++) {
				this.quotas.get(i).use(set.othersShare * set.tokensPerSecond(i) * step, this.now);
			}
		}
		if (this.now < set.seconds * NANOS) {
			at(this.now + (long) (step * NANOS), this::useByOthers);
		}
	}

	private void arrive() {
		double rate = this.settings.callsPerSecond;
		double gap = -Math.log(1 - this.random.nextDouble()) / rate;
		long time = this.now + (long) (gap * NANOS);
		if (time > this.settings.seconds * NANOS) {
			return;
		}
		at(time, () -> {
			Call call = new Call();
			this.result.calls++;
			this.applications.get(this.random.nextInt(this.applications.size())).call(call);
			arrive();
		});
	}

	private boolean isDead(int region) {
		double seconds = this.now / NANOS;
		return region == this.settings.outageRegion && this.settings.outageFrom > 0
				&& seconds >= this.settings.outageFrom && seconds < this.settings.outageFrom + this.settings.outage;
	}

	private void die() {
		for (Attempt attempt : new ArrayList<>(this.flying)) {
			if (attempt.region == this.settings.outageRegion) {
				attempt.lose();
			}
		}
	}

	/** One request of an application's user. */
	final class Call {

		final long start = RoutingSimulation.this.now;

		final long input;

		final long output;

		final RequestSize size;

		final Map<Route.Key, FailureKind> used = new HashMap<>();

		long waited;

		long waitingSince;

		boolean waiting;

		int attempts;

		Call() {
			Settings set = RoutingSimulation.this.settings;
			if (set.emptyAtFirst && RoutingSimulation.this.result.calls == 0) {
				this.input = 1;
				this.output = 1;
				this.size = new RequestSize(4, 1);
				return;
			}
			if (set.sizes != null) {
				long[] next = set.sizes.next(RoutingSimulation.this.random);
				this.input = next[0];
				this.output = next[1];
				this.size = new RequestSize((long) (this.input * set.charactersPerToken), next[2]);
				return;
			}
			double scale = set.meanCost();
			double half = scale / 2
					* (1 - set.variation + 2 * set.variation * RoutingSimulation.this.random.nextDouble());
			this.input = Math.max(1, (long) half);
			this.output = Math.max(1, (long) (scale / 2
					* (1 - set.variation + 2 * set.variation * RoutingSimulation.this.random.nextDouble())));
			this.size = new RequestSize((long) (this.input * set.charactersPerToken),
					(long) Math.ceil(scale / 2 * set.reserve * (1 + set.variation)));
		}

		double reserved() {
			return this.input + this.size.maxTokens();
		}

		double cost() {
			return this.input + this.output;
		}

	}

	/** One instance of an application with its queue of waiting calls. */
	final class Application {

		final RoutePlan plan;

		final int number;

		final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC(),
				() -> RoutingSimulation.this.now + 12345);

		final Deque<Call> queue = new ArrayDeque<>();

		private long wake = Long.MAX_VALUE;

		private boolean draining;

		private int faulty;

		Application(RoutePlan plan, int number) {
			this.plan = plan;
			this.number = number;
			this.states.onChange(this::changed);
		}

		private void changed() {
			if (RoutingSimulation.this.settings.outageFrom > 0) {
				Route.Key key = this.plan.routes().get(RoutingSimulation.this.settings.outageRegion).key();
				RouteState state = this.states.state(key);
				boolean open = state != null && !state.health().breaker().isClosed();
				if (open && this.faulty == 0) {
					RoutingSimulation.this.result.opened++;
				}
				this.faulty = (open) ? 1 : 0;
			}
			if (!this.draining && !this.queue.isEmpty()) {
				this.draining = true;
				at(RoutingSimulation.this.now, this::drain);
			}
		}

		void call(Call call) {
			if (RoutingSimulation.this.settings.client.sendsEverything()) {
				send(call);
				return;
			}
			if (!this.queue.isEmpty() || !send(call)) {
				await(call, false);
			}
		}

		private void await(Call call, boolean first) {
			long left = (long) (RoutingSimulation.this.settings.maxWait * NANOS) - call.waited;
			call.waiting = true;
			call.waitingSince = RoutingSimulation.this.now;
			if (first) {
				this.queue.addFirst(call);
				drain();
			}
			else {
				this.queue.addLast(call);
			}
			if (call.waiting) {
				long since = call.waitingSince;
				at(RoutingSimulation.this.now + left, () -> {
					if (call.waiting && call.waitingSince == since) {
						call.waiting = false;
						this.queue.remove(call);
						RoutingSimulation.this.result.throttled++;
						drain();
					}
				});
			}
		}

		private void drain() {
			this.draining = false;
			while (!this.queue.isEmpty()) {
				Call head = this.queue.peekFirst();
				if (!send(head)) {
					return;
				}
				this.queue.remove(head);
				head.waiting = false;
				head.waited += RoutingSimulation.this.now - head.waitingSince;
			}
		}

		/**
		 * @return whether the call is dealt with
		 */
		private boolean send(Call call) {
			Admission admission = (RoutingSimulation.this.settings.client == Client.STARTER)
					? this.states.admit(this.plan, call.used, call.size) : withoutStarter(call);
			if (admission instanceof Admission.NoRoom wait) {
				long time = RoutingSimulation.this.now + Math.max(1_000_000, wait.retryAfter().toNanos());
				RoutingSimulation.this.result.waits++;
				if (time < this.wake || this.wake <= RoutingSimulation.this.now) {
					this.wake = time;
					at(time, () -> {
						if (this.wake == time) {
							this.wake = Long.MAX_VALUE;
							drain();
						}
					});
				}
				return false;
			}
			if (admission instanceof Admission.Granted granted) {
				call.attempts++;
				new Attempt(this, call, granted.reservation(), this.plan.routes().indexOf(granted.route())).send();
			}
			else {
				RoutingSimulation.this.result.failed++;
			}
			return true;
		}

		private Admission withoutStarter(Call call) {
			Route route = this.plan.routes().get(0);
			long delay = (RoutingSimulation.this.settings.client == Client.CLAIRVOYANT)
					? RoutingSimulation.this.quotas.get(0).delay(call.reserved(), RoutingSimulation.this.now) : 0;
			return (delay > 0) ? new Admission.NoRoom(Duration.ofNanos(delay))
					: new Admission.Granted(route, new Reservation(route.key(), call.size, 0, 0, 0));
		}

		private void ended(Call call, Route.Key route, FailureKind failure) {
			call.used.put(route, failure);
			Client client = RoutingSimulation.this.settings.client;
			if (client == Client.EVERYTHING_RETRIED && call.attempts < SDK_ATTEMPTS) {
				// Equal jitter, as the SDK's legacy mode has it for throttling.
				double ceiling = 0.5 * (1 << call.attempts);
				double pause = ceiling / 2 * (1 + RoutingSimulation.this.random.nextDouble());
				at(RoutingSimulation.this.now + (long) (pause * NANOS), () -> send(call));
			}
			else if (client.sendsEverything()) {
				RoutingSimulation.this.result.throttled++;
			}
			else {
				await(call, true);
			}
		}

	}

	/** One request on the wire. */
	final class Attempt {

		final Application application;

		final Call call;

		final Reservation reservation;

		final int region;

		private final long sentAt = RoutingSimulation.this.now;

		private boolean over;

		private long window;

		private boolean admitted;

		Attempt(Application application, Call call, Reservation reservation, int region) {
			this.application = application;
			this.call = call;
			this.reservation = reservation;
			this.region = region;
		}

		void send() {
			Settings set = RoutingSimulation.this.settings;
			RoutingSimulation.this.result.attempts++;
			double network = (set.client != Client.CLAIRVOYANT)
					? set.refusal * (0.5 + RoutingSimulation.this.random.nextDouble()) : 0;
			double latency = Math.max(network,
					set.latencyFrom + (set.latencyTo - set.latencyFrom) * RoutingSimulation.this.random.nextDouble());
			RoutingSimulation.this.flying.add(this);
			if (set.client == Client.CLAIRVOYANT) {
				String refusal = RoutingSimulation.this.quotas.get(this.region)
					.reserve(this.call.reserved(), RoutingSimulation.this.now);
				if (refusal != null) {
					throw new IllegalStateException(refusal);
				}
				this.admitted = true;
				this.window = RoutingSimulation.this.quotas.get(this.region).window();
				at(this.sentAt + (long) (latency * NANOS), () -> end(null, null));
				return;
			}
			at(this.sentAt + (long) (network / 2 * NANOS), () -> {
				SimulatedQuota quota = RoutingSimulation.this.quotas.get(this.region);
				if (this.over) {
					return;
				}
				if (isDead(this.region)) {
					lose();
					return;
				}
				String refusal = quota.reserve(this.call.reserved(), RoutingSimulation.this.now);
				if (refusal != null) {
					at(this.sentAt + (long) (network * NANOS), () -> end(
							(refusal.contains("requests")) ? FailureKind.THROTTLED_REQUESTS : FailureKind.THROTTLED,
							refusal));
					return;
				}
				this.admitted = true;
				this.window = quota.window();
				at(this.sentAt + (long) (latency * NANOS), () -> end(null, null));
			});
		}

		/** The Region dies. */
		void lose() {
			Settings set = RoutingSimulation.this.settings;
			long time = (set.blackHole) ? Math.max(RoutingSimulation.this.now, this.sentAt + (long) NANOS)
					: RoutingSimulation.this.now + (long) (set.refusal / 2 * NANOS);
			if (this.over) {
				return;
			}
			this.over = true;
			at(time, () -> {
				this.over = false;
				end((set.blackHole) ? FailureKind.TIMEOUT : FailureKind.UNAVAILABLE, "dead");
			});
		}

		private void end(FailureKind failure, String reason) {
			if (this.over) {
				return;
			}
			this.over = true;
			RoutingSimulation.this.flying.remove(this);
			Result result = RoutingSimulation.this.result;
			SimulatedQuota quota = RoutingSimulation.this.quotas.get(this.region);
			if (this.admitted) {
				quota.settle(this.call.reserved(), (failure != null) ? 0 : this.call.cost(), this.window,
						RoutingSimulation.this.now);
			}
			TokenCounts usage = (failure != null) ? null : new TokenCounts(this.call.input, this.call.output, 0, 0);
			if (failure == null) {
				result.succeeded(this, RoutingSimulation.this.now);
			}
			else if (failure.refills()) {
				result.refusals++;
				if (RoutingSimulation.this.now > RoutingSimulation.this.settings.warm * NANOS) {
					result.lateRefusals++;
				}
			}
			if (RoutingSimulation.this.settings.client == Client.CLAIRVOYANT) {
				RoutingSimulation.this.applications.forEach(Application::changed);
				return;
			}
			this.application.states.ended(this.reservation, (failure != null) ? RouteFailure.of(failure, reason) : null,
					usage, CallNeeds.NONE);
			if (failure != null) {
				this.application.ended(this.call, this.reservation.route(), failure);
			}
		}

	}

	/** What is simulated. */
	static final class Settings {

		long seed = 1;

		RoutingStrategy strategy = RoutingStrategy.ORDERED;

		double[] shares = { 1, 2, 5 };

		double callsPerSecond = 100;

		double load = 1.5;

		double variation = 0.5;

		double reserve = 1.3;

		double charactersPerToken = 4;

		double latencyFrom = 0.05;

		double latencyTo = 0.5;

		double refusal = 0.01;

		double window = 10;

		/** What a short burst holds, as a part of a window. */
		double burst = 1 / 12.0;

		double seconds = 40;

		double warm = 10;

		double maxWait = 5;

		double requestShare;

		int instances = 1;

		boolean declared;

		Client client = Client.STARTER;

		/** How large the calls are; {@code null} for the mean size and its variation. */
		Sizes sizes;

		/** What somebody else uses of the quota, when it does. */
		double othersShare;

		/** For so many seconds it does, and for so many it does not. */
		double othersPeriod = 20;

		/**
		 * Nothing is left at the start, and a call that may answer with one token finds
		 * out.
		 */
		boolean emptyAtFirst;

		SimulatedQuota.Refill refill = SimulatedQuota.Refill.CONTINUOUS;

		double outageFrom;

		double outage = 20;

		int outageRegion;

		boolean blackHole;

		double meanCost() {
			return (this.sizes != null) ? this.sizes.meanCost() : 1000;
		}

		double sum() {
			return this.callsPerSecond * meanCost() / this.load;
		}

		/** What a short burst of the first route holds, in tokens. */
		void burstOf(double tokens) {
			this.burst = tokens / (this.window * tokensPerSecond(0));
		}

		double tokensPerSecond(int route) {
			return sum() * this.shares[route] / Arrays.stream(this.shares).sum();
		}

	}

	/** Who sends the calls. */
	enum Client {

		/** The routing engine. */
		STARTER,

		/** Every call is sent once when it arrives. */
		EVERYTHING,

		/**
		 * Every call is sent when it arrives, and up to three more times after a pause:
		 * the SDK's legacy mode, which is its default.
		 */
		EVERYTHING_RETRIED,

		/** Calls wait in line, and each is sent when the quota admits it. */
		CLAIRVOYANT;

		boolean sendsEverything() {
			return this == EVERYTHING || this == EVERYTHING_RETRIED;
		}

	}

	/**
	 * How large calls are.
	 */
	interface Sizes {

		/**
		 * The size of one call.
		 * @param random chooses
		 * @return its input, output and maximum of output, in tokens
		 */
		long[] next(Random random);

		/**
		 * What calls use on average.
		 * @return tokens
		 */
		double meanCost();

	}

	/** What came of it. */
	static final class Result {

		private final Settings settings;

		long calls;

		long attempts;

		long successes;

		long lateSuccesses;

		long refusals;

		long lateRefusals;

		long throttled;

		long failed;

		long waits;

		int opened;

		double used;

		double lateUsed;

		double recoveredAt = Double.NaN;

		long unanswered;

		double[] shares;

		double longest;

		/** When the first call of ordinary size was answered, in seconds. */
		double firstOrdinary = Double.NaN;

		Result(Settings settings) {
			this.settings = settings;
		}

		private void succeeded(Attempt attempt, long now) {
			this.successes++;
			double seconds = now / NANOS;
			if (Double.isNaN(this.firstOrdinary) && attempt.call.size.maxTokens() > 1) {
				this.firstOrdinary = attempt.sentAt / NANOS;
			}
			if (seconds <= this.settings.seconds) {
				this.used += attempt.call.cost();
				if (seconds > this.settings.warm) {
					this.lateUsed += attempt.call.cost();
					this.shares[attempt.application.number] += attempt.call.cost();
				}
			}
			if (seconds > this.settings.warm) {
				this.lateSuccesses++;
			}
			this.longest = Math.max(this.longest, (now - attempt.call.start) / NANOS);
			double back = this.settings.outageFrom + this.settings.outage;
			if (this.settings.outageFrom > 0 && attempt.region == this.settings.outageRegion
					&& attempt.sentAt / NANOS >= back && Double.isNaN(this.recoveredAt)) {
				this.recoveredAt = seconds - back;
			}
		}

		private void finish(List<Application> applications) {
			Set<Call> left = new HashSet<>();
			applications.forEach((application) -> left.addAll(application.queue));
			this.unanswered = left.size();
		}

		double goodput() {
			return this.used / (this.settings.sum() * this.settings.seconds);
		}

		double lateGoodput() {
			return this.lateUsed / (this.settings.sum() * (this.settings.seconds - this.settings.warm));
		}

		double refusalsPerSuccess() {
			return this.refusals / (double) this.successes;
		}

		double lateRefusalsPerSuccess() {
			return this.lateRefusals / (double) this.lateSuccesses;
		}

		double attemptsPerCall() {
			return this.attempts / (double) this.calls;
		}

		/** Between 1/n, when one instance takes all, and 1, when all get the same. */
		double fairness() {
			double sum = Arrays.stream(this.shares).sum();
			double squares = Arrays.stream(this.shares).map((share) -> share * share).sum();
			return sum * sum / squares / this.shares.length;
		}

		@Override
		public String toString() {
			return String
				.format("seed %d: goodput %.3f (late %.3f), 429s %.4f (late %.4f), calls %d, ok %d, throttled %d, "
						+ "failed %d, attempts/call %.3f, fairness %.3f, waits/call %.2f, recovered %.2f s, opened %d",
						this.settings.seed, goodput(), lateGoodput(), refusalsPerSuccess(), lateRefusalsPerSuccess(),
						this.calls, this.successes, this.throttled, this.failed, attemptsPerCall(), fairness(),
						this.waits / (double) this.calls, this.recoveredAt, this.opened);
		}

	}

	private record Event(long time, long sequence, Runnable action) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int order = Long.compare(this.time, other.time);
			return (order != 0) ? order : Long.compare(this.sequence, other.sequence);
		}

	}

}
