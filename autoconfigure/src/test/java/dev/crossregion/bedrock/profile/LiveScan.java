package dev.crossregion.bedrock.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.crossregion.bedrock.client.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.profile.SnapshotText.Status;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Reads every source Region of an account into a snapshot, the way an application reads
 * its own. A Region that cannot be read keeps nothing of what was known of it.
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
		EvidenceCatalog nothing = new EvidenceCatalog(List.of());
		try (LiveInferenceProfileCatalog catalog = LiveInferenceProfileCatalog.start(
				(region) -> clients.computeIfAbsent(region, this::client), regions, List.of(), TIMEOUT, this.clock,
				nothing)) {
			LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
			SnapshotText snapshot = new SnapshotText(today, today);
			snapshot.source("api-" + today, today.toString(), "ListInferenceProfiles(typeEquals=SYSTEM_DEFINED) in "
					+ catalog.sourceRegions().size() + " of " + regions.size() + " source Regions");
			addRegions(snapshot);
			catalog.sourceRegions()
				.forEach((region) -> catalog.from(region)
					.ifPresent((evidence) -> addRoutes(snapshot, today, evidence, problems)));
			catalog.failures().forEach((failure) -> problems.println("Could not be read: " + failure));
			regions.forEach((region) -> catalog.leftOut(region)
				.forEach(
						(id, reason) -> problems.println("Left out in " + region + ": " + id + ", because " + reason)));
			return snapshot;
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

	// No answer of Bedrock holds the countries of Regions: the table at hand is kept.
	private static void addRegions(SnapshotText snapshot) {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(
				BundledSnapshot.class.getResourceAsStream("snapshot.tsv"), StandardCharsets.UTF_8))) {
			lines.lines()
				.filter((line) -> line.startsWith("region\t"))
				.map((line) -> line.split("\t"))
				.forEach((columns) -> snapshot.region(columns[1], columns[2], columns[3], columns[4]));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
