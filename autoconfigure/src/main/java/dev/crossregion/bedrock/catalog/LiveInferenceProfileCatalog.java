package dev.crossregion.bedrock.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/**
 * Reads evidence from the Bedrock control plane of each source Region. The first look-up
 * starts in the background together with the catalog. The methods that return evidence
 * wait for the first look-up, at most for its timeout, and make no calls themselves.
 * Thread-safe.
 * <p>
 * With a fallback, a source Region whose control plane denies or throttles the call, does
 * not answer in time or returns an invalid response gets its evidence from the fallback,
 * with one logged warning for each cause. Without a fallback, the methods that return
 * evidence throw in this case.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-view.html">View
 * information about an inference profile</a>
 */
public final class LiveInferenceProfileCatalog implements InferenceProfileCatalog, AutoCloseable {

	/**
	 * The permission that the look-up needs, as an IAM statement in JSON. The lists
	 * cannot be limited to resources.
	 */
	public static final String IAM_STATEMENT = "{\"Effect\": \"Allow\", \"Action\": [\"bedrock:ListInferenceProfiles\", "
			+ "\"bedrock:GetInferenceProfile\", \"bedrock:ListFoundationModels\"], \"Resource\": \"*\"}";

	/**
	 * The permission to read the data-retention mode of the account, as an IAM statement
	 * in JSON.
	 */
	public static final String RETENTION_IAM_STATEMENT = "{\"Effect\": \"Allow\", \"Action\": "
			+ "[\"bedrock:GetAccountDataRetention\"], \"Resource\": \"*\"}";

	/**
	 * The permission to read a guardrail, as an IAM statement in JSON.
	 */
	public static final String GUARDRAIL_IAM_STATEMENT = "{\"Effect\": \"Allow\", \"Action\": "
			+ "[\"bedrock:GetGuardrail\"], \"Resource\": \"*\"}";

	/** Operations without whose answers there is evidence. */
	private static final Set<String> PARTS = Set.of(LiveRegionReader.LIST_FOUNDATION_MODELS,
			LiveRegionReader.GET_ACCOUNT_DATA_RETENTION, LiveRegionReader.GET_GUARDRAIL);

	private final Function<RegionCode, BedrockClient> clients;

	private final SortedMap<RegionCode, List<BedrockArn>> targets;

	private final AccountReads account;

	private final Duration timeout;

	private final Clock clock;

	private final @Nullable InferenceProfileCatalog fallback;

	private final LookupWarnings warnings;

	private final CompletableFuture<CatalogState> startup = new CompletableFuture<>();

	private final AtomicBoolean refreshing = new AtomicBoolean();

	private volatile @Nullable CatalogState state;

	private volatile @Nullable LiveLookup running;

	private volatile boolean closed;

	private LiveInferenceProfileCatalog(Function<RegionCode, BedrockClient> clients,
			SortedMap<RegionCode, List<BedrockArn>> targets, AccountReads account, Duration timeout, Clock clock,
			@Nullable InferenceProfileCatalog fallback) {
		this.clients = clients;
		this.targets = targets;
		this.account = account;
		this.timeout = timeout;
		this.clock = clock;
		this.fallback = fallback;
		this.warnings = new LookupWarnings(targets.values()
			.stream()
			.flatMap(List::stream)
			.map(LiveRegionReader::profileId)
			.collect(Collectors.toSet()));
	}

