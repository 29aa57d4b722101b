package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.PlannedApplication;
import org.jspecify.annotations.Nullable;

/**
 * Prints what changed between two snapshots, and which declarations of applications plan
 * otherwise. How to run it is in {@code docs/snapshot.md}.
 */
public final class SnapshotComparison {

	/** The exit code when nothing changed. */
	static final int SAME = 0;

	/** The exit code when something changed. */
	static final int CHANGED = 1;

	/** The exit code when something cannot be read. */
	static final int UNREADABLE = 2;

	private static final String USAGE = """
			Write
			  --before old.tsv --after new.tsv [--application application.yml]... [--region eu-central-1]
			""";

	private @Nullable Path before;

	private @Nullable Path after;

	private @Nullable RegionCode region;

	private final List<Path> applications = new ArrayList<>();

	private final List<String> lines = new ArrayList<>();

	private SnapshotComparison(String... arguments) {
		Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
		while (!left.isEmpty()) {
			String option = left.pop();
			if (left.isEmpty()) {
				throw new IllegalArgumentException("Option '" + option + "' is unknown or needs a value. " + USAGE);
			}
			String value = left.pop();
			switch (option) {
				case "--before" -> {
					this.before = Path.of(value);
				}
				case "--after" -> {
					this.after = Path.of(value);
				}
				case "--application" -> this.applications.add(Path.of(value));
				case "--region" -> {
					this.region = new RegionCode(value);
				}
				default -> throw new IllegalArgumentException("There is no option '" + option + "'. " + USAGE);
			}
		}
		if (this.before == null || this.after == null) {
			throw new IllegalArgumentException("Both --before and --after are needed. " + USAGE);
		}
	}

	/**
	 * Compare, and leave with an exit code: 0 when nothing changed, 1 when something did,
	 * 2 when something cannot be read.
	 * @param arguments the options
	 */
	public static void main(String... arguments) {
		System.exit(run(System.out, System.err, arguments));
	}

	static int run(PrintStream out, PrintStream problems, String... arguments) {
		try {
			List<String> lines = new SnapshotComparison(arguments).compare();
			((!lines.isEmpty()) ? lines : List.of("Nothing changed.")).forEach(out::println);
			return (lines.isEmpty()) ? SAME : CHANGED;
		}
		catch (IOException | RuntimeException ex) {
			problems.println(ex.getMessage());
			return UNREADABLE;
		}
	}

	private List<String> compare() throws IOException {
		BundledSnapshot old = read(Objects.requireNonNull(this.before));
		BundledSnapshot now = read(Objects.requireNonNull(this.after));
		compareProfiles(old, now);
		compareModels(old, now);
		for (Path application : this.applications) {
			compare(application, old, now);
		}
		return this.lines;
	}

	private static BundledSnapshot read(Path file) throws IOException {
		if (!Files.isRegularFile(file)) {
			throw new IllegalArgumentException("There is no file '" + file + "'");
		}
		try {
			return BundledSnapshot.read(new StringReader(
					Files.readString(file).lines().map(SnapshotComparison::current).collect(Collectors.joining("\n"))));
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException("'" + file + "' is no snapshot: " + ex.getMessage(), ex);
		}
	}

	// Routes of the first form had no dates. A comparison needs none.
	private static String current(String line) {
		return (line.startsWith("route\t") && line.split("\t").length == 3) ? line + "\t?" : line;
	}

	private void compareProfiles(BundledSnapshot old, BundledSnapshot now) {
		Map<String, Map<RegionCode, Destinations>> before = routes(old);
		Map<String, Map<RegionCode, Destinations>> after = routes(now);
		TreeSet<String> all = new TreeSet<>(before.keySet());
		all.addAll(after.keySet());
		for (String profile : all) {
			if (!after.containsKey(profile)) {
				this.lines.add("Profile gone: " + profile + ", for calls from " + join(before.get(profile).keySet()));
			}
			else if (!before.containsKey(profile)) {
				this.lines.add("Profile new: " + profile + ", for calls from " + join(after.get(profile).keySet()));
			}
			else {
				compareRoutes(profile, before.get(profile), after.get(profile));
			}
		}
	}

	private static Map<String, Map<RegionCode, Destinations>> routes(BundledSnapshot snapshot) {
		Map<String, Map<RegionCode, Destinations>> routes = new TreeMap<>();
		snapshot.profileIds().forEach((profile) -> routes.put(profile, new TreeMap<>()));
		InferenceProfileCatalog catalog = snapshot.catalog();
		catalog.sourceRegions()
			.stream()
			.flatMap((region) -> catalog.from(region).stream())
			.forEach((evidence) -> evidence.profiles()
				.forEach((profile) -> routes.get(profile.id()).put(evidence.sourceRegion(), profile.destinations())));
		return routes;
	}

