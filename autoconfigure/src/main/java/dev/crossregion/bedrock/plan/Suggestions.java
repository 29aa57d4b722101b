package dev.crossregion.bedrock.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.RoutePlan.Alternative;
import dev.crossregion.bedrock.plan.RoutePlan.Candidate;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import org.jspecify.annotations.Nullable;

/**
 * Finds profiles and models beside the routes of a plan, for reports only, never for
 * requests.
 */
final class Suggestions {

	private final RegionTable regions;

	private final InferenceProfileCatalog hints;

	private final InferenceProfileCatalog catalog;

	/**
	 * Create suggestions.
	 * @param regions the table of Regions
	 * @param hints evidence for suggestions in source Regions that the catalog does not
	 * contain
	 * @param catalog the evidence
	 */
	Suggestions(RegionTable regions, InferenceProfileCatalog hints, InferenceProfileCatalog catalog) {
		this.regions = regions;
		this.hints = hints;
		this.catalog = catalog;
	}

	/**
	 * Find the unused profiles of a model in the declared source Regions.
	 * @param declaration the declaration
	 * @param model the model, or {@code null}
	 * @param planned the routes of the plan
	 * @return each with the reason why it is not used
	 */
	List<Candidate> candidates(ModelDeclaration declaration, @Nullable FoundationModelId model,
			Set<Route.Key> planned) {
		return ofDeclaredRegions(declaration, model).filter((option) -> !planned.contains(option.key()))
			.map((option) -> new Candidate(option.sourceRegion(), option.profile(), option.mode(),
					option.destinations(), refusal(declaration, option)))
			.toList();
	}

	private static Refusal refusal(ModelDeclaration declaration, Option option) {
		if (declaration.residency().judge(option.destinations()) instanceof ResidencyVerdict.Refused refused) {
			return new Refusal.ResidencyNotSatisfied(option.profile(), option.sourceRegion(), declaration.residency(),
					refused);
		}
		return new Refusal.NotDeclared(declaration.routes()
			.stream()
			.filter((route) -> route.sourceRegion().equals(option.sourceRegion()))
			.findFirst()
			.orElseThrow()
			.target());
	}

	/**
	 * Find targets that could be declared instead and would be admitted: in the declared
	 * source Regions first, then in the others of their partition.
	 * @param declaration what is asked for
	 * @param model the model, or {@code null}
	 * @param planned the routes of the plan
	 * @return the alternatives
	 */
	List<Alternative> alternatives(ModelDeclaration declaration, @Nullable FoundationModelId model,
			Set<Route.Key> planned) {
		return Stream.concat(ofDeclaredRegions(declaration, model), ofOtherRegions(declaration, model))
			.filter((option) -> !planned.contains(option.key()))
			.filter((option) -> declaration.residency()
				.judge(option.destinations()) instanceof ResidencyVerdict.Admitted)
			.filter((option) -> declaration.retention() == null || declaration.retention()
				.admits(evidence(option.sourceRegion()).map(RegionEvidence::retention).orElse(null)))
			.map((option) -> new Alternative(option.sourceRegion(), option.profile(), option.mode(),
					option.destinations()))
			.toList();
	}

	/**
	 * Find other source Regions whose evidence fulfils a condition.
	 * @param here the source Region that is left out
	 * @param condition the condition
	 * @return the source Regions, in order
	 */
	SortedSet<RegionCode> elsewhere(RegionCode here, Predicate<RegionEvidence> condition) {
		return knownRegions().stream()
			.filter((region) -> !region.equals(here))
			.filter((region) -> evidence(region).filter(condition).isPresent())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Stream<Option> ofDeclaredRegions(ModelDeclaration declaration, @Nullable FoundationModelId model) {
		return sourceRegions(declaration).stream().flatMap((region) -> options(model, region));
	}

	private Stream<Option> ofOtherRegions(ModelDeclaration declaration, @Nullable FoundationModelId model) {
		Set<RegionCode> declared = sourceRegions(declaration);
		Set<Optional<String>> partitions = declared.stream().map(this.regions::partition).collect(Collectors.toSet());
		return knownRegions().stream()
			.filter((region) -> !declared.contains(region) && partitions.contains(this.regions.partition(region)))
			.flatMap((region) -> options(model, region));
	}

	private static Set<RegionCode> sourceRegions(ModelDeclaration declaration) {
		return declaration.routes()
			.stream()
			.map(RouteDeclaration::sourceRegion)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private Stream<Option> options(@Nullable FoundationModelId model, RegionCode sourceRegion) {
		if (model == null) {
			return Stream.empty();
		}
		Optional<RegionEvidence> evidence = evidence(sourceRegion);
		Stream<Option> profiles = evidence.stream()
			.flatMap((held) -> held.profilesOf(model).stream())
			.map((profile) -> new Option(sourceRegion, profile.id(), profile.mode(), profile.destinations()));
		Stream<Option> inRegion = evidence.map(RegionEvidence::onDemandModels)
			.filter((models) -> models.contains(model))
			.map((models) -> new Option(sourceRegion, model.value(), InferenceMode.IN_REGION,
					Destinations.of(Set.of(sourceRegion))))
			.stream();
		return Stream.concat(profiles, inRegion);
	}

	private SortedSet<RegionCode> knownRegions() {
		TreeSet<RegionCode> known = new TreeSet<>(this.hints.sourceRegions());
		known.addAll(this.catalog.sourceRegions());
		return known;
	}

	private Optional<RegionEvidence> evidence(RegionCode region) {
		return this.catalog.from(region).or(() -> this.hints.from(region));
	}

	/**
	 * A profile or model in the evidence.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile the model ID that calls would use
	 * @param mode its mode
	 * @param destinations where calls could run
	 */
	private record Option(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations) {

		Route.Key key() {
			return new Route.Key(this.sourceRegion, this.profile);
		}

	}

}
