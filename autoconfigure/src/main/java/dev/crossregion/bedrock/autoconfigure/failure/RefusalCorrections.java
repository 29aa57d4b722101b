package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.plan.PlanLifecycle.Successor;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan.Alternative;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Writes as YAML what to declare instead of a route that is not admitted. Suggestions in
 * their order: corrections of probable mistakes; admitted alternatives from the declared
 * source Region, geographic before global before in-region; alternatives from other
 * source Regions, only where the declared one has none of the declared mode.
 */
final class RefusalCorrections {

	/** Most alternatives from other source Regions that are offered. */
	private static final int MAX_ELSEWHERE = 5;

	/** Most source Regions that are offered where none is similar to the declared one. */
	private static final int MAX_REGIONS = 3;

	private final UnmetRoute route;

	private final RegionTable regions = BundledSnapshot.load().regions();

	private final Corrections corrections;

	/** Corrections that are refused for another reason. */
	private final Map<Map<String, @Nullable Object>, UnmetRoute> refused = new LinkedHashMap<>();

	private RefusalCorrections(UnmetRoute route, Corrections corrections) {
		this.route = route;
		this.corrections = corrections;
	}

	/**
	 * Write a corrections.
	 * @param route a route that is not admitted
	 * @param all all routes that are not
	 * @param dryRun tries what is suggested
	 * @return the text
	 */
	static String of(UnmetRoute route, Collection<UnmetRoute> all, @Nullable DryRun dryRun) {
		List<UnmetRoute> others = all.stream().filter((other) -> other != route).toList();
		RefusalCorrections corrections = new RefusalCorrections(route, new Corrections(dryRun, others));
		if (route.refusal() instanceof Refusal.EndOfLife) {
			return corrections.writeSuccessor(all);
		}
		return corrections.write();
	}

	/**
	 * Offer admitted alternatives to a route that results from changes.
	 * @param unmet the route
	 * @param changes the changes that lead to it
	 * @param corrections collects what starts
	 */
	static void offerAlternatives(UnmetRoute unmet, Map<String, @Nullable Object> changes, Corrections corrections) {
		new RefusalCorrections(unmet, corrections).alternatives(unmet, changes);
	}

	private String write() {
		if (this.route.refusal() instanceof Refusal.RetentionNotSatisfied retention) {
			return retention(retention);
		}
		if (this.route.refusal() instanceof Refusal.GuardrailNotAdmitted guardrail) {
			return guardrail(guardrail);
		}
		if (this.route.refusal() instanceof Refusal.GuardrailUnknown guardrail) {
			return "Let the application read the guardrail in " + guardrail.sourceRegion()
					+ ", with this permission for its role:\n\n    "
					+ LiveInferenceProfileCatalog.GUARDRAIL_IAM_STATEMENT
					+ "\n\nThe log says why it could not be read.";
		}
		corrections();
		if (this.corrections.isEmpty() || !isMisspelt()) {
			alternatives(this.route, Map.of());
		}
		if (this.corrections.isEmpty()) {
			this.refused.forEach((changes, unmet) -> alternatives(unmet, changes));
		}
		if (this.corrections.isEmpty() && this.route.refusal() instanceof Refusal.NoEvidence) {
			otherSourceRegions();
		}
		return this.corrections.write(nothing());
	}

	// Everything that names the ended model changes at once: half of it would not start.
	private String writeSuccessor(Collection<UnmetRoute> all) {
		Successor successor = this.route.plan().lifecycle().successor();
		if (successor != null) {
			Map<String, @Nullable Object> changes = Corrections.changes();
			all.stream()
				.filter((ended) -> ended.plan() == this.route.plan())
				.forEach((ended) -> changes.put(ended.reference(), named(successor, ended)));
			if (this.corrections.written(model() + ".model-id") != null) {
				changes.putIfAbsent(model() + ".model-id", successor.model().value());
			}
			this.corrections.offer("A newer model of the same family", changes);
		}
		return this.corrections.write(this.corrections.nothing(
				"No newer model of the same family is known that the declared source Regions, mode and residency admit")
				+ " Declare another model.");
	}

	private static String named(Successor successor, UnmetRoute ended) {
		if (!(ended.unmet().route().target() instanceof RouteTarget.Profile)) {
			return successor.model().value();
		}
		return successor.routes()
			.stream()
			.filter((route) -> route.sourceRegion().equals(ended.unmet().route().sourceRegion()))
			.map(Route::modelId)
			.findFirst()
			.orElse(successor.model().value());
	}

