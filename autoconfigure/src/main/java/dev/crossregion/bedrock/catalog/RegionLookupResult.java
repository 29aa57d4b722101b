package dev.crossregion.bedrock.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import org.jspecify.annotations.Nullable;

/**
 * The result of a look-up for one source Region.
 *
 * @param sourceRegion the source Region
 * @param askedAt when it was read
 * @param answer its profiles, or {@code null} when the Region failed as a whole
 * @param models its models, or {@code null} if they could not be read
 * @param retention the data-retention mode of the account, or {@code null} if it was not
 * asked for, or could not be read
 * @param guardrails the guardrails that were asked for, as far as they could be read
 * @param failures everything that failed
 */
record RegionLookupResult(RegionCode sourceRegion, Instant askedAt, @Nullable ProfileListing answer,
		@Nullable ModelListing models, @Nullable String retention, GuardrailListing guardrails,
		List<ControlPlaneFailure> failures) {

	static RegionLookupResult failed(RegionCode sourceRegion, Instant askedAt, ControlPlaneFailure failure) {
		return new RegionLookupResult(sourceRegion, askedAt, null, null, null, GuardrailListing.NONE, List.of(failure));
	}

	static RegionLookupResult of(RegionCode sourceRegion, Instant askedAt, ProfileListing answer,
			@Nullable ModelListing models, @Nullable ControlPlaneFailure modelsFailure) {
		List<ControlPlaneFailure> failures = new ArrayList<>(answer.unanswered().values());
		if (modelsFailure != null) {
			failures.add(modelsFailure);
		}
		return new RegionLookupResult(sourceRegion, askedAt, answer, models, null, GuardrailListing.NONE,
				List.copyOf(failures));
	}

	RegionLookupResult withRetention(@Nullable String mode, @Nullable ControlPlaneFailure failure) {
		List<ControlPlaneFailure> all = new ArrayList<>(this.failures);
		if (failure != null) {
			all.add(failure);
		}
		return new RegionLookupResult(this.sourceRegion, this.askedAt, this.answer, this.models, mode, this.guardrails,
				List.copyOf(all));
	}

	RegionLookupResult withGuardrails(GuardrailListing listing) {
		List<ControlPlaneFailure> all = new ArrayList<>(this.failures);
		all.addAll(listing.failures());
		return new RegionLookupResult(this.sourceRegion, this.askedAt, this.answer, this.models, this.retention,
				listing, List.copyOf(all));
	}

	/**
	 * Where the guardrails of this result are evaluated, and those that were read before
	 * and could not be read now.
	 * @param before the earlier evidence of the source Region, or {@code null}
	 * @return where each is evaluated
	 */
	Map<Guardrail, Guardrail.Reach> guardrailsAfter(@Nullable RegionEvidence before) {
		Map<Guardrail, Guardrail.Reach> known = new HashMap<>((before != null) ? before.guardrails() : Map.of());
		this.guardrails.profiles()
			.forEach((guardrail, profile) -> known.put(guardrail,
					new Guardrail.Reach(profile.orElse(null), destinations(profile), liveEvidence())));
		return known;
	}

	private Destinations destinations(Optional<String> profile) {
		return profile.map((id) -> GuardrailProfiles.INSTANCE.destinations(id, this.sourceRegion))
			.orElseGet(() -> Destinations.of(List.of(this.sourceRegion)));
	}

	/**
	 * The data-retention mode in this result, otherwise the one that was read before.
	 * @param before the earlier evidence of the source Region, or {@code null}
	 * @return the mode, or {@code null} if it was never read
	 */
	@Nullable DataRetention retentionAfter(@Nullable RegionEvidence before) {
		if (this.retention != null) {
			return new DataRetention(this.retention, liveEvidence());
		}
		return (before != null) ? before.retention() : null;
	}

	/**
	 * The evidence in this result.
	 * @return live evidence, as of the time of the look-up
	 */
	RegionEvidence evidence() {
		return evidence(liveEvidence(), profiles(), Map.of());
	}

	/**
	 * The evidence in this result, completed with earlier evidence for the parts that
	 * could not be read. Each part keeps its own age.
	 * @param before live evidence for the same source Region
	 * @return the evidence
	 */
	RegionEvidence mergedWith(RegionEvidence before) {
		List<InferenceProfile> profiles = profiles();
		List<InferenceProfile> kept = requireAnswer().unanswered()
			.keySet()
			.stream()
			.flatMap((id) -> before.profile(id).stream())
			.toList();
		profiles.addAll(kept);
		boolean keepModels = this.models == null && before.onDemandModels() != null;
		Map<String, Evidence> evidence = new HashMap<>();
		if (keepModels) {
			profiles.forEach((profile) -> evidence.put(profile.id(), liveEvidence()));
		}
		kept.forEach((profile) -> evidence.put(profile.id(), before.evidenceOf(profile)));
		return (keepModels) ? new RegionEvidence(this.sourceRegion, before.evidence(), profiles,
				before.onDemandModels(), evidence, before.lifecycles(), null, Map.of())
				: evidence(liveEvidence(), profiles, evidence);
	}

	private RegionEvidence evidence(Evidence evidence, List<InferenceProfile> profiles,
			Map<String, Evidence> profileEvidence) {
		return new RegionEvidence(this.sourceRegion, evidence, profiles,
				(this.models != null) ? this.models.onDemand() : null, profileEvidence,
				(this.models != null) ? this.models.lifecycles() : Map.of(), null, Map.of());
	}

	private Evidence liveEvidence() {
		return new Evidence(Evidence.Source.LIVE, this.askedAt);
	}

	private List<InferenceProfile> profiles() {
		return requireAnswer().profiles();
	}

	private ProfileListing requireAnswer() {
		if (this.answer == null) {
			throw new IllegalStateException(this.sourceRegion + " gave no answer");
		}
		return this.answer;
	}

}
