package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlan;
import org.jspecify.annotations.Nullable;

/**
 * Declared routes are not admitted. Holds those of all models.
 *
 * @since 0.1.0
 */
public final class UnmetDeclarationException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final transient List<UnmetRoute> routes;

	/**
	 * Create the exception.
	 * @param routes the routes, at least one
	 */
	public UnmetDeclarationException(List<UnmetRoute> routes) {
		super(routes.stream()
			.map((route) -> route.property() + ": " + route.refusal().describe())
			.collect(Collectors.joining("; ")));
		this.routes = List.copyOf(routes);
	}

	@Override
	public @Nullable String getProperty() {
		return null;
	}

	/**
	 * The routes that are not admitted.
	 * @return the routes, at least one
	 */
	public List<UnmetRoute> getRoutes() {
		return this.routes;
	}

	/**
	 * A declared route that is not admitted, and where it was declared.
	 *
	 * @param property the property of the route, or of its model when no route is written
	 * @param reference the property that names the model or profile of the route
	 * @param plan the plan of its model
	 * @param unmet the route with its refusal
	 */
	public record UnmetRoute(String property, String reference, RoutePlan plan, RoutePlan.Unmet unmet) {

		/**
		 * Why the route is not admitted.
		 * @return the refusal
		 */
		public Refusal refusal() {
			return this.unmet.refusal();
		}

	}

}
