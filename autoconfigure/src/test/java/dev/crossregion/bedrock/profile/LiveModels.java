package dev.crossregion.bedrock.profile;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.ModelFacts.Status;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycle;
import software.amazon.awssdk.services.bedrock.model.FoundationModelSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceType;

/**
 * What the control planes of several Regions say of foundation models, each of which may
 * be at another point of its life in another Region.
 */
final class LiveModels {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Other texts stand there as well, such as "most Regions". */
	private static final Pattern REGIONS = Pattern.compile("[a-z]+(-[a-z]+)+-[0-9](,[a-z]+(-[a-z]+)+-[0-9])*");

	private final PrintStream problems;

	private final Set<RegionCode> read = new TreeSet<>();

	private final SortedMap<String, SortedMap<RegionCode, FoundationModelSummary>> models = new TreeMap<>();

	LiveModels(PrintStream problems) {
		this.problems = problems;
	}

	/**
	 * Ask one Region.
	 * @param region the Region
	 * @param client its control plane
	 */
	void read(RegionCode region, BedrockClient client) {
		List<FoundationModelSummary> summaries;
		try {
			summaries = client
				.listFoundationModels((request) -> request
					.overrideConfiguration((configuration) -> configuration.apiCallTimeout(TIMEOUT)))
				.modelSummaries();
		}
		catch (SdkException ex) {
			this.problems.println("Models could not be read in " + region + ": " + ex.getMessage());
			return;
		}
		this.read.add(region);
		summaries.stream()
			.filter(Objects::nonNull)
			.filter(LiveModels::isCallable)
			.forEach((model) -> add(region, model));
	}

	// Variants that only Provisioned Throughput has cannot be called through a route.
	private static boolean isCallable(FoundationModelSummary model) {
		return model.inferenceTypesSupportedAsStrings().contains(InferenceType.ON_DEMAND.toString())
				|| model.inferenceTypesSupportedAsStrings().contains("INFERENCE_PROFILE");
	}

	private void add(RegionCode region, FoundationModelSummary model) {
		try {
			this.models
				.computeIfAbsent(new FoundationModelId(String.valueOf(model.modelId())).value(),
						(id) -> new TreeMap<>())
				.put(region, model);
		}
		catch (MalformedModelReferenceException ex) {
			this.problems.println("Model left out in " + region + ": " + ex.getMessage());
		}
	}

	/**
	 * The Regions that have answered.
	 * @return the Regions
	 */
	Set<RegionCode> regions() {
		return this.read;
	}

	/**
	 * The models that can be called in at least one of the Regions.
	 * @return their IDs
	 */
	Collection<String> ids() {
		return this.models.keySet();
	}

	/**
	 * Renew what the API states of a model. All else stays as it was.
	 * @param id the model
	 * @param before what was known of it, by the keys of the snapshot
	 * @return what is known of it now
	 */
	Map<String, @Nullable String> renewed(String id, Map<String, String> before) {
		Map<String, @Nullable String> facts = new HashMap<>(before);
		SortedMap<RegionCode, FoundationModelSummary> answers = this.models.get(id);
		if (answers == null) {
			return facts;
		}
		putStreaming(id, facts, answers);
		putStatus(id, facts, answers);
		Collection<FoundationModelLifecycle> lives = answers.values()
			.stream()
			.map(FoundationModelSummary::modelLifecycle)
			.filter(Objects::nonNull)
			.toList();
		putEarliest(facts, "launch", lives, FoundationModelLifecycle::startOfLifeTime);
		putEarliest(facts, "legacy", lives, FoundationModelLifecycle::legacyTime);
		putEarliest(facts, "extended-access", lives, FoundationModelLifecycle::publicExtendedAccessTime);
		putEarliest(facts, "eol", lives, FoundationModelLifecycle::endOfLifeTime);
		return facts;
	}

	private void putStreaming(String id, Map<String, @Nullable String> facts,
			Map<RegionCode, FoundationModelSummary> answers) {
		Set<Boolean> stated = answers.values()
			.stream()
			.map(FoundationModelSummary::responseStreamingSupported)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		if (stated.size() == 1) {
			facts.put("streaming", (stated.contains(true)) ? "yes" : "no");
		}
		else if (!stated.isEmpty()) {
			this.problems.println("Regions differ on whether " + id + " streams; what was known before is kept");
		}
	}

	// The strictest status holds, with the Regions where it is known unless they all
	// agree.
	private void putStatus(String id, Map<String, @Nullable String> facts,
			Map<RegionCode, FoundationModelSummary> answers) {
		SortedMap<RegionCode, Status> stated = new TreeMap<>();
		answers.forEach((region, model) -> {
			FoundationModelLifecycle life = model.modelLifecycle();
			String status = (life != null) ? life.statusAsString() : null;
			if ("ACTIVE".equals(status) || "LEGACY".equals(status)) {
				stated.put(region, Status.valueOf(status));
			}
			else if (status != null) {
				this.problems.println("Status of " + id + " in " + region + " is not known here: '" + status + "'");
			}
		});
		if (stated.isEmpty()) {
			return;
		}
		keepUnread(facts, stated);
		Status strictest = stated.values().stream().max(Comparator.naturalOrder()).orElseThrow();
		List<String> where = stated.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == strictest)
			.map((entry) -> entry.getKey().value())
			.toList();
		facts.put("status", strictest.name());
		facts.put("status-where", (where.size() < stated.size()) ? String.join(",", where) : null);
	}

	private void keepUnread(Map<String, @Nullable String> facts, Map<RegionCode, Status> stated) {
		String status = facts.get("status");
		String where = facts.get("status-where");
		if (status == null || where == null || !REGIONS.matcher(where).matches()) {
			return;
		}
		for (String code : where.split(",")) {
			RegionCode region = new RegionCode(code);
			if (!this.read.contains(region)) {
				stated.put(region, Status.valueOf(status));
			}
		}
	}

	private static void putEarliest(Map<String, @Nullable String> facts, String key,
			Collection<FoundationModelLifecycle> lives, Function<FoundationModelLifecycle, @Nullable Instant> time) {
		lives.stream()
			.map(time)
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.ifPresent((first) -> facts.put(key, LocalDate.ofInstant(first, ZoneOffset.UTC).toString()));
	}

}
