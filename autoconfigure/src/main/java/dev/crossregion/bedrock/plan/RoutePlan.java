package dev.crossregion.bedrock.plan;

import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * What was planned for one model. Beans, health, endpoint, policies and meters read it,
 * and nothing else decides. Immutable.
 *
 * @param declaration what was asked for
 * @param model the foundation model, or {@code null} when every route hides it
 * @param routes the admitted routes, in the order of the declaration
 * @param unmet the declared routes that are not admitted
 * @param candidates what else the evidence offers from the declared source Regions, each
 * with the reason why it is not used
 * @param alternatives what the declaration could ask for instead, and would be admitted
 * @since 0.1.0
 */
public record RoutePlan(ModelDeclaration declaration, @Nullable FoundationModelId model, List<Route> routes,
		List<Unmet> unmet, List<Candidate> candidates, List<Alternative> alternatives) {

	/**
	 * Create a plan.
	 */
	public RoutePlan {
		routes = List.copyOf(routes);
		unmet = List.copyOf(unmet);
		candidates = List.copyOf(candidates);
		alternatives = List.copyOf(alternatives);
	}

	/**
	 * The name of the model in the configuration.
	 * @return the name
	 */
	public String name() {
		return this.declaration.name();
	}

	/**
	 * Why a route is withdrawn that the model was bound to before.
	 * @param route the route, which this plan does not have
	 * @return the reasons, half a sentence without account IDs; empty if none is known
	 */
	public String reasonAgainst(Route route) {
		return this.unmet.stream()
			.filter((unmet) -> unmet.route().sourceRegion().equals(route.sourceRegion()))
			.map((unmet) -> unmet.refusal().describe())
			.distinct()
			.map(DisplayText::line)
			.collect(Collectors.joining("; "));
	}

	/**
	 * A declared route that is not admitted.
	 *
	 * @param route the route as it was asked for
	 * @param refusal why it is refused
	 */
	public record Unmet(RouteDeclaration route, Refusal refusal) {
	}

	/**
	 * A profile, or the model in a Region, that is not used.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile what calls would name as the model
	 * @param mode its mode
	 * @param destinations where calls could run
	 * @param refusal why it is not used
	 */
	public record Candidate(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations,
			Refusal refusal) {
	}

	/**
	 * Something that would be admitted.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile what calls would name as the model
	 * @param mode its mode
	 * @param destinations where calls could run
	 */
	public record Alternative(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations) {
	}

}
