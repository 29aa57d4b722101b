package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;

/**
 * The guardrail that the calls of a model pass through. Under a limit it is held to
 * residency where it is evaluated, like a model.
 *
 * @param guardrail the guardrail
 * @param evidenceRequired whether a source Region is refused under a limit when it did
 * not say where the guardrail is evaluated
 * @since 0.1.0
 */
public record GuardrailDeclaration(Guardrail guardrail, boolean evidenceRequired) {
}
