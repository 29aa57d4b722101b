package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;

import dev.crossregion.bedrock.emulator.auth.Authentication;
import dev.crossregion.bedrock.emulator.auth.EmulatorClock;
import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.model.Arn;
import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import org.jspecify.annotations.Nullable;

/**
 * A look-alike of Amazon Bedrock over real HTTP, on loopback. One port serves every
 * Region: the source Region is read from the signature of a request, or, with an API key,
 * from its header {@code x-emulator-region}. Profiles, their destinations and what is
 * known of models are those of the starter's snapshot; which models a Region serves
 * itself, how quotas come back and how tokens are counted are the emulator's own
 * assumptions.
 * <p>
 * Signatures are not verified, and their times only with a clock of the emulator's own.
 * Service Quotas of Amazon Bedrock is answered too, from the same port.
 * InvokeModelWithBidirectionalStream and InvokeGuardrailChecks are answered as unknown
 * operations. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BedrockEmulator implements AutoCloseable {

	private static final System.Logger LOGGER = System.getLogger(BedrockEmulator.class.getName());

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final BiFunction<Connections, ScheduledExecutorService, EmulatorServlet> servlet;

	private final QuotaLedger quotas;

	private final FaultScript faults;

	private final Journal journal;

	private final EmulatorClock clock;

	private final Lifecycles lifecycles;

	private final ServiceQuotas serviceQuotas;

	private final Counters counters = new Counters();

	private final long seed;

	private final Duration quotaWindow;

	private final boolean anyPort;

	private final List<Runnable> resets = new CopyOnWriteArrayList<>();

	private volatile Listener listener;

	private volatile URI uri;

	private volatile boolean closed;

	private BedrockEmulator(Builder builder) {
		this.seed = builder.seed;
		this.quotaWindow = builder.quotaWindow;
		this.anyPort = builder.port == 0;
		this.journal = new Journal(builder.journalCapacity);
		this.faults = new FaultScript(this.seed);
		ModelDirectory directory = new ModelDirectory(builder.account, builder.inRegion, builder.applications,
				builder.deployed);
		this.quotas = new QuotaLedger(builder.quotas, builder.quotaWindow, System::nanoTime);
		RuntimeApi runtime = new RuntimeApi(directory, this.quotas, new Guardrails(builder.guardrails),
				new Random(this.seed), new RuntimeApi.Delays(builder.latency, builder.pace, builder.throttledLatency));
		this.lifecycles = new Lifecycles(builder.lifecycles);
		this.clock = new EmulatorClock(Clock.systemUTC(), builder.clockOffset);
		this.serviceQuotas = new ServiceQuotas(directory, builder.quotas, builder.quotaWindow);
		ControlPlane controlPlane = new ControlPlane(directory, this.lifecycles, builder.pageSize);
		ServiceQuotasApi serviceQuotasApi = new ServiceQuotasApi(this.serviceQuotas, builder.account);
		Authentication authentication = new Authentication(builder.region, builder.apiKeys, this.clock);
		EmulatorServlet.Apis apis = new EmulatorServlet.Apis(runtime, controlPlane, serviceQuotasApi);
		this.servlet = (connections, scheduler) -> new EmulatorServlet(apis, this.faults, authentication, this.clock,
				new Recorder(), connections, scheduler);
		this.listener = Listener.start(builder.port, this.servlet);
		this.uri = this.listener.uri();
	}

	/**
	 * Start an emulator on a free port.
	 * @return the emulator
	 */
	public static BedrockEmulator start() {
		return builder().start();
	}

	/**
	 * Prepare an emulator.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Where it listens: the endpoint of the runtime and of the control plane.
	 * @return the URI; after {@link #close()} that at which it listened
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * The port on which it listens.
	 * @return the port; after {@link #close()} that on which it listened
	 */
	public int port() {
		return this.uri.getPort();
	}

	/**
	 * What it has been asked.
	 * @return the journal
	 */
	public Journal journal() {
		return this.journal;
	}

	/**
	 * How many runtime requests there were, and what became of them, since the start.
	 * @return the counts at this moment
	 */
	public Statistics statistics() {
		return this.counters.statistics();
	}

	/**
	 * Judge the times of signatures from now on by a clock of the emulator's own, as
	 * Bedrock does: what is off by more than five minutes is refused with 403
	 * InvalidSignatureException, and every answer has the time of this clock as its
	 * {@code Date}. A client whose clock is wrong is tested by an offset here.
	 * @param offset how far the emulator's clock is ahead of this machine's; negative if
	 * it is behind
	 */
	public void clockOffset(Duration offset) {
		this.clock.offset(offset);
	}

	/**
	 * Set the life cycle of a model in one Region from now on. It is what
	 * ListFoundationModels and GetFoundationModel show; calls of the model are answered
	 * as before. {@link Fault#legacy()} and {@link Fault#endOfLife()} refuse them.
	 * @param sourceRegion the Region that is asked
	 * @param modelId the foundation model
	 * @param lifecycle the life cycle
	 */
	public void lifecycle(String sourceRegion, String modelId, EmulatorLifecycle lifecycle) {
		this.lifecycles.set(sourceRegion, modelId, lifecycle);
	}

	/**
	 * Set the value that Service Quotas shows as applied from now on. Calls are limited
	 * as before, by the quotas of the builder, which Service Quotas shows where nothing
	 * else is set.
	 * @param sourceRegion the Region that is asked
	 * @param quota the code of the quota, such as {@code L-F4DDD3EB}, or its name
	 * @param value the value, not negative; 0 as in many new accounts
	 * @throws IllegalArgumentException if the snapshot knows no such quota
	 */
	public void serviceQuota(String sourceRegion, String quota, double value) {
		this.serviceQuotas.set(sourceRegion, quota, value);
	}

	/**
	 * Leave a quota without an applied value from now on, so that Service Quotas lists it
	 * among the defaults of AWS alone.
	 * @param sourceRegion the Region that is asked
	 * @param quota the code of the quota or its name
	 * @throws IllegalArgumentException if the snapshot knows no such quota
	 */
	public void noServiceQuota(String sourceRegion, String quota) {
		this.serviceQuotas.remove(sourceRegion, quota);
	}

	int openRequests() {
		return this.listener.servlet().openRequests();
	}

	/**
	 * Let something go wrong. Of several faults that match a request, the one that was
	 * added first happens.
	 * @param fault the fault
	 * @return takes this fault back, and leaves others alone
	 */
	public ActiveFault fail(Fault fault) {
		return fail(List.of(fault));
	}

	/**
	 * Let things go wrong one after another: the first fault until it has happened as
	 * often as its {@link Fault#times(int)} says, or once where that was not said, then
	 * the second, and so on, and after the last nothing. {@link Fault#none()} lets a
	 * request pass. A request that does not match a fault goes on to the next one.
	 * @param faults the faults
	 * @return takes back what is left of them
	 */
	public ActiveFault failInSequence(Fault... faults) {
		return fail(Arrays.stream(faults).map(Fault::inSequence).toList());
	}

	private ActiveFault fail(List<Fault> faults) {
		List<FaultScript.Entry> entries = this.faults.add(faults);
		entries.forEach(this.listener.servlet()::applyToOpen);
		return new ActiveFault(this.faults, entries);
	}

	/**
	 * Let nothing go wrong any more. Chance begins again with the seed.
	 */
	public void clearFaults() {
		this.faults.clear();
	}

	/**
	 * Begin again as after the start: without faults, with an empty journal and full
	 * quotas, with the clock and the life cycles of the builder. Chance begins again with
	 * the seed. What uses the emulator and has said so with {@link #onReset} begins again
	 * too. {@link #statistics()} go on counting.
	 */
	public void reset() {
		clearFaults();
		this.quotas.reset();
		this.clock.reset();
		this.lifecycles.reset();
		this.journal.clear();
		this.resets.forEach(Runnable::run);
	}

	/**
	 * Have something done at each {@link #reset()}, such as forgetting what calls to the
	 * emulator have taught.
	 * @param action what is done; runs on the thread that resets
	 * @return takes it back; may be run several times
	 */
	public Runnable onReset(Runnable action) {
		this.resets.add(action);
		return () -> this.resets.remove(action);
	}

	/**
	 * Listen again after {@link #close()}, on the same port, or where the port was chosen
	 * freely and somebody else has it now, on another one. Faults, journal and quotas are
	 * as they were. Does nothing while the emulator is open.
	 * @throws IllegalStateException if the port that the builder was given is taken
	 */
	public synchronized void reopen() {
		if (!this.closed) {
			return;
		}
		this.listener = listenAgain();
		this.uri = this.listener.uri();
		this.closed = false;
	}

	private Listener listenAgain() {
		try {
			return Listener.start(port(), this.servlet);
		}
		catch (IllegalStateException ex) {
			if (!this.anyPort) {
				throw ex;
			}
			return Listener.start(0, this.servlet);
		}
	}

	/**
	 * Stop at once. Requests that are still open are cut.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			this.listener.stop();
		}
	}

	@Override
	public String toString() {
		return "BedrockEmulator at " + uri() + ", seed " + this.seed + (hasMinutes() ? "" : ", " + shortened());
	}

	private boolean hasMinutes() {
		return this.quotaWindow.equals(MINUTE);
	}

	private String shortened() {
		return "quotas per " + this.quotaWindow + " instead of a minute";
	}

	/**
	 * Records requests in the statistics and in the journal.
	 */
	private final class Recorder implements EmulatorServlet.RequestListener {

		@Override
		public void started(Exchange exchange) {
			BedrockEmulator.this.counters.started(exchange);
		}

		@Override
		public void ended(Exchange exchange) {
			JournalEntry entry = exchange.entry();
			BedrockEmulator.this.counters.ended(exchange, entry);
			BedrockEmulator.this.journal.add(entry);
		}

		@Override
		public void rejected(JournalEntry entry) {
			BedrockEmulator.this.journal.add(entry);
		}

	}

	/**
	 * Prepares an emulator.
	 */
	public static final class Builder {

		private static final List<String> DEPLOYED = List.of("imported-model", "custom-model-deployment",
				"custom-model", "provisioned-model", "endpoint", "prompt-router", "default-prompt-router");

		private int port;

		private long seed = 42;

		private String account = "123456789012";

		private int pageSize = 20;

		private int journalCapacity = Journal.CAPACITY;

		private Duration latency = Duration.ZERO;

		private Duration pace = Duration.ZERO;

		private Duration throttledLatency = Duration.ZERO;

		private Duration quotaWindow = MINUTE;

		private String region = "us-east-1";

		private final Map<String, String> apiKeys = new HashMap<>();

		private @Nullable Duration clockOffset;

		private final Set<Guardrails.Guardrail> guardrails = new HashSet<>();

		private final Map<String, Set<String>> inRegion = new HashMap<>();

		private final Map<String, List<String>> applications = new HashMap<>();

		private final Map<String, String> deployed = new HashMap<>();

		private final Map<Lifecycles.Key, EmulatorLifecycle> lifecycles = new HashMap<>();

		private final Map<QuotaLedger.Key, EmulatorQuota> quotas = new HashMap<>();

		private Builder() {
		}

		/**
		 * Set the port.
		 * @param port the port; 0, the default, for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Set the seed of everything that is left to chance.
		 * @param seed the seed; by default 42
		 * @return this builder
		 */
		public Builder seed(long seed) {
			this.seed = seed;
			return this;
		}

		/**
		 * Set the account that owns the profiles.
		 * @param account twelve digits; by default {@code 123456789012}
		 * @return this builder
		 */
		public Builder account(String account) {
			this.account = account;
			return this;
		}

		/**
		 * Set how many profiles a page of ListInferenceProfiles holds.
		 * @param pageSize from 1 to 1000; by default 20
		 * @return this builder
		 */
		public Builder pageSize(int pageSize) {
			if (pageSize < 1 || pageSize > 1000) {
				throw new IllegalArgumentException("A page holds 1 to 1000 profiles, not " + pageSize);
			}
			this.pageSize = pageSize;
			return this;
		}

		/**
		 * Set how many entries the journal keeps: the newest.
		 * @param journalCapacity not negative, 0 for no journal; by default 100,000
		 * @return this builder
		 */
		public Builder journalCapacity(int journalCapacity) {
			if (journalCapacity < 0) {
				throw new IllegalArgumentException("A journal cannot keep " + journalCapacity + " entries");
			}
			this.journalCapacity = journalCapacity;
			return this;
		}

		/**
		 * Set the time before an answer, or before a stream.
		 * @param latency not negative; by default none
		 * @return this builder
		 */
		public Builder latency(Duration latency) {
			this.latency = notNegative(latency);
			return this;
		}

		/**
		 * Set the time before each word of a stream.
		 * @param pace not negative; by default none
		 * @return this builder
		 */
		public Builder pace(Duration pace) {
			this.pace = notNegative(pace);
			return this;
		}

		/**
		 * Set the time before the 429 of a quota that is used up. The quota decides when
		 * the request arrives; the answer comes so much later.
		 * @param throttledLatency not negative; by default none
		 * @return this builder
		 */
		public Builder throttledLatency(Duration throttledLatency) {
			this.throttledLatency = notNegative(throttledLatency);
			return this;
		}

		/**
		 * Set the window of all quotas. Another one than a minute is said in the log when
		 * the emulator starts.
		 * @param quotaWindow positive; by default a minute
		 * @return this builder
		 */
		public Builder quotaWindow(Duration quotaWindow) {
			if (notNegative(quotaWindow).isZero()) {
				throw new IllegalArgumentException("A quota needs a window");
			}
			this.quotaWindow = quotaWindow;
			return this;
		}

		/**
		 * Set the source Region of requests with an API key, which name none themselves.
		 * The request header {@code x-emulator-region} overrides it.
		 * @param region the Region; by default {@code us-east-1}
		 * @return this builder
		 */
		public Builder region(String region) {
			this.region = notEmpty(region, "A Region");
			return this;
		}

		/**
		 * Accept an API key in every Region, as Bedrock does with long-term keys. Once a
		 * key is set, all others are refused; until then any key is accepted.
		 * @param key the key
		 * @return this builder
		 */
		public Builder apiKey(String key) {
			this.apiKeys.put(notEmpty(key, "An API key"), Authentication.ANY_REGION);
			return this;
		}

		/**
		 * Accept an API key in one Region, as Bedrock does with short-term keys.
		 * @param key the key
		 * @param region the Region in which the key is valid
		 * @return this builder
		 * @see #apiKey(String)
		 */
		public Builder apiKey(String key, String region) {
			this.apiKeys.put(notEmpty(key, "An API key"), notEmpty(region, "A Region"));
			return this;
		}

		/**
		 * Add a guardrail. Once there is one, a request with a guardrail that does not
		 * exist in its source Region is refused, as Bedrock does; until then any
		 * guardrail exists.
		 * @param sourceRegion the Region of the guardrail
		 * @param guardrail its ID
		 * @return this builder
		 */
		public Builder guardrail(String sourceRegion, String guardrail) {
			this.guardrails.add(new Guardrails.Guardrail(notEmpty(sourceRegion, "A Region"),
					notEmpty(guardrail, "The ID of a guardrail")));
			return this;
		}

		/**
		 * Judge the times of signatures by a clock of the emulator's own from the start.
		 * @param offset how far that clock is ahead of this machine's; negative if it is
		 * behind; by default times are not judged
		 * @return this builder
		 * @see BedrockEmulator#clockOffset(Duration)
		 */
		public Builder clockOffset(Duration offset) {
			this.clockOffset = offset;
			return this;
		}

		private static String notEmpty(String value, String what) {
			if (value.isBlank()) {
				throw new IllegalArgumentException(what + " is not empty");
			}
			return value;
		}

		private static Duration notNegative(Duration duration) {
			if (duration.isNegative()) {
				throw new IllegalArgumentException(duration + " is negative");
			}
			return duration;
		}

		/**
		 * Set the models that a Region serves itself, in place of its default list.
		 * @param sourceRegion the Region
		 * @param modelIds the foundation models
		 * @return this builder
		 */
		public Builder inRegionModels(String sourceRegion, String... modelIds) {
			this.inRegion.put(sourceRegion, Set.of(modelIds));
			return this;
		}

		/**
		 * Add an application inference profile.
		 * @param arn its ARN
		 * @param modelArns the model ARNs that it lists, at least one
		 * @return this builder
		 */
		public Builder applicationProfile(String arn, String... modelArns) {
			if (Arn.parse(arn).isEmpty() || modelArns.length == 0
					|| Arrays.stream(modelArns).map(Arn::parse).anyMatch(Optional::isEmpty)) {
				throw new IllegalArgumentException("An application profile has an ARN and at least one model ARN, not '"
						+ arn + "' and " + List.of(modelArns));
			}
			this.applications.put(arn, List.of(modelArns));
			return this;
		}

		/**
		 * Add a model of the account's own: an imported model, a deployment of a custom
		 * model, a provisioned model, a Marketplace endpoint or a prompt router. A call
		 * from the Region of the ARN is answered in the form of the foundation model
		 * behind it.
		 * @param arn the ARN that calls name
		 * @param modelId the foundation model behind it
		 * @return this builder
		 */
		public Builder deployedModel(String arn, String modelId) {
			if (Arn.parse(arn).filter((parsed) -> DEPLOYED.contains(parsed.type())).isEmpty()) {
				throw new IllegalArgumentException("'" + arn + "' is not the ARN of one of " + DEPLOYED);
			}
			this.deployed.put(arn, notEmpty(modelId, "A foundation model"));
			return this;
		}

		/**
		 * Set the life cycle of a model in one Region, in place of what the snapshot
		 * knows.
		 * @param sourceRegion the Region that is asked
		 * @param modelId the foundation model
		 * @param lifecycle the life cycle
		 * @return this builder
		 * @see BedrockEmulator#lifecycle(String, String, EmulatorLifecycle)
		 */
		public Builder lifecycle(String sourceRegion, String modelId, EmulatorLifecycle lifecycle) {
			this.lifecycles.put(new Lifecycles.Key(sourceRegion, modelId), lifecycle);
			return this;
		}

		/**
		 * Limit what a source Region may use of a profile. What is not limited is free.
		 * @param sourceRegion the source Region
		 * @param profile the profile, or the model in the Region itself
		 * @param quota the quota
		 * @return this builder
		 */
		public Builder quota(String sourceRegion, String profile, EmulatorQuota quota) {
			this.quotas.put(new QuotaLedger.Key(sourceRegion, profile), quota);
			return this;
		}

		/**
		 * Start the emulator.
		 * @return the emulator, listening
		 * @throws IllegalStateException if the port is taken
		 */
		public BedrockEmulator start() {
			BedrockEmulator emulator = new BedrockEmulator(this);
			if (!emulator.hasMinutes()) {
				LOGGER.log(System.Logger.Level.INFO, "The Bedrock emulator has " + emulator.shortened());
			}
			return emulator;
		}

	}

}
