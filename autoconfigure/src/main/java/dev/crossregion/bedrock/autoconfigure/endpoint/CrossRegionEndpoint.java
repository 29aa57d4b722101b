package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Answers {@code /actuator/crossregion} with the plan and the state of every configured
 * model, and {@code /actuator/crossregion/{model}} with those of one. Makes no call.
 *
 * @since 0.1.0
 */
@WebEndpoint(id = "crossregion")
public final class CrossRegionEndpoint {

	private final ModelDescription description;

	private final Show showValues;

	private final Set<String> roles;

	CrossRegionEndpoint(ModelDescription description, Show showValues, Set<String> roles) {
		this.description = description;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * All models.
	 * @param securityContext who asks
	 * @return {@code models}, by name
	 */
	@ReadOperation
	public Map<String, Object> models(SecurityContext securityContext) {
		return Map.of("models", this.description.all(isShown(securityContext)));
	}

	/**
	 * One model.
	 * @param securityContext who asks
	 * @param model the name of the model in the configuration
	 * @return its plan and state, or {@code null} (404) if no model has the name
	 */
	@ReadOperation
	public @Nullable Map<String, Object> model(SecurityContext securityContext, @Selector String model) {
		return this.description.one(model, isShown(securityContext));
	}

	private boolean isShown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

}