	private void compareRoutes(String profile, Map<RegionCode, Destinations> before,
			Map<RegionCode, Destinations> after) {
		TreeSet<RegionCode> all = new TreeSet<>(before.keySet());
		all.addAll(after.keySet());
		// Source Regions for which the same changed stand in one line.
		Map<String, TreeSet<RegionCode>> changes = new TreeMap<>();
		for (RegionCode sourceRegion : all) {
			change(before.get(sourceRegion), after.get(sourceRegion))
				.ifPresent((change) -> changes.computeIfAbsent(change, (key) -> new TreeSet<>()).add(sourceRegion));
		}
		changes.forEach((change, regions) -> this.lines.add(profile + " from " + join(regions) + ": " + change));
	}

	private static Optional<String> change(@Nullable Destinations before, @Nullable Destinations after) {
		if (before == null) {
			return Optional.of("source Region added, runs in " + String.join(", ", after.codes()));
		}
		if (after == null) {
			return Optional.of("source Region gone");
		}
		if (before.equals(after)) {
			return Optional.empty();
		}
		if (before instanceof Destinations.Unknown) {
			return Optional.of("destinations known now: " + String.join(", ", after.codes()));
		}
		if (after instanceof Destinations.Unknown) {
			return Optional.of("destinations no longer known: " + String.join(", ", before.codes()));
		}
		TreeSet<String> added = new TreeSet<>(after.codes());
		added.removeAll(before.codes());
		TreeSet<String> removed = new TreeSet<>(before.codes());
		removed.removeAll(after.codes());
		List<String> parts = new ArrayList<>();
		if (!added.isEmpty()) {
			parts.add("destinations added: " + String.join(", ", added));
		}
		if (!removed.isEmpty()) {
			parts.add("destinations removed: " + String.join(", ", removed));
		}
		return Optional.of(String.join("; ", parts));
	}

	private void compareModels(BundledSnapshot old, BundledSnapshot now) {
		if (old.models().isEmpty() != now.models().isEmpty()) {
			this.lines.add("Life cycles are not compared: the snapshot "
					+ ((old.models().isEmpty()) ? "before" : "after") + " holds no facts about models");
			return;
		}
		Map<FoundationModelId, ModelFacts.Lifecycle> before = lifecycles(old);
		Map<FoundationModelId, ModelFacts.Lifecycle> after = lifecycles(now);
		TreeSet<FoundationModelId> all = new TreeSet<>(before.keySet());
		all.addAll(after.keySet());
		for (FoundationModelId model : all) {
			String was = describe(before.get(model));
			String is = describe(after.get(model));
			if (!was.equals(is)) {
				this.lines.add("Life cycle of " + model + ": was " + was + "; is " + is);
			}
		}
	}

	private static Map<FoundationModelId, ModelFacts.Lifecycle> lifecycles(BundledSnapshot snapshot) {
		Map<FoundationModelId, ModelFacts.Lifecycle> lifecycles = new TreeMap<>();
		snapshot.models().forEach((facts) -> lifecycles.put(facts.model(), facts.lifecycle()));
		return lifecycles;
	}

	private static String describe(ModelFacts.@Nullable Lifecycle lifecycle) {
		if (lifecycle == null) {
			return "not in the snapshot";
		}
		List<String> parts = new ArrayList<>();
		parts.add((lifecycle.status() != null) ? lifecycle.status().toString() : "of unknown status");
		part(parts, "in", lifecycle.where());
		part(parts, "launch", lifecycle.dates().launch());
		part(parts, "Legacy from", lifecycle.dates().legacy());
		part(parts, "extended access from", lifecycle.dates().extendedAccess());
		part(parts, "end of life", lifecycle.dates().endOfLife());
		part(parts, "end of life not before", lifecycle.dates().endOfLifeNotBefore());
		part(parts, "Legacy for", lifecycle.legacyPeriod());
		return String.join(", ", parts);
	}

	private static void part(List<String> parts, String name, @Nullable Object value) {
		if (value != null) {
			parts.add(name + " " + value);
		}
	}

	private void compare(Path file, BundledSnapshot old, BundledSnapshot now) throws IOException {
		if (!Files.isRegularFile(file)) {
			throw new IllegalArgumentException("There is no file '" + file + "'");
		}
		Map<String, List<String>> before;
		Map<String, List<String>> after;
		try {
			PlannedApplication application = new PlannedApplication(file, this::defaultRegion);
			before = application.plan(old);
			after = application.plan(now);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("'" + file + "' cannot be planned: " + ex.getMessage(), ex);
		}
		after.forEach((model, plan) -> {
			if (!plan.equals(before.get(model))) {
				this.lines.add("Model '" + model + "' of " + file + "\n  was: "
						+ String.join("\n       ", before.get(model)) + "\n  is:  " + String.join("\n       ", plan));
			}
		});
	}

	private RegionCode defaultRegion() {
		if (this.region == null) {
			throw new IllegalArgumentException("a model declares no source Region; add --region");
		}
		return this.region;
	}

	private static String join(Iterable<RegionCode> regions) {
		List<String> codes = new ArrayList<>();
		regions.forEach((region) -> codes.add(region.value()));
		return (!codes.isEmpty()) ? String.join(", ", codes) : "no known source Region";
	}

}