	/**
	 * Start the first look-up in the background and return at once.
	 * @param clients the control plane of a source Region; called on threads of the
	 * look-up, once for each Region and look-up. The clients belong to the caller and
	 * stay open
	 * @param sourceRegions the source Regions, all of which are read at the same time
	 * @param named the ARNs that the configuration names. Each inference profile among
	 * them is looked up in its own Region, if that is a source Region
	 * @param timeout the time for a look-up of all source Regions together; positive
	 * @param clock dates the evidence
	 * @param fallback the evidence for source Regions that cannot be read, or
	 * {@code null} to accept live evidence only
	 * @return the catalog
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public static LiveInferenceProfileCatalog start(Function<RegionCode, BedrockClient> clients,
			Collection<RegionCode> sourceRegions, Collection<BedrockArn> named, Duration timeout, Clock clock,
			@Nullable InferenceProfileCatalog fallback) {
		return start(clients, sourceRegions, named, AccountReads.NONE, timeout, clock, fallback);
	}

	/**
	 * Start the first look-up in the background and return at once.
	 * @param clients the control plane of a source Region
	 * @param sourceRegions the source Regions
	 * @param named the ARNs that the configuration names
	 * @param account what is read about the account too. What cannot be read later keeps
	 * the value read before
	 * @param timeout the time for a look-up of all source Regions together; positive
	 * @param clock dates the evidence
	 * @param fallback the evidence for source Regions that cannot be read, or
	 * {@code null} to accept live evidence only
	 * @return the catalog
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public static LiveInferenceProfileCatalog start(Function<RegionCode, BedrockClient> clients,
			Collection<RegionCode> sourceRegions, Collection<BedrockArn> named, AccountReads account, Duration timeout,
			Clock clock, @Nullable InferenceProfileCatalog fallback) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("catalog.timeout is " + timeout + " and must be positive");
		}
		SortedMap<RegionCode, List<BedrockArn>> targets = new TreeMap<>();
		sourceRegions.forEach((region) -> targets.put(region,
				named.stream().filter((arn) -> isProfile(arn) && region.equals(arn.region())).distinct().toList()));
		LiveInferenceProfileCatalog catalog = new LiveInferenceProfileCatalog(clients, targets, account, timeout, clock,
				fallback);
		catalog.startLookup()
			.findings()
			.thenApply((findings) -> catalog.update(null, findings))
			.whenComplete((state, failure) -> {
				if (failure != null) {
					catalog.startup.completeExceptionally(failure);
				}
				else {
					catalog.startup.complete(state);
				}
			});
		return catalog;
	}

	private static boolean isProfile(BedrockArn arn) {
		return arn.resource() == BedrockArn.Resource.INFERENCE_PROFILE
				|| arn.resource() == BedrockArn.Resource.APPLICATION_INFERENCE_PROFILE;
	}

	private LiveLookup startLookup() {
		LiveLookup lookup = new LiveLookup(this.clients, this.targets, this.account, this.timeout,
				this.clock.instant().truncatedTo(ChronoUnit.SECONDS));
		this.running = lookup;
		return lookup;
	}

	private CatalogState update(@Nullable CatalogState before, List<RegionLookupResult> findings) {
		List<RegionEvidence> evidence = new ArrayList<>();
		for (RegionLookupResult finding : findings) {
			Optional<RegionEvidence> held = (before != null) ? before.catalog.from(finding.sourceRegion())
					: Optional.empty();
			evidence(finding, held)
				.map((found) -> found.withRetention(finding.retentionAfter(held.orElse(null)))
					.withGuardrails(finding.guardrailsAfter(held.orElse(null))))
				.ifPresent(evidence::add);
		}
		CatalogState after = new CatalogState(new EvidenceCatalog(evidence), findings, missing(before, findings));
		if (after.missing.isEmpty() && !this.closed) {
			this.warnings.write(findings, after.catalog);
		}
		this.state = after;
		return after;
	}

	private Optional<RegionEvidence> evidence(RegionLookupResult finding, Optional<RegionEvidence> before) {
		if (finding.answer() == null) {
			return (before.isPresent() || this.fallback == null) ? before : this.fallback.from(finding.sourceRegion());
		}
		return Optional.of(before.filter((old) -> old.evidence().source() == Evidence.Source.LIVE)
			.map(finding::mergedWith)
			.orElseGet(finding::evidence));
	}

	// After one complete look-up, a failed refresh keeps the evidence and blocks nothing.
	private List<ControlPlaneFailure> missing(@Nullable CatalogState before, List<RegionLookupResult> findings) {
		if (this.fallback != null || (before != null && before.missing.isEmpty())) {
			return List.of();
		}
		return findings.stream()
			.flatMap((finding) -> finding.failures().stream())
			.filter((failure) -> !PARTS.contains(failure.operation()))
			.toList();
	}

	/**
	 * Wait for the first look-up, at most as long as its timeout.
	 * @throws ControlPlaneUnavailableException if it failed and there is no fallback
	 */
	public void join() {
		usable();
	}

