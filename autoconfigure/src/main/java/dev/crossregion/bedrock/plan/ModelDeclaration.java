package dev.crossregion.bedrock.plan;

import java.util.List;

import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one model: the only input of a plan beside the evidence.
 *
 * @param name the name of the model in the configuration
 * @param model the declared model, or {@code null} if only profiles are declared
 * @param routes the routes in order, at least one
 * @param residency where its prompts may be processed
 * @param settings how its calls move along the routes
 * @param retention the loosest data-retention mode of the account in a source Region, or
 * {@code null} for any
 * @param guardrail the guardrail of its calls, or {@code null}
 * @since 0.1.0
 */
public record ModelDeclaration(String name, @Nullable ModelReference model, List<RouteDeclaration> routes,
		ResidencyPolicy residency, RoutingSettings settings, @Nullable RetentionLimit retention,
		@Nullable GuardrailDeclaration guardrail) {

	/**
	 * Create a declaration.
	 * @throws IllegalArgumentException if there is no route
	 */
	public ModelDeclaration {
		if (routes.isEmpty()) {
			throw new IllegalArgumentException("Model '" + name + "' declares no route");
		}
		routes = List.copyOf(routes);
	}

	/**
	 * Create a declaration without a limit of data retention and a guardrail.
	 * @param name the name of the model in the configuration
	 * @param model the declared model, or {@code null}
	 * @param routes the routes in order, at least one
	 * @param residency where its prompts may be processed
	 * @param settings how its calls move along the routes
	 */
	public ModelDeclaration(String name, @Nullable ModelReference model, List<RouteDeclaration> routes,
			ResidencyPolicy residency, RoutingSettings settings) {
		this(name, model, routes, residency, settings, null, null);
	}

	/**
	 * The guardrail that residency limits.
	 * @return the guardrail, or {@code null} if there is none or nothing is limited
	 */
	public @Nullable GuardrailDeclaration limitedGuardrail() {
		return (this.residency.isLimited()) ? this.guardrail : null;
	}

}
