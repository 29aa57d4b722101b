package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * The life cycles of the models that a plan calls. Those of one model may differ between
 * source Regions.
 *
 * @param byModel the life cycles that are known; for models whose routes are withdrawn,
 * the last ones that were known
 * @param successor what could be declared instead of a model whose Legacy period or end
 * of life is announced, or {@code null}
 * @since 0.1.0
 */
public record PlanLifecycle(Map<Key, ModelFacts.Lifecycle> byModel, @Nullable Successor successor) {

	/** Nothing is known. */
	static final PlanLifecycle NONE = new PlanLifecycle(Map.of(), null);

	/**
	 * Create life cycles.
	 */
	public PlanLifecycle {
		byModel = Map.copyOf(byModel);
	}

	/**
	 * The life cycle of the model of a route in its source Region.
	 * @param route the route
	 * @return the life cycle
	 */
	public ModelFacts.Lifecycle of(Route route) {
		return Key.of(route).map(this::of).orElse(ModelFacts.Lifecycle.UNKNOWN);
	}

	/**
	 * The life cycle of a model in a source Region.
	 * @param key the model and the source Region
	 * @return the life cycle
	 */
	public ModelFacts.Lifecycle of(Key key) {
		return this.byModel.getOrDefault(key, ModelFacts.Lifecycle.UNKNOWN);
	}

	/**
	 * The route whose model ends first.
	 * @param routes the routes of the plan
	 * @return the first route with the earliest end of life, else the first one in a
	 * Legacy period, else the first one whose life cycle is known
	 */
	public Optional<Route> earliest(Collection<Route> routes) {
		return routes.stream()
			.filter((route) -> Key.of(route).filter(this.byModel::containsKey).isPresent())
			.min(Comparator.comparing((Route route) -> of(route).status() != ModelFacts.Status.EOL)
				.thenComparing((route) -> endOfLife(of(route)))
				.thenComparing((route) -> !of(route).isEnding()));
	}

	private static LocalDate endOfLife(ModelFacts.Lifecycle lifecycle) {
		LocalDate endOfLife = lifecycle.dates().endOfLife();
		return (endOfLife != null) ? endOfLife : LocalDate.MAX;
	}

	/**
	 * These life cycles, and the last known ones of models that no route calls now. A
	 * route that returns is compared with them.
	 * @param earlier the life cycles of the plan before
	 * @param routes the routes of the plan now
	 * @return the life cycles
	 */
	PlanLifecycle withLastKnown(PlanLifecycle earlier, Collection<Route> routes) {
		Map<Key, ModelFacts.Lifecycle> all = new HashMap<>(earlier.byModel);
		routes.forEach((route) -> Key.of(route).ifPresent(all::remove));
		all.putAll(this.byModel);
		return new PlanLifecycle(all, this.successor);
	}

	/**
	 * A model in a source Region.
	 *
	 * @param sourceRegion the source Region
	 * @param model the model
	 */
	public record Key(RegionCode sourceRegion, FoundationModelId model) {

		/**
		 * The key of the model of a route.
		 * @param route the route
		 * @return the key; empty if the model of the route is not known
		 */
		public static Optional<Key> of(Route route) {
			return Optional.ofNullable(route.model()).map((model) -> new Key(route.sourceRegion(), model));
		}

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
