package dev.crossregion.bedrock.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;

/**
 * What a source Region says of guardrails.
 *
 * @param profiles the guardrail profile of each guardrail that was read, or nothing if it
 * has none or does not exist in the Region
 * @param missing the guardrails that do not exist in the Region; Bedrock rejects calls
 * with them there
 * @param failures why others could not be read
 */
record GuardrailListing(Map<Guardrail, Optional<String>> profiles, Set<Guardrail> missing,
		List<ControlPlaneFailure> failures) {

	static final GuardrailListing NONE = new GuardrailListing(Map.of(), Set.of(), List.of());

}