	private CatalogState usable() {
		CatalogState current = current();
		if (!current.missing.isEmpty()) {
			throw new ControlPlaneUnavailableException(current.missing);
		}
		return current;
	}

	private CatalogState current() {
		CatalogState current = this.state;
		return (current != null) ? current : this.startup.join();
	}

	/**
	 * {@inheritDoc}
	 * @throws ControlPlaneUnavailableException if the first look-up failed and there is
	 * no fallback
	 */
	@Override
	public Optional<RegionEvidence> from(RegionCode sourceRegion) {
		return usable().catalog.from(sourceRegion);
	}

	/**
	 * {@inheritDoc}
	 * @throws ControlPlaneUnavailableException if the first look-up failed and there is
	 * no fallback
	 */
	@Override
	public SortedSet<RegionCode> sourceRegions() {
		return usable().catalog.sourceRegions();
	}

	/**
	 * Look everything up again and wait for the result. A source Region that cannot be
	 * read keeps its older evidence. A call during another refresh does nothing.
	 * @return whether anything but the age of evidence has changed
	 */
	public boolean refresh() {
		if (this.closed || !this.refreshing.compareAndSet(false, true)) {
			return false;
		}
		try {
			CatalogState before = current();
			List<RegionLookupResult> findings = startLookup().findings().join();
			return !this.closed && !update(before, findings).hasSameContentAs(before);
		}
		finally {
			this.refreshing.set(false);
		}
	}

	/**
	 * The failures of the last look-up.
	 * @return the failures, ordered by source Region; empty when everything was answered
	 */
	public List<ControlPlaneFailure> failures() {
		return current().findings.stream().flatMap((finding) -> finding.failures().stream()).toList();
	}

	/**
	 * Profiles in the last look-up that are left out, because they name no model, several
	 * models, or a model that cannot be parsed.
	 * @param sourceRegion the source Region
	 * @return the reasons by profile ID, or by ARN for application profiles
	 */
	public Map<String, String> leftOut(RegionCode sourceRegion) {
		return current().findings.stream()
			.filter((finding) -> finding.sourceRegion().equals(sourceRegion) && finding.answer() != null)
			.findFirst()
			.map((finding) -> finding.answer().dropped())
			.orElse(Map.of());
	}

	/**
	 * Cancel a running look-up. The evidence stays available.
	 */
	@Override
	public void close() {
		this.closed = true;
		LiveLookup lookup = this.running;
		if (lookup != null) {
			lookup.cancel();
		}
	}

	/** The result of the latest look-up. */
	private record CatalogState(EvidenceCatalog catalog, List<RegionLookupResult> findings,
			List<ControlPlaneFailure> missing) {

		boolean hasSameContentAs(CatalogState other) {
			return content().equals(other.content());
		}

		private List<Object> content() {
			return this.catalog.sourceRegions()
				.stream()
				.flatMap((region) -> this.catalog.from(region).stream())
				.<Object>map((evidence) -> Arrays.asList(evidence.sourceRegion(), evidence.evidence().source(),
						evidence.profiles(), evidence.onDemandModels(), evidence.lifecycles(),
						Optional.ofNullable(evidence.retention()).map(DataRetention::mode), reaches(evidence)))
				.toList();
		}

		private static Map<Guardrail, Destinations> reaches(RegionEvidence evidence) {
			return evidence.guardrails()
				.entrySet()
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().destinations()));
		}

	}

}
