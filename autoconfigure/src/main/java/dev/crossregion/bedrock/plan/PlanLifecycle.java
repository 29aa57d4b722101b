package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.ModelFacts;
import org.jspecify.annotations.Nullable;

/**
 * The life cycles of the models that a plan calls. Those of one model may differ between
 * source Regions.
 *
 * @param byRoute the life cycles that are known
 * @param successor what could be declared instead of a model whose Legacy period or end
 * of life is announced, or {@code null}
 * @since 0.1.0
 */
public record PlanLifecycle(Map<Route.Key, ModelFacts.Lifecycle> byRoute, @Nullable Successor successor) {

	/** Nothing is known. */
	static final PlanLifecycle NONE = new PlanLifecycle(Map.of(), null);

	/**
	 * Create life cycles.
	 */
	public PlanLifecycle {
		byRoute = Map.copyOf(byRoute);
	}

	/**
	 * The life cycle of the model of a route in its source Region.
	 * @param route the route
	 * @return the life cycle
	 */
	public ModelFacts.Lifecycle of(Route route) {
		return this.byRoute.getOrDefault(route.key(), ModelFacts.Lifecycle.UNKNOWN);
	}

	/**
	 * The route whose model ends first.
	 * @param routes the routes of the plan
	 * @return the first route with the earliest end of life, else the first one in a
	 * Legacy period, else the first one whose life cycle is known
	 */
	public Optional<Route> earliest(Collection<Route> routes) {
		return routes.stream()
			.filter((route) -> this.byRoute.containsKey(route.key()))
			.min(Comparator.comparing((Route route) -> of(route).status() != ModelFacts.Status.EOL)
				.thenComparing((route) -> endOfLife(of(route)))
				.thenComparing((route) -> !of(route).isEnding()));
	}

	private static LocalDate endOfLife(ModelFacts.Lifecycle lifecycle) {
		LocalDate endOfLife = lifecycle.dates().endOfLife();
		return (endOfLife != null) ? endOfLife : LocalDate.MAX;
	}

	/**
	 * The newest model of the same family that the same declaration admits, and whose end
	 * is not announced.
	 *
	 * @param model the model
	 * @param routes its routes, in the order of the routes to replace
	 */
	public record Successor(FoundationModelId model, List<Route> routes) {

		/**
		 * Create a successor.
		 */
		public Successor {
			routes = List.copyOf(routes);
		}

	}

}
