package dev.crossregion.bedrock.profile;

import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.profile.SnapshotText.Status;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Renews the shipped snapshot from the control planes of an account, each of which is
 * read the way an application reads its own. What the control planes do not state, and
 * what is known of Regions that were not read, stays as it is, with its date.
 */
final class LiveScan {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final AwsCredentialsProvider credentials;

	private final @Nullable URI endpoint;

	private final Clock clock;

	LiveScan(AwsCredentialsProvider credentials, @Nullable URI endpoint, Clock clock) {
		this.credentials = credentials;
		this.endpoint = endpoint;
		this.clock = clock;
	}

	/**
	 * Scan source Regions.
	 * @param regions the source Regions
	 * @param problems where everything is reported that is left out
	 * @return the snapshot
	 */
	SnapshotText read(Collection<RegionCode> regions, PrintStream problems) {
		Map<RegionCode, BedrockClient> clients = new ConcurrentHashMap<>();
		Function<RegionCode, BedrockClient> client = (region) -> clients.computeIfAbsent(region, this::client);
		try (LiveInferenceProfileCatalog catalog = LiveInferenceProfileCatalog.start(client, regions, List.of(),
				TIMEOUT, this.clock, new EvidenceCatalog(List.of()))) {
			LiveModels models = new LiveModels(problems);
			catalog.sourceRegions().forEach((region) -> models.read(region, client.apply(region)));
			catalog.failures().forEach((failure) -> problems.println("Could not be read: " + failure));
			regions.forEach((region) -> catalog.leftOut(region)
				.forEach(
						(id, reason) -> problems.println("Left out in " + region + ": " + id + ", because " + reason)));
			return write(regions, catalog, models, problems);
		}
		finally {
			clients.values().forEach(SdkAutoCloseable::close);
		}
	}

	private BedrockClient client(RegionCode region) {
		return BedrockClient.builder()
			.region(Region.of(region.value()))
			.credentialsProvider(this.credentials)
			.applyMutation((builder) -> Optional.ofNullable(this.endpoint).ifPresent(builder::endpointOverride))
			.build();
	}

	private SnapshotText write(Collection<RegionCode> regions, LiveInferenceProfileCatalog catalog, LiveModels models,
			PrintStream problems) {
		SnapshotFile old = SnapshotFile.read();
		if (catalog.sourceRegions().isEmpty()) {
			return new SnapshotText(LocalDate.parse(old.asOf()), LocalDate.parse(old.modelsAsOf()));
		}
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		SnapshotText snapshot = new SnapshotText(today,
				(!models.regions().isEmpty()) ? today : LocalDate.parse(old.modelsAsOf()));
		snapshot.source("api-" + today, today.toString(), "ListInferenceProfiles(typeEquals=SYSTEM_DEFINED) in "
				+ catalog.sourceRegions().size() + " of " + regions.size() + " source Regions");
		if (!models.regions().isEmpty()) {
			snapshot.source("models-api-" + today, today.toString(),
					"ListFoundationModels in " + models.regions().size() + " of " + regions.size()
							+ " source Regions: streaming, status and its dates; other facts about models are of "
							+ old.modelsAsOf() + " or older");
		}
		SnapshotFile.lines("source").forEach((line) -> snapshot.source(line.get(1), line.get(2), line.get(3)));
		SnapshotFile.lines("region")
			.forEach((line) -> snapshot.region(line.get(1), line.get(2), line.get(3), line.get(4)));
		catalog.sourceRegions()
			.forEach((region) -> catalog.from(region)
				.ifPresent((evidence) -> addRoutes(snapshot, today, evidence, problems)));
		keepRoutes(snapshot, old, catalog);
		keepProfiles(snapshot, old, problems);
		Set<String> ids = new TreeSet<>(models.ids());
		ids.addAll(old.models().keySet());
		ids.forEach((id) -> snapshot.model(new FoundationModelId(id),
				models.renewed(id, old.models().getOrDefault(id, Map.of()))));
		SnapshotFile.lines("quota").forEach(snapshot::quota);
		return snapshot;
	}

	private static void addRoutes(SnapshotText snapshot, LocalDate today, RegionEvidence evidence,
			PrintStream problems) {
		for (InferenceProfile profile : evidence.profiles()) {
			profile.prefix()
				.filter(InferenceProfileId::isPrefix)
				.map((prefix) -> new InferenceProfileId(prefix, profile.model()))
				.ifPresentOrElse(
						(id) -> snapshot.route(id, Status.LISTED, evidence.sourceRegion(), profile.destinations(),
								today),
						() -> problems.println("Left out in " + evidence.sourceRegion() + ": '" + profile.id()
								+ "', because it is not a prefix before its model '" + profile.model() + "'"));
		}
	}

	// Of a Region that was not read, and of a profile that was listed and could not be
	// read, the old statement is the newest one.
	private static void keepRoutes(SnapshotText snapshot, SnapshotFile old, LiveInferenceProfileCatalog catalog) {
		for (KnownRoute route : old.routes()) {
			RegionCode region = new RegionCode(route.sourceRegion());
			if (!catalog.sourceRegions().contains(region) || catalog.leftOut(region).containsKey(route.profile())) {
				snapshot.route(InferenceProfileId.parse(route.profile()),
						(route.listed()) ? Status.LISTED : Status.DOCUMENTED, region, destinations(route),
						(!route.asOf().equals("?")) ? LocalDate.parse(route.asOf()) : null);
			}
		}
	}

	// A profile that was seen once, and that no Region lists any more, is gone. One that
	// only a model card names was never seen, so nothing shows that it is gone.
	private static void keepProfiles(SnapshotText snapshot, SnapshotFile old, PrintStream problems) {
		old.profiles().forEach((id, status) -> {
			InferenceProfileId profile = InferenceProfileId.parse(id);
			if (snapshot.has(profile)) {
				return;
			}
			if (status.equals("documented")) {
				snapshot.profile(profile, Status.DOCUMENTED);
			}
			else if (status.equals("listed")) {
				LocalDate lastSeen = lastSeen(old, id);
				problems.println("Profile gone: " + id + ", last seen on " + lastSeen);
				snapshot.goneProfile(profile, lastSeen);
			}
			else {
				snapshot.goneProfile(profile, LocalDate.parse(status.substring("historical ".length())));
			}
		});
	}

	private static LocalDate lastSeen(SnapshotFile old, String profile) {
		return old.routes()
			.stream()
			.filter((route) -> route.profile().equals(profile) && !route.asOf().equals("?"))
			.map((route) -> LocalDate.parse(route.asOf()))
			.max(Comparator.naturalOrder())
			.orElse(LocalDate.parse(old.asOf()));
	}

	private static Destinations destinations(KnownRoute route) {
		if (route.destinations() == null) {
			return new Destinations.Unknown();
		}
		return (route.destinations().equals(KnownRoute.ANYWHERE)) ? new Destinations.Anywhere()
				: Destinations.of(route.destinations().stream().map(RegionCode::new).toList());
	}

}