	private boolean isMisspelt() {
		Refusal refusal = this.route.refusal();
		return refusal instanceof Refusal.UnknownModel || refusal instanceof Refusal.UnknownProfile
				|| refusal instanceof Refusal.NoEvidence || isMisspelt(refusal) || !misspeltPlaces().isEmpty();
	}

	private boolean isMisspelt(Refusal refusal) {
		return refusal instanceof Refusal.ForeignArn foreign && foreign.arn().region() != null
				&& this.regions.partition(foreign.arn().region()).isEmpty();
	}

	private void corrections() {
		Refusal refusal = this.route.refusal();
		String property = this.route.property();
		if (refusal instanceof Refusal.UnknownModel unknown) {
			unknown.nearMisses().forEach((model) -> offer("A similar model", reference(model)));
			// Public evidence covers the commercial partition only.
			otherPartition().ifPresent(
					(partition) -> offer("In its own Region only; no evidence says whether the model is served there",
							target(property, InferenceMode.IN_REGION, null)));
		}
		else if (refusal instanceof Refusal.UnknownProfile unknown) {
			similar(unknown.nearMisses()).forEach((profile) -> offer("A similar profile", reference(profile)));
			nearest(unknown)
				.ifPresent((region) -> offer("The same profile from another Region", sourceRegion(property, region)));
		}
		else if (refusal instanceof Refusal.ProvisionedThroughput) {
			offer("Provisioned Throughput, in its own Region only", target(property, InferenceMode.IN_REGION, null));
		}
		else if (refusal instanceof Refusal.NotRoutable) {
			offer("In its own Region only", target(property, InferenceMode.IN_REGION, null));
		}
		else if (refusal instanceof Refusal.ForeignArn foreign && foreign.arn().region() != null) {
			foreignArn(foreign, Objects.requireNonNull(foreign.arn().region()));
		}
		else if (refusal instanceof Refusal.ModelMismatch mismatch) {
			offer("The model of that profile", Corrections.changes(model() + ".model-id", mismatch.profile().model()));
		}
		else if (refusal instanceof Refusal.NoEvidence unknown) {
			this.regions.nearMisses(unknown.sourceRegion().value())
				.forEach((region) -> offer("A similar Region", sourceRegion(levelOfSourceRegion(), region)));
		}
		misspeltPlaces().forEach((place) -> this.regions.nearMisses(place.code())
			.forEach((region) -> offer("A similar Region in the limit", replaced(place, region))));
	}

	// A geography or mode at a higher level selects among several profiles.
	private List<String> similar(List<String> profiles) {
		Object geography = above("geography");
		Object mode = above("mode");
		String prefix = (geography != null) ? geography + "."
				: (String.valueOf(mode).equals(InferenceMode.GLOBAL.value())) ? "global." : "";
		List<String> meant = profiles.stream().filter((profile) -> profile.startsWith(prefix)).toList();
		return (!meant.isEmpty()) ? meant : profiles;
	}

	private @Nullable Object above(String name) {
		Object ofModel = this.corrections.written(model() + "." + name);
		return (ofModel != null) ? ofModel : this.corrections.written(PropertyNames.PREFIX + "." + name);
	}

	// Prefers a Region of the geography itself: us. from a US Region, not from Canada.
	private static Optional<RegionCode> nearest(Refusal.UnknownProfile unknown) {
		String prefix = unknown.profile().substring(0, unknown.profile().indexOf('.') + 1).replace('.', '-');
		return unknown.elsewhere()
			.stream()
			.min(Comparator.<RegionCode, Boolean>comparing((region) -> !region.value().startsWith(prefix))
				.thenComparing(Comparator.naturalOrder()));
	}

	private void foreignArn(Refusal.ForeignArn foreign, RegionCode region) {
		BedrockArn arn = foreign.arn();
		if (this.regions.partition(region).isPresent()) {
			offer("Calls that start in the Region of the ARN", sourceRegion(this.route.property(), region));
		}
		else {
			Stream.concat(Stream.of(foreign.sourceRegion()), this.regions.nearMisses(region.value()).stream())
				.filter((similar) -> this.regions.nearMisses(region.value()).contains(similar))
				.distinct()
				.forEach((similar) -> offer("The ARN in a similar Region",
						reference(new BedrockArn(arn.partition(), similar, arn.account(), arn.resource(), arn.id()))));
		}
		if (arn.model().isPresent()) {
			offer("The ID alone, which names no Region", reference(arn.id()));
		}
	}

	private Map<String, @Nullable Object> reference(Object value) {
		return Corrections.changes(this.route.reference(), value);
	}

	private static Map<String, @Nullable Object> sourceRegion(String level, RegionCode region) {
		return Corrections.changes(level + ".source-region", region);
	}

