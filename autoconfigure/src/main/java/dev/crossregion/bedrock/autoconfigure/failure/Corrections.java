package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.plan.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes to a declaration that cannot be met, and writes those with which the
 * application starts according to a dry run. Keeps the reasons against the others.
 */
public final class Corrections {

	private static final String CATALOG_SOURCE = PropertyNames.PREFIX + ".catalog.source";

	/** Most changes that are named among those that do not start. */
	private static final int MAX_EXCLUDED = 5;

	private final @Nullable DryRun dryRun;

	/** Other refused routes, which have corrections of their own. */
	private final Set<String> known;

	/** Titles by YAML, of changes with which the application starts. */
	private final Map<String, String> starting = new LinkedHashMap<>();

	/** Titles by YAML, of changes that do not suffice. */
	private final Map<String, String> incomplete = new LinkedHashMap<>();

	private final Set<String> remaining = new LinkedHashSet<>();

	private final Set<String> excluded = new LinkedHashSet<>();

	/**
	 * Create corrections.
	 * @param dryRun tries changes; where there is none, all are shown
	 */
	public Corrections(@Nullable DryRun dryRun) {
		this(dryRun, Set.of());
	}

	/**
	 * Create corrections for one of several routes.
	 * @param dryRun tries changes; where there is none, all are shown
	 * @param others the other routes that are refused, and are mended on their own
	 */
	public Corrections(@Nullable DryRun dryRun, Collection<UnmetRoute> others) {
		this.dryRun = dryRun;
		this.known = others.stream().map(Corrections::key).collect(Collectors.toSet());
	}

	private static String key(UnmetRoute route) {
		return route.plan().name() + " " + route.property() + " " + route.refusal().reason();
	}

	/**
	 * Changes of a configuration.
	 * @param properties the full names and new values by turns; {@code null} removes one
	 * @return the changes
	 */
	public static Map<String, @Nullable Object> changes(@Nullable Object... properties) {
		Map<String, @Nullable Object> changes = new LinkedHashMap<>();
		for (int index = 0; index < properties.length; index += 2) {
			Object value = properties[index + 1];
			boolean asWritten = value == null || value instanceof Collection || value instanceof Map;
			changes.put(String.valueOf(properties[index]), (asWritten) ? value : String.valueOf(value));
		}
		return changes;
	}

	/**
	 * Try changes, and keep them if they help.
	 * @param title what they are
	 * @param changes the changes
	 * @return the failure that still stops the start; empty if it starts
	 */
	public Optional<RuntimeException> offer(String title, Map<String, @Nullable Object> changes) {
		if (this.dryRun == null) {
			YamlSnippet[] yaml = new YamlSnippet[1];
			changes.forEach((property, value) -> {
				if (value != null) {
					yaml[0] = (yaml[0] != null) ? yaml[0].and(property, value) : YamlSnippet.of(property, value);
				}
			});
			this.starting.putIfAbsent(String.valueOf(yaml[0]), title);
			return Optional.empty();
		}
		RuntimeException failure = this.dryRun.failure(changes).orElse(null);
		if (failure != null && needsControlPlane(failure)) {
			return offerForControlPlane(this.dryRun, title, changes);
		}
		if (failure == null) {
			this.starting.putIfAbsent(yaml(this.dryRun, changes), title);
			return Optional.empty();
		}
		if (isUnrelated(failure, changes)) {
			this.incomplete.putIfAbsent(yaml(this.dryRun, changes), title);
			this.remaining.add(reason(failure));
		}
		else {
			this.excluded.add(title + ": " + reason(failure));
		}
		return Optional.of(failure);
	}

	/**
	 * The failure that stops the start with changes.
	 * @param changes the changes
	 * @return the failure, or {@code null} where there is none or nothing can be tried
	 */
	public @Nullable RuntimeException failure(Map<String, @Nullable Object> changes) {
		return (this.dryRun != null) ? this.dryRun.failure(changes).orElse(null) : null;
	}

	/**
	 * Whether the application starts with changes, or fails only for reasons unrelated to
	 * them.
	 * @param changes the changes
	 * @return {@code true} also where nothing can be tried
	 */
	public boolean starts(Map<String, @Nullable Object> changes) {
		return this.dryRun == null || this.dryRun.failure(changes)
			.filter((failure) -> !needsControlPlane(failure) && !isUnrelated(failure, changes))
			.isEmpty();
	}

	private static String yaml(DryRun dryRun, Map<String, @Nullable Object> changes) {
		return YamlSnippet.of(changes, dryRun.configuration(changes)).toString();
	}

	// What is behind an application profile only the control plane can tell.
	private Optional<RuntimeException> offerForControlPlane(DryRun run, String title,
			Map<String, @Nullable Object> changes) {
		Map<String, @Nullable Object> live = new LinkedHashMap<>(changes);
		boolean bundled = run.configuration(Map.of()).get("catalog") instanceof Map<?, ?> catalog
				&& String.valueOf(catalog.get("source")).equals("bundled");
		if (bundled) {
			live.put(CATALOG_SOURCE, "live-or-bundled");
		}
		this.starting.putIfAbsent(yaml(run, live),
				title + ((bundled) ? "; only the control plane knows what is behind an application profile" : ""));
		return Optional.empty();
	}

