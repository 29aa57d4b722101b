package dev.crossregion.bedrock.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one model. It is the only source of routes for beans, health, the endpoint,
 * policies and meters. Immutable.
 *
 * @param declaration the declaration that was planned
 * @param model the foundation model, or {@code null} when every route hides it
 * @param routes the admitted routes, in the order of the declaration
 * @param unmet the declared routes that are not admitted
 * @param options further profiles and models in the evidence
 * @param lifecycle the life cycles of the models that the routes call
 * @since 0.1.0
 */
public record RoutePlan(ModelDeclaration declaration, @Nullable FoundationModelId model, List<Route> routes,
		List<Unmet> unmet, Options options, PlanLifecycle lifecycle) {

	/**
	 * Create a plan.
	 */
	public RoutePlan {
		routes = List.copyOf(routes);
		unmet = List.copyOf(unmet);
	}

	/**
	 * Create a plan that consists of admitted routes alone.
	 * @param declaration the declaration that was planned
	 * @param model the foundation model, or {@code null} when every route hides it
	 * @param routes the admitted routes
	 */
	public RoutePlan(ModelDeclaration declaration, @Nullable FoundationModelId model, List<Route> routes) {
		this(declaration, model, routes, List.of(), new Options(List.of(), List.of()), PlanLifecycle.NONE);
	}

	RoutePlan with(List<Route> routes, List<Unmet> unmet) {
		return new RoutePlan(this.declaration, this.model, routes, unmet, this.options, this.lifecycle);
	}

	RoutePlan withLastKnownLifecycles(RoutePlan earlier) {
		return new RoutePlan(this.declaration, this.model, this.routes, this.unmet, this.options,
				this.lifecycle.withLastKnown(earlier.lifecycle, this.routes));
	}

	/**
	 * Further profiles and models in the declared source Regions.
	 * @return the candidates, each with the reason why it is not used
	 */
	public List<Candidate> candidates() {
		return this.options.candidates();
	}

	/**
	 * Profiles and models that could be declared instead.
	 * @return the alternatives, all of which would be admitted
	 */
	public List<Alternative> alternatives() {
		return this.options.alternatives();
	}

	/**
	 * The name of the model in the configuration.
	 * @return the name
	 */
	public String name() {
		return this.declaration.name();
	}

	/**
	 * Why a route was withdrawn that the model was bound to at startup.
	 * @param route the route, which is not in this plan
	 * @return the reasons, half a sentence without account IDs; empty if none is known
	 */
	public String reasonAgainst(Route route) {
		return unmet(route).map(List::of)
			.orElse(this.unmet)
			.stream()
			.filter((unmet) -> unmet.route().sourceRegion().equals(route.sourceRegion()))
			.map((unmet) -> unmet.refusal().describe())
			.distinct()
			.map(DisplayText::line)
			.collect(Collectors.joining("; "));
	}

	/**
	 * The entry of a route that a limit does not admit.
	 * @param route the route
	 * @return the entry; empty if the evidence does not have the route, or it is admitted
	 */
	public Optional<Unmet> unmet(Route route) {
		return this.unmet.stream()
			.filter((unmet) -> unmet.found() != null && unmet.found().key().equals(route.key()))
			.findFirst();
	}

	/**
	 * A declared route that is not admitted.
	 *
	 * @param route the declared route
	 * @param refusal why it is refused
	 * @param found the route in the evidence that a limit does not admit, or {@code null}
	 * if there is none
	 */
	public record Unmet(RouteDeclaration route, Refusal refusal, @Nullable Route found) {

		/**
		 * Create an entry for a route that the evidence does not have.
		 * @param route the declared route
		 * @param refusal why it is refused
		 */
		public Unmet(RouteDeclaration route, Refusal refusal) {
			this(route, refusal, null);
		}

	}

	/**
	 * The profiles and models in the evidence beside the routes of a plan.
	 *
	 * @param candidates further profiles and models in the declared source Regions, each
	 * with the reason why it is not used
	 * @param alternatives profiles and models that could be declared instead; all of them
	 * would be admitted
	 */
	public record Options(List<Candidate> candidates, List<Alternative> alternatives) {

		/**
		 * Create options.
		 */
		public Options {
			candidates = List.copyOf(candidates);
			alternatives = List.copyOf(alternatives);
		}

	}

	/**
	 * A profile, or the model in a Region, that is not used.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile the model ID that calls would use
	 * @param mode its mode
	 * @param destinations where calls could run
	 * @param refusal why it is not used
	 */
	public record Candidate(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations,
			Refusal refusal) {
	}

	/**
	 * A profile, or the model in a Region, that would be admitted.
	 *
	 * @param sourceRegion where its calls would start
	 * @param profile what calls would name as the model
	 * @param mode its mode
	 * @param destinations where calls could run
	 */
	public record Alternative(RegionCode sourceRegion, String profile, InferenceMode mode, Destinations destinations) {
	}

}