	private Map<String, @Nullable Object> target(String level, InferenceMode mode, @Nullable String geography) {
		String other = level + ((geography != null) ? ".mode" : ".geography");
		Map<String, @Nullable Object> changes = Corrections
			.changes(level + ((geography != null) ? ".geography" : ".mode"), (geography != null) ? geography : mode);
		if (this.corrections.written(other) != null) {
			changes.put(other, null);
		}
		return changes;
	}

	private String model() {
		return PropertyNames.model(this.route.plan().name());
	}

	// The level that declares the source Region of the route.
	private String levelOfSourceRegion() {
		return Stream.of(this.route.property(), model())
			.filter((level) -> this.corrections.written(level + ".source-region") != null)
			.findFirst()
			.orElse(PropertyNames.PREFIX);
	}

	private List<Place> misspeltPlaces() {
		if (!(this.route.refusal() instanceof Refusal.ResidencyNotSatisfied refusal)) {
			return List.of();
		}
		return refusal.residency()
			.allow()
			.stream()
			.filter((place) -> place instanceof Place.Region region
					&& this.regions.partition(region.region()).isEmpty())
			.toList();
	}

	private Map<String, @Nullable Object> replaced(Place place, RegionCode region) {
		Map<String, @Nullable Object> changes = Corrections.changes();
		for (String level : List.of(PropertyNames.PREFIX, model())) {
			if (this.corrections.written(level + ".residency.allow") instanceof List<?> allow) {
				List<String> places = allow.stream()
					.map(String::valueOf)
					.map((item) -> (item.strip().toLowerCase(Locale.ROOT).equals(place.code())) ? region.value() : item)
					.toList();
				if (!places.equals(allow)) {
					changes.put(level + ".residency.allow", places);
				}
			}
		}
		return changes;
	}

	private void offer(String title, Map<String, @Nullable Object> changes) {
		this.corrections.offer(title, changes)
			.filter(UnmetDeclarationException.class::isInstance)
			.flatMap((failure) -> ((UnmetDeclarationException) failure).getRoutes()
				.stream()
				.filter((unmet) -> unmet.property().equals(this.route.property())
						&& unmet.plan().name().equals(this.route.plan().name()))
				.findFirst())
			.ifPresent((unmet) -> this.refused.put(changes, unmet));
	}

	private void alternatives(UnmetRoute unmet, Map<String, @Nullable Object> changes) {
		RegionCode declared = unmet.unmet().route().sourceRegion();
		List<Alternative> here = new ArrayList<>();
		Map<String, List<Alternative>> elsewhere = new LinkedHashMap<>();
		for (Alternative alternative : unmet.plan().alternatives()) {
			if (alternative.sourceRegion().equals(declared)) {
				here.add(alternative);
			}
			else {
				elsewhere.computeIfAbsent(alternative.profile(), (profile) -> new ArrayList<>()).add(alternative);
			}
		}
		here.sort(Comparator.comparing(Alternative::mode));
		boolean ofDeclaredMode = false;
		for (Alternative alternative : here) {
			if (add(unmet, changes, List.of(alternative))) {
				elsewhere.remove(alternative.profile());
				ofDeclaredMode |= alternative.mode() == unmet.unmet().route().target().mode();
			}
		}
		if (!ofDeclaredMode) {
			elsewhere.values()
				.stream()
				.filter((same) -> add(unmet, changes, same))
				.limit(MAX_ELSEWHERE)
				.forEach((same) -> {
				});
		}
	}

	// Of the same profile from several Regions, the first that starts.
	private boolean add(UnmetRoute unmet, Map<String, @Nullable Object> changes, List<Alternative> same) {
		Map<Alternative, Map<String, @Nullable Object>> starting = new LinkedHashMap<>();
		for (Alternative alternative : same) {
			Map<String, @Nullable Object> all = new LinkedHashMap<>(changes);
			if (change(unmet, alternative, all) && this.corrections.starts(all)) {
				starting.put(alternative, all);
			}
		}
		List<Alternative> found = List.copyOf(starting.keySet());
		if (found.isEmpty()) {
			return false;
		}
		this.corrections.offer(title(found.get(0), found.subList(1, found.size())), starting.get(found.get(0)));
		return true;
	}

	private boolean change(UnmetRoute unmet, Alternative alternative, Map<String, @Nullable Object> changes) {
		String level = unmet.property();
		if (!alternative.sourceRegion().equals(unmet.unmet().route().sourceRegion())) {
			changes.putAll(sourceRegion(level, alternative.sourceRegion()));
		}
		if (unmet.unmet().route().target() instanceof RouteTarget.Profile) {
			changes.put(unmet.reference(), alternative.profile());
			return alternative.mode() != InferenceMode.IN_REGION;
		}
		FoundationModelId model = unmet.plan().model();
		if (unmet.plan().declaration().model() instanceof BedrockArn && model != null) {
			changes.put(unmet.reference(), model);
		}
		changes.putAll(target(level, alternative.mode(), geography(alternative)));
		return true;
	}