	private static boolean needsControlPlane(RuntimeException failure) {
		return failure instanceof UnmetDeclarationException unmet && unmet.getRoutes()
			.stream()
			.allMatch((route) -> route.refusal() instanceof Refusal.UnknownProfile profile
					&& profile.profile().contains(":application-inference-profile/"));
	}

	private boolean isUnrelated(RuntimeException failure, Map<String, @Nullable Object> changes) {
		if (failure instanceof UnmetDeclarationException unmet) {
			return unmet.getRoutes()
				.stream()
				.allMatch((route) -> this.known.contains(key(route))
						|| changes.keySet().stream().noneMatch((property) -> concerns(property, route)));
		}
		if (failure instanceof NoModeDeclaredException) {
			return changes.keySet().stream().noneMatch((property) -> property.matches(".*\\.(mode|geography|profile)"));
		}
		if (failure instanceof UnsupportedParameterException || failure instanceof NoSourceRegionException) {
			return true;
		}
		String property = (failure instanceof DeclarationException declaration
				&& !(failure instanceof SameRouteException)) ? declaration.getProperty() : null;
		return property != null && changes.keySet()
			.stream()
			.noneMatch((changed) -> property.startsWith(changed) || changed.startsWith(property));
	}

	private static boolean concerns(String property, UnmetRoute route) {
		boolean ofModel = property.startsWith(PropertyNames.CHAT_MODEL)
				|| property.startsWith(PropertyNames.MODELS + ".");
		return !ofModel || property.startsWith(PropertyNames.model(route.plan().name()) + ".");
	}

	/**
	 * The configured value of a property.
	 * @param property the full name of a property
	 * @return its value, or {@code null}
	 */
	public @Nullable Object written(String property) {
		Object value = (this.dryRun != null) ? this.dryRun.configuration(Map.of()) : null;
		for (String element : property.substring(PropertyNames.PREFIX.length() + 1).split("\\.")) {
			int entry = element.indexOf('[');
			value = (value instanceof Map<?, ?> map) ? map.get((entry < 0) ? element : element.substring(0, entry))
					: null;
			if (entry > 0 && value instanceof List<?> list) {
				value = list.get(Integer.parseInt(element.substring(entry + 1, element.length() - 1)));
			}
		}
		return value;
	}

	/**
	 * The reason why the application does not start.
	 * @param failure the failure that stops it
	 * @return half a sentence in one line
	 */
	static String reason(RuntimeException failure) {
		if (failure instanceof UnmetDeclarationException unmet) {
			return unmet.getRoutes()
				.stream()
				.map((route) -> RefusalDescription.brief(route.refusal()))
				.distinct()
				.collect(Collectors.joining("; "));
		}
		return String.valueOf(failure.getMessage());
	}

	/**
	 * Whether no change that starts was offered.
	 * @return {@code true} if there is nothing to suggest
	 */
	public boolean isEmpty() {
		return this.starting.isEmpty();
	}

	/**
	 * The reasons against the changes that do not start.
	 * @return one line for each, {@value #MAX_EXCLUDED} at most, and a count of the
	 * others
	 */
	Stream<String> excludedLines() {
		int more = this.excluded.size() - MAX_EXCLUDED;
		return Stream.concat(this.excluded.stream().limit(MAX_EXCLUDED),
				(more > 0) ? Stream.of("and " + more + " more") : Stream.empty());
	}

	String excluded() {
		return excludedLines().map((line) -> "\n    - " + line).collect(Collectors.joining());
	}

	/**
	 * Write the changes that start, each under its title.
	 * @param nothing the text if there is none
	 * @return the text
	 */
	public String write(String nothing) {
		Map<String, String> shown = (this.starting.isEmpty()) ? this.incomplete : this.starting;
		if (shown.isEmpty()) {
			return nothing;
		}
		return ((shown.size() != 1) ? "Declare one of these instead.\n\n" : "Declare this instead.\n\n")
				+ shown.entrySet()
					.stream()
					.map((option) -> option.getValue() + ":\n\n" + option.getKey())
					.collect(Collectors.joining("\n"))
				+ remainingProblems();
	}

	/**
	 * Write the changes that start, joined by "or".
	 * @param introduction the text before them
	 * @param nothing the text if there is none
	 * @return the text
	 */
	public String write(String introduction, String nothing) {
		Map<String, String> shown = (this.starting.isEmpty()) ? this.incomplete : this.starting;
		return (shown.isEmpty()) ? nothing
				: introduction + "\n\n" + String.join("\nor\n\n", shown.keySet()) + remainingProblems();
	}

	private String remainingProblems() {
		return (!this.starting.isEmpty() || this.remaining.isEmpty()) ? ""
				: "\nStill to be fixed then: " + String.join("; ", this.remaining) + ".";
	}

	/**
	 * The text for the case that no correction starts.
	 * @param introduction half a sentence before the reasons
	 * @return the text
	 */
	public String nothing(String introduction) {
		return introduction + ((this.excluded.isEmpty()) ? "." : ":\n" + excluded());
	}

}
