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
 * What there is beside the routes of a plan: for reports, never for requests.
 */
final class Suggestions {

	private final RegionTable regions;

	private final InferenceProfileCatalog hints;

	private final InferenceProfileCatalog catalog;

	/**
	 * Create suggestions.
	 * @param regions the table of Regions
	 * @param hints what may be suggested where the evidence is silent
	 * @param catalog the evidence
	 */
	Suggestions(RegionTable regions, InferenceProfileCatalog hints, InferenceProfileCatalog catalog) {
		this.regions = regions;
		this.hints = hints;
		this.catalog = catalog;
	}

	/**
	 * What a model offers in the declared source Regions and is not planned.
	 * @param declaration what is asked for
	 * @param model the model, or {@code null}
	 * @param planned the routes of the plan
	 * @return each with the reason why it is not used
	 */
	List<Candidate> candidates(ModelDeclaration declaration, @Nullable FoundationModelId model,
			Set<Route.Key> planned) {
		return declared(declaration, model).filter((option) -> !planned.contains(option.key()))
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
	 * What could be asked for instead, and would be admitted: in the declared source
	 * Regions first, then in the others of their partition.
	 * @param declaration what is asked for
	 * @param model the model, or {@code null}
	 * @param planned the routes of the plan
	 * @return the alternatives
	 */
	List<Alternative> alternatives(ModelDeclaration declaration, @Nullable FoundationModelId model,
			Set<Route.Key> planned) {
		return Stream.concat(declared(declaration, model), others(declaration, model))
			.filter((option) -> !planned.contains(option.key()))
			.filter((option) -> declaration.residency()
				.judge(option.destinations()) instanceof ResidencyVerdict.Admitted)
			.map((option) -> new Alternative(option.sourceRegion(), option.profile(), option.mode(),
					option.destinations()))
			.toList();
	}

	/**
	 * Other source Regions of which something is known to hold.
	 * @param here the source Region that is left out
	 * @param condition what must hold of the evidence
	 * @return the source Regions, in order
	 */
	SortedSet<RegionCode> elsewhere(RegionCode here, Predicate<RegionEvidence> condition) {
		return known().stream()
			.filter((region) -> !region.equals(here))
			.filter((region) -> evidence(region).filter(condition).isPresent())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Stream<Option> declared(ModelDeclaration declaration, @Nullable FoundationModelId model) {
		return sourceRegions(declaration).stream().flatMap((region) -> options(model, region));
	}

	private Stream<Option> others(ModelDeclaration declaration, @Nullable FoundationModelId model) {
		Set<RegionCode> declared = sourceRegions(declaration);
		Set<Optional<String>> partitions = declared.stream().map(this.regions::partition).collect(Collectors.toSet());
		return known().stream()
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

	private SortedSet<RegionCode> known() {
		TreeSet<RegionCode> known = new TreeSet<>(this.hints.sourceRegions());
		known.addAll(this.catalog.sourceRegions());
		return known;
	}

	private Optional<RegionEvidence> evidence(RegionCode region) {
		return this.catalog.from(region).or(() -> this.hints.from(region));
	}

	/**
	 * Something that the evidence offers.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile what calls would name as the model
	 * @param mode its mode
	 * @param destinations where calls could run
	 */
	private record Option(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations) {

		Route.Key key() {
			return new Route.Key(this.sourceRegion, this.profile);
		}

	}

}
