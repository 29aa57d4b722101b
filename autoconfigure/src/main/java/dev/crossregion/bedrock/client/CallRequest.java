package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import dev.crossregion.bedrock.client.observation.CallStart;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.CallNeeds;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;

/**
 * The properties of the caller's request that decide how the call is routed. Immutable.
 */
final class CallRequest {

	private final Operation operation;

	private final String requestedModel;

	private final RequestSize size;

	private final CallNeeds needs;

	private final @Nullable Guardrail guardrail;

	private final boolean ownCredentials;

	private final @Nullable String sourceRegionReader;

	private final Optional<Duration> timeout;

	/**
	 * Read a request.
	 * @param operation the operation
	 * @param requestedModel the model that the request names
	 * @param request the request
	 */
	CallRequest(Operation operation, String requestedModel, BedrockRuntimeRequest request) {
		Guardrail guardrail = guardrail(request);
		this.guardrail = guardrail;
		this.operation = operation;
		this.requestedModel = requestedModel;
		this.size = RequestSizes.of(request);
		this.needs = new CallNeeds(operation.action(), (guardrail != null) ? guardrail.toString() : null);
		this.ownCredentials = override(request, AwsRequestOverrideConfiguration::credentialsIdentityProvider)
			.isPresent();
		this.sourceRegionReader = (request instanceof CountTokensRequest) ? "CountTokens"
				: (guardrail != null) ? "guardrail" : null;
		this.timeout = override(request, AwsRequestOverrideConfiguration::apiCallTimeout);
	}

	private static <T> Optional<T> override(AwsRequest request,
			Function<AwsRequestOverrideConfiguration, Optional<T>> setting) {
		return request.overrideConfiguration().flatMap(setting);
	}

	private static @Nullable Guardrail guardrail(BedrockRuntimeRequest request) {
		if (request instanceof ConverseRequest converse && converse.guardrailConfig() != null) {
			return new Guardrail(converse.guardrailConfig().guardrailIdentifier(),
					converse.guardrailConfig().guardrailVersion());
		}
		if (request instanceof ConverseStreamRequest converse && converse.guardrailConfig() != null) {
			return new Guardrail(converse.guardrailConfig().guardrailIdentifier(),
					converse.guardrailConfig().guardrailVersion());
		}
		if (request instanceof InvokeModelRequest invoke && invoke.guardrailIdentifier() != null) {
			return new Guardrail(invoke.guardrailIdentifier(), invoke.guardrailVersion());
		}
		if (request instanceof InvokeModelWithResponseStreamRequest invoke && invoke.guardrailIdentifier() != null) {
			return new Guardrail(invoke.guardrailIdentifier(), invoke.guardrailVersion());
		}
		return null;
	}

	Operation operation() {
		return this.operation;
	}

	String requestedModel() {
		return this.requestedModel;
	}

	RequestSize size() {
		return this.size;
	}

	/**
	 * Describe the call to its observer.
	 * @param plan the plan
	 * @return the description, without text of the request
	 */
	CallStart start(RoutePlan plan) {
		return new CallStart(plan.name(), this.operation.value(), (plan.model() != null) ? plan.model().value() : null,
				(this.size.maxTokens() != RequestSize.NOT_STATED) ? this.size.maxTokens() : null,
				(this.guardrail != null) ? DisplayText.of(this.guardrail.identifier()) : null);
	}

	/**
	 * The permissions that the call needs beside the access to its model.
	 * @return the IAM action, and the guardrail with its version
	 */
	CallNeeds needs() {
		return this.needs;
	}

	/**
	 * Whether the request has credentials of its own, which may be those of another
	 * account.
	 * @return {@code true} if the credentials of the application do not authorize it
	 */
	boolean hasOwnCredentials() {
		return this.ownCredentials;
	}

	/**
	 * The feature that reads the text of the request in the source Region itself,
	 * whatever the destination of the model: CountTokens counts there, and a guardrail
	 * belongs to one Region, in which it is applied.
	 * @return {@code CountTokens}, {@code guardrail}, or {@code null} if there is none
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region.html">Guardrails
	 * and cross-Region inference</a>
	 */
	@Nullable String sourceRegionReader() {
		return this.sourceRegionReader;
	}

	/**
	 * The caller's own time limit for the whole call.
	 * @return the limit, if the request sets one
	 */
	Optional<Duration> timeout() {
		return this.timeout;
	}

	/**
	 * Find an override that could send a request to another Region than the one that was
	 * checked. Plugins change the whole client; an endpoint provider, a signer and
	 * execution attributes can change the address, and an authentication scheme the
	 * Region that the request is signed for.
	 * @param request the request
	 * @return why the request is refused, or {@code null} if it has no such override
	 */
	static Refusal.@Nullable UncheckedOverride uncheckedOverride(AwsRequest request) {
		return request.overrideConfiguration()
			.map(CallRequest::unchecked)
			.map(Refusal.UncheckedOverride::new)
			.orElse(null);
	}

	private static @Nullable String unchecked(AwsRequestOverrideConfiguration override) {
		if (!override.plugins().isEmpty()) {
			return "SDK plugins";
		}
		if (override.endpointProvider().isPresent()) {
			return "an endpoint provider";
		}
		if (override.authSchemeProvider().isPresent()) {
			return "an authentication scheme provider";
		}
		if (override.signer().isPresent()) {
			return "a signer";
		}
		if (!override.executionAttributes().getAttributes().isEmpty()) {
			return "execution attributes";
		}
		if (override.headers().keySet().stream().anyMatch("Host"::equalsIgnoreCase)) {
			return "a Host header";
		}
		return null;
	}

	/**
	 * The guardrail that a request names.
	 *
	 * @param identifier its ID or ARN
	 * @param version its version
	 */
	private record Guardrail(@Nullable String identifier, @Nullable String version) {

		@Override
		public String toString() {
			return "guardrail " + this.identifier + ":" + this.version;
		}

	}

}
