package dev.crossregion.bedrock.client.observation;

import org.jspecify.annotations.Nullable;

/**
 * A call that starts. Has no text of the request.
 *
 * @param model the configured model
 * @param operation the operation as AWS writes it, such as {@code ConverseStream}
 * @param foundationModel the ID of the foundation model, or {@code null} for a refused
 * call and for a resource that hides its model
 * @param maxTokens the maximum output that the request states, or {@code null}
 * @param guardrail the guardrail that the request names, without the number of an
 * account, or {@code null}
 * @since 0.1.0
 */
public record CallStart(String model, String operation, @Nullable String foundationModel, @Nullable Long maxTokens,
		@Nullable String guardrail) {
}
