package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
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
import dev.crossregion.bedrock.emulator.model.DataRetention;
import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import dev.crossregion.bedrock.emulator.payload.CloudTrailFile;
import org.jspecify.annotations.Nullable;

/**
 * Emulates Amazon Bedrock over HTTP on loopback. One port serves every Region: the source
 * Region is read from the signature of a request, or, with an API key, from its header
 * {@code x-emulator-region}. Profiles, their destinations and facts about models come
 * from the starter's snapshot. The models that a Region serves itself, the refill of
 * quotas and the count of tokens are assumptions of the emulator.
 * <p>
 * Signatures are not verified, and their times only if {@link #clockOffset} sets a clock.
 * The same port serves the Service Quotas of Amazon Bedrock.
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

	private final @Nullable CloudTrailFile cloudTrail;

	private final EmulatorClock clock;

	private final Lifecycles lifecycles;

	private final ModelDirectory directory;

	private final DataRetention dataRetention;

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
		this.cloudTrail = (builder.cloudTrail != null) ? CloudTrailFile.in(builder.cloudTrail) : null;
		this.faults = new FaultScript(this.seed);
		ModelDirectory directory = new ModelDirectory(builder.account, builder.inRegion, builder.applications,
				builder.deployed);
		this.directory = directory;
		this.quotas = new QuotaLedger(builder.quotas, builder.quotaWindow, System::nanoTime);
		Guardrails guardrails = new Guardrails(builder.guardrails);
		RuntimeApi runtime = new RuntimeApi(directory, this.quotas, guardrails, new Random(this.seed),
				new RuntimeApi.Delays(builder.latency, builder.pace, builder.throttledLatency));
		this.lifecycles = new Lifecycles(builder.lifecycles);
		this.clock = new EmulatorClock(Clock.systemUTC(), builder.clockOffset);
		this.serviceQuotas = new ServiceQuotas(directory, builder.quotas, builder.quotaWindow);
		this.dataRetention = new DataRetention(builder.dataRetention);
		ControlPlane controlPlane = new ControlPlane(directory,
				new ControlPlane.Account(this.lifecycles, guardrails, this.dataRetention), builder.pageSize);
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
	 * The endpoint of the runtime, of the control plane and of Service Quotas.
	 * @return the URI; after {@link #close()} the last one
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * The port on which it listens.
	 * @return the port; after {@link #close()} the last one
	 */
	public int port() {
		return this.uri.getPort();
	}

	/**
	 * The journal of all requests.
	 * @return the journal
	 */
	public Journal journal() {
		return this.journal;
	}

	/**
	 * The numbers of runtime requests and of their outcomes since the start.
	 * @return the counts at this moment
	 */
	public Statistics statistics() {
		return this.counters.statistics();
	}

	/**
	 * Check the times of signatures from now on against a clock with an offset. As on
	 * Bedrock, a request whose time differs by more than five minutes is rejected with
	 * 403 InvalidSignatureException, and every answer has the time of this clock as its
	 * {@code Date}. Use it to test a client whose clock is wrong.
	 * @param offset how far the emulator's clock is ahead of the clock of this machine;
	 * negative if it is behind
	 */
	public void clockOffset(Duration offset) {
		this.clock.offset(offset);
	}

	/**
	 * Set the life cycle of a model in one Region from now on. ListFoundationModels and
	 * GetFoundationModel show it. Calls of the model are not affected;
	 * {@link Fault#legacy()} and {@link Fault#endOfLife()} let them fail.
	 * @param sourceRegion the source Region
	 * @param modelId the foundation model
	 * @param lifecycle the life cycle
	 */
	public void lifecycle(String sourceRegion, String modelId, EmulatorLifecycle lifecycle) {
		this.lifecycles.set(sourceRegion, modelId, lifecycle);
	}

	/**
	 * Set the destinations of a system-defined profile in one source Region from now on.
	 * The control plane lists them, and calls run there. A profile that the Region did
	 * not have is added.
	 * @param sourceRegion the source Region
	 * @param profileId the ID of the profile, such as {@code eu.amazon.nova-lite-v1:0}
	 * @param destinations the destination Regions, at least one; {@code *} for all
	 */
	public void profile(String sourceRegion, String profileId, String... destinations) {
		if (destinations.length == 0 || profileId.indexOf('.') < 1) {
			throw new IllegalArgumentException("A profile has an ID and at least one destination, not '" + profileId
					+ "' and " + List.of(destinations));
		}
		this.directory.profile(sourceRegion, profileId, List.of(destinations));
	}

	/**
	 * Remove a system-defined profile from one source Region from now on.
	 * @param sourceRegion the source Region
	 * @param profileId the ID of the profile
	 */
	public void noProfile(String sourceRegion, String profileId) {
		this.directory.profile(sourceRegion, profileId, List.of());
	}

	/**
	 * Set the data-retention mode of the account in one Region from now on.
	 * GetAccountDataRetention shows it. Calls are not affected;
	 * {@link Fault#dataRetentionModeMissing()} lets them fail.
	 * @param sourceRegion the source Region
	 * @param mode {@code none}, {@code default}, {@code aws_review},
	 * {@code provider_data_share} or {@code inherit}
	 */
	public void dataRetention(String sourceRegion, String mode) {
		this.dataRetention.set(sourceRegion, mode);
	}

	/**
	 * Set the applied value that Service Quotas shows from now on. The quotas that limit
	 * calls do not change: they are those of the builder, which Service Quotas shows
	 * unless another value is set.
	 * @param sourceRegion the source Region
	 * @param quota the code of the quota, such as {@code L-F4DDD3EB}, or its name
	 * @param value the value, not negative; 0 as in many new accounts
	 * @throws IllegalArgumentException if the snapshot has no such quota
	 */
	public void serviceQuota(String sourceRegion, String quota, double value) {
		this.serviceQuotas.set(sourceRegion, quota, value);
	}

	/**
	 * Remove the applied value of a quota from now on, so that Service Quotas lists it
	 * only among the defaults of AWS.
	 * @param sourceRegion the source Region
	 * @param quota the code of the quota or its name
	 * @throws IllegalArgumentException if the snapshot has no such quota
	 */
	public void noServiceQuota(String sourceRegion, String quota) {
		this.serviceQuotas.remove(sourceRegion, quota);
	}

	int openRequests() {
		return this.listener.servlet().openRequests();
	}

	/**
	 * Activate a fault. If several faults match a request, the one that was added first
	 * hits it.
	 * @param fault the fault
	 * @return deactivates this fault, and no other
	 */
	public ActiveFault fail(Fault fault) {
		return fail(List.of(fault));
	}

	/**
	 * Activate faults that hit one after another. Each is used up after the number of
	 * hits that {@link Fault#times(int)} sets, by default one, and then the next one
	 * hits. {@link Fault#none()} lets a request pass. A request that does not match a
	 * fault is tried against the next one.
	 * @param faults the faults
	 * @return deactivates the remaining faults
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
	 * Deactivate all faults, and restart their random generator from the seed.
	 */
	public void clearFaults() {
		this.faults.clear();
	}

	/**
	 * Restore the state after the start: no faults, an empty journal, full quotas, the
	 * profiles of the snapshot, and the clock, the life cycles and the data-retention
	 * modes of the builder. The random generator of faults restarts from the seed, and
	 * the actions of {@link #onReset} run. {@link #statistics()} keep counting.
	 */
	public void reset() {
		clearFaults();
		this.quotas.reset();
		this.clock.reset();
		this.lifecycles.reset();
		this.directory.reset();
		this.dataRetention.reset();
		this.journal.clear();
		this.resets.forEach(Runnable::run);
	}

	/**
	 * Run an action at each {@link #reset()}, for example to clear the state that an
	 * application has learned from calls.
	 * @param action the action; runs on the thread that resets
	 * @return removes the action; may be run several times
	 */
	public Runnable onReset(Runnable action) {
		this.resets.add(action);
		return () -> this.resets.remove(action);
	}

	/**
	 * Listen again after {@link #close()}, on the same port. If that port was chosen
	 * freely and is taken now, listen on another one. Faults, journal and quotas are
	 * kept. Does nothing while the emulator is open.
	 * @throws IllegalStateException if the port was set on the builder and is taken
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
	 * Stop at once, and cut the open requests.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			this.listener.stop();
			if (this.cloudTrail != null) {
				this.cloudTrail.write(this.journal.entries().stream().map(JournalEntry::toCloudTrailEvent).toList());
			}
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

		private int journalCapacity = Journal.DEFAULT_CAPACITY;

		private @Nullable Path cloudTrail;

		private Duration latency = Duration.ZERO;

		private Duration pace = Duration.ZERO;

		private Duration throttledLatency = Duration.ZERO;

		private Duration quotaWindow = MINUTE;

		private String region = "us-east-1";

		private final Map<String, String> apiKeys = new HashMap<>();

		private @Nullable Duration clockOffset;

		private final Map<Guardrails.Guardrail, String> guardrails = new HashMap<>();

		private final Map<String, Set<String>> inRegion = new HashMap<>();

		private final Map<String, List<String>> applications = new HashMap<>();

		private final Map<String, String> deployed = new HashMap<>();

		private final Map<Lifecycles.Key, EmulatorLifecycle> lifecycles = new HashMap<>();

		private final Map<String, String> dataRetention = new HashMap<>();

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
		 * Set the seed of the random generators for faults and destinations.
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
		 * Set the page size of ListInferenceProfiles.
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
		 * Set the capacity of the journal, which keeps the newest entries.
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
		 * Write the journal as CloudTrail delivers its events: a file {@code *.json.gz}
		 * in a directory, when the emulator is closed.
		 * @param directory the directory, which is created if it does not exist
		 * @return this builder
		 */
		public Builder cloudTrail(Path directory) {
			this.cloudTrail = directory;
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
		 * Set the time before the 429 of an exhausted quota. The quota is checked when
		 * the request arrives, and the answer is delayed.
		 * @param throttledLatency not negative; by default none
		 * @return this builder
		 */
		public Builder throttledLatency(Duration throttledLatency) {
			this.throttledLatency = notNegative(throttledLatency);
			return this;
		}

		/**
		 * Set the window of all quotas. A window that is not a minute is logged when the
		 * emulator starts.
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
		 * Set the source Region of requests with an API key, which do not name one. The
		 * request header {@code x-emulator-region} overrides it.
		 * @param region the Region; by default {@code us-east-1}
		 * @return this builder
		 */
		public Builder region(String region) {
			this.region = notEmpty(region, "A Region");
			return this;
		}

		/**
		 * Accept an API key in every Region, as Bedrock does with long-term keys. By
		 * default any key is accepted; once a key is set, others are rejected.
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
		 * Add a guardrail. By default any guardrail exists; once one is added, a request
		 * with a guardrail that does not exist in its source Region is rejected, as on
		 * Bedrock.
		 * @param sourceRegion the Region of the guardrail
		 * @param guardrail its ID
		 * @return this builder
		 */
		public Builder guardrail(String sourceRegion, String guardrail) {
			this.guardrails.put(new Guardrails.Guardrail(notEmpty(sourceRegion, "A Region"),
					notEmpty(guardrail, "The ID of a guardrail")), "");
			return this;
		}

		/**
		 * Add a guardrail that runs across Regions.
		 * @param sourceRegion the Region of the guardrail
		 * @param guardrail its ID
		 * @param profile the ID of its guardrail profile, such as
		 * {@code eu.guardrail.v1:0}
		 * @return this builder
		 * @see #guardrail(String, String)
		 */
		public Builder guardrail(String sourceRegion, String guardrail, String profile) {
			guardrail(sourceRegion, guardrail);
			this.guardrails.put(new Guardrails.Guardrail(sourceRegion, guardrail),
					notEmpty(profile, "The ID of a guardrail profile"));
			return this;
		}

		/**
		 * Check the times of signatures against a clock with an offset from the start.
		 * @param offset how far that clock is ahead of the clock of this machine;
		 * negative if it is behind; by default times are not checked
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
		 * Set the models that a Region serves on demand without a profile, instead of its
		 * default list.
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
		 * @param modelArns the ARNs of its models, at least one
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
		 * Set the life cycle of a model in one Region, instead of that of the snapshot.
		 * @param sourceRegion the source Region
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
		 * Set the data-retention mode of the account in one Region.
		 * @param sourceRegion the source Region
		 * @param mode the mode; by default {@code default}
		 * @return this builder
		 * @see BedrockEmulator#dataRetention(String, String)
		 */
		public Builder dataRetention(String sourceRegion, String mode) {
			this.dataRetention.put(notEmpty(sourceRegion, "A Region"), DataRetention.check(mode));
			return this;
		}

		/**
		 * Set the quota of a source Region for one profile. Without a quota, calls are
		 * not limited.
		 * @param sourceRegion the source Region
		 * @param profile the profile ID, or the model ID for calls without a profile
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
