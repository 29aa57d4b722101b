package dev.crossregion.bedrock.autoconfigure.policy;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Answers {@code /actuator/crossregionpolicy/iam} and {@code /scp} with the policies that
 * the running configuration needs. Makes no call.
 *
 * @since 0.1.0
 */
@WebEndpoint(id = "crossregionpolicy")
public final class CrossRegionPolicyEndpoint {

	private final Function<Boolean, CompiledPolicies> policies;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create an endpoint.
	 * @param policies compiles the policies, with accounts or without
	 * @param showValues when accounts are shown
	 * @param roles the roles that may see them when authorized
	 */
	CrossRegionPolicyEndpoint(Function<Boolean, CompiledPolicies> policies, Show showValues, Set<String> roles) {
		this.policies = policies;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * The policies of one kind.
	 * @param securityContext who asks
	 * @param kind {@code iam} or {@code scp}
	 * @return the policies, or {@code null} (404) for another kind
	 */
	@ReadOperation
	public @Nullable Map<String, Object> policy(SecurityContext securityContext, @Selector String kind) {
		CompiledPolicies compiled = this.policies.apply(this.showValues.isShown(securityContext, this.roles));
		return switch (kind) {
			case "iam" -> compiled.iamAnswer();
			case "scp" -> compiled.scpAnswer();
			default -> null;
		};
	}

}
