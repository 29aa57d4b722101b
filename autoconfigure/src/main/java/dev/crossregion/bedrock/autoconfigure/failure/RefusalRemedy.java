package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.routing.Refusal;
import dev.crossregion.bedrock.routing.RouteDeclaration;
import dev.crossregion.bedrock.routing.RoutePlan.Alternative;
import dev.crossregion.bedrock.routing.RouteTarget;
import org.jspecify.annotations.Nullable;

/**
 * Says what to declare instead of a route that is not admitted, as YAML.
 */
final class RefusalRemedy {

	/** Other source Regions are named after this many kinds of alternatives. */
	private static final int SHOWN = 5;

	private final UnmetRoute route;

	/** What to write, and what that is. */
	private final Map<String, String> options = new LinkedHashMap<>();

	private RefusalRemedy(UnmetRoute route) {
		this.route = route;
	}

	static String of(UnmetRoute route) {
		return new RefusalRemedy(route).write();
	}

	private String write() {
		corrections();
		alternatives();
		if (this.options.isEmpty()) {
			return "Nothing that the evidence offers for this model would be admitted. Declare another model, or "
					+ "change the limit under bedrock.cross-region.residency if it is wider in truth.";
		}
		return ((this.options.size() != 1) ? "Declare one of these instead.\n\n" : "Declare this instead.\n\n")
				+ this.options.entrySet()
					.stream()
					.map((option) -> option.getValue() + ":\n\n" + option.getKey())
					.collect(Collectors.joining("\n"));
	}

	// What was probably meant.
	private void corrections() {
		Refusal refusal = this.route.refusal();
		if (refusal instanceof Refusal.UnknownModel unknown) {
			unknown.nearMisses().forEach((model) -> option("A similar model", this.route.reference(), model));
		}
		else if (refusal instanceof Refusal.UnknownProfile unknown) {
			unknown.nearMisses().forEach((profile) -> option("A similar profile", this.route.reference(), profile));
			unknown.elsewhere()
				.stream()
				.limit(1)
				.forEach((region) -> option("The same profile from another Region",
						this.route.property() + ".source-region", region));
		}
		else if (refusal instanceof Refusal.ProvisionedThroughput) {
			option("Provisioned Throughput, in its own Region only", this.route.property() + ".mode", "in-region");
		}
		else if (refusal instanceof Refusal.ForeignArn foreign && foreign.arn().region() != null) {
			option("Calls that start in the Region of the ARN", this.route.property() + ".source-region",
					Objects.requireNonNull(foreign.arn().region()));
		}
		else if (refusal instanceof Refusal.NoEvidence unknown) {
			BundledSnapshot.load()
				.regions()
				.nearMisses(unknown.sourceRegion().value())
				.forEach((region) -> option("A similar Region", this.route.property() + ".source-region", region));
			option("Evidence from the control plane of that Region", "bedrock.cross-region.catalog.source", "live");
		}
	}

	// What is admitted from the declared source Region first; what is admitted from
	// others only when nothing of the declared mode is.
	private void alternatives() {
		RouteDeclaration declared = this.route.unmet().route();
		List<Alternative> here = new ArrayList<>();
		Map<String, List<Alternative>> elsewhere = new LinkedHashMap<>();
		for (Alternative alternative : this.route.plan().alternatives()) {
			if (alternative.sourceRegion().equals(declared.sourceRegion())) {
				here.add(alternative);
			}
			else {
				elsewhere.computeIfAbsent(alternative.profile(), (profile) -> new ArrayList<>()).add(alternative);
			}
		}
		here.sort(Comparator.comparing(Alternative::mode));
		here.forEach((alternative) -> {
			add(alternative, List.of());
			elsewhere.remove(alternative.profile());
		});
		boolean misspelt = this.route.refusal() instanceof Refusal.UnknownProfile unknown
				&& !unknown.nearMisses().isEmpty();
		if (!misspelt && here.stream().noneMatch((alternative) -> alternative.mode() == declared.target().mode())) {
			elsewhere.values().stream().limit(SHOWN).forEach((same) -> add(same.get(0), same.subList(1, same.size())));
		}
	}

	private void add(Alternative alternative, List<Alternative> alsoFrom) {
		Map<String, Object> properties = new LinkedHashMap<>();
		if (!alternative.sourceRegion().equals(this.route.unmet().route().sourceRegion())) {
			properties.put(this.route.property() + ".source-region", alternative.sourceRegion());
		}
		if (this.route.unmet().route().target() instanceof RouteTarget.Profile) {
			if (alternative.mode() == InferenceMode.IN_REGION) {
				return;
			}
			properties.put(this.route.reference(), alternative.profile());
		}
		else {
			String geography = geography(alternative);
			properties.put(this.route.property() + ((geography != null) ? ".geography" : ".mode"),
					(geography != null) ? geography : alternative.mode());
		}
		option(title(alternative, alsoFrom), properties);
	}

	private @Nullable String geography(Alternative alternative) {
		return (alternative.mode() == InferenceMode.GEOGRAPHIC)
				? alternative.profile().substring(0, alternative.profile().indexOf('.')) : null;
	}

	private static String title(Alternative alternative, List<Alternative> alsoFrom) {
		String title = alternative.profile() + " from " + alternative.sourceRegion() + ", which "
				+ RefusalDescription.runs(alternative.destinations());
		return (alsoFrom.isEmpty()) ? title : title + " (also from "
				+ alsoFrom.stream().map((other) -> other.sourceRegion().value()).collect(Collectors.joining(", "))
				+ ")";
	}

	private void option(String title, String property, Object value) {
		option(title, Map.of(property, value));
	}

	private void option(String title, Map<String, Object> properties) {
		YamlSnippet yaml = null;
		for (Map.Entry<String, Object> property : properties.entrySet()) {
			yaml = (yaml != null) ? yaml.and(property.getKey(), property.getValue())
					: YamlSnippet.of(property.getKey(), property.getValue());
		}
		this.options.putIfAbsent(String.valueOf(yaml), title);
	}

}