	private static @Nullable String geography(Alternative alternative) {
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

	private void otherSourceRegions() {
		BundledSnapshot.load()
			.catalog()
			.sourceRegions()
			.stream()
			.filter((region) -> this.corrections.starts(sourceRegion(levelOfSourceRegion(), region)))
			.limit(MAX_REGIONS)
			.forEach((region) -> offer("Calls that start in " + region, sourceRegion(levelOfSourceRegion(), region)));
	}

	private String nothing() {
		ResidencyPolicy residency = this.route.plan().declaration().residency();
		Set<String> reasons = new LinkedHashSet<>();
		this.route.plan()
			.candidates()
			.stream()
			.map((candidate) -> RefusalDescription.brief(candidate.refusal()))
			.forEach((reason) -> reasons.add("\n    - " + reason));
		String partition = otherPartition()
			.map((other) -> " of the partition '" + other + "', whose accounts can call no other")
			.orElse("");
		String text = "Nothing that the evidence offers for this model would be admitted"
				+ ((residency.isLimited()) ? " by " + RefusalDescription.limit(residency) : "")
				+ ((residency.isLimited() || !partition.isEmpty()) ? " from any known source Region" + partition : "");
		String tried = this.corrections.excluded() + String.join("", reasons);
		text += (tried.isEmpty()) ? ". " : ":\n" + tried + "\n\n";
		return text + advice();
	}

	private Optional<String> otherPartition() {
		return this.regions.partition(this.route.unmet().route().sourceRegion())
			.filter((partition) -> !partition.equals(RegionTable.COMMERCIAL_PARTITION));
	}

	private String advice() {
		Refusal refusal = this.route.refusal();
		if (refusal instanceof Refusal.NoEvidence unknown) {
			return "Correct the source Region; with catalog.source: live, the control plane of "
					+ unknown.sourceRegion() + " is asked.";
		}
		if (refusal instanceof Refusal.UnknownModel unknown) {
			return lookUp(unknown.sourceRegion());
		}
		if (refusal instanceof Refusal.UnknownProfile unknown) {
			return lookUp(unknown.sourceRegion());
		}
		if (refusal instanceof Refusal.ForeignArn foreign) {
			return "Correct the ARN, or let its calls start in its own Region, '" + foreign.arn().region() + "'.";
		}
		if (!misspeltPlaces().isEmpty()) {
			return "Correct " + misspeltPlaces() + " in residency.allow, which is no Region that is known.";
		}
		return "Declare another model, or change the limit under bedrock.cross-region.residency if your rules "
				+ "admit more.";
	}

	// No other route from the same source Region would help: the mode is the account's.
	private static String retention(Refusal.RetentionNotSatisfied refusal) {
		RegionCode region = refusal.sourceRegion();
		if (refusal.mode() == null) {
			return "Let the application read the mode in " + region + ", with this permission for its role:\n\n    "
					+ LiveInferenceProfileCatalog.RETENTION_IAM_STATEMENT + "\n\nThe log says why it could not be read."
					+ " Without a limit of data retention the mode is not read: remove residency.retention.";
		}
		return "Set the mode of the account in " + region + " (it needs the permission "
				+ "bedrock:PutAccountDataRetention):\n\n    aws bedrock put-account-data-retention --mode "
				+ refusal.limit() + " --region " + region
				+ "\n\nThe mode is one for all models that the account calls from that Region. Or remove the route "
				+ "from " + region + ", or change residency.retention if your rules admit more.";
	}

	private static String guardrail(Refusal.GuardrailNotAdmitted refusal) {
		if (refusal.reach().profile() == null) {
			return "Remove the route from " + refusal.sourceRegion()
					+ ", or change the limit under bedrock.cross-region.residency if your rules admit more.";
		}
		return "Declare a guardrail without cross-Region inference, which is evaluated in " + refusal.sourceRegion()
				+ " only: 'aws bedrock update-guardrail' without --cross-region-config, and a new version of it. Or "
				+ "remove the route from " + refusal.sourceRegion()
				+ ", or change the limit under bedrock.cross-region.residency if your rules admit more.";
	}

	private static String lookUp(RegionCode region) {
		return "Correct the ID: 'aws bedrock list-inference-profiles --region " + region
				+ "' lists what can be called from there.";
	}

}
