package dev.crossregion.bedrock.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import org.jspecify.annotations.Nullable;

/**
 * The result of a look-up for one source Region.
 *
 * @param sourceRegion the source Region
 * @param askedAt when it was read
 * @param answer its profiles, or {@code null} when the Region failed as a whole
 * @param onDemandModels the models that can be called in the Region itself, or
 * {@code null} if they could not be read
 * @param failures everything that failed
 */
record RegionLookupResult(RegionCode sourceRegion, Instant askedAt, @Nullable ProfileListing answer,
		@Nullable Set<FoundationModelId> onDemandModels, List<ControlPlaneFailure> failures) {

	static RegionLookupResult failed(RegionCode sourceRegion, Instant askedAt, ControlPlaneFailure failure) {
		return new RegionLookupResult(sourceRegion, askedAt, null, null, List.of(failure));
	}

	static RegionLookupResult of(RegionCode sourceRegion, Instant askedAt, ProfileListing answer,
			@Nullable Set<FoundationModelId> onDemandModels, @Nullable ControlPlaneFailure onDemandFailure) {
		List<ControlPlaneFailure> failures = new ArrayList<>(answer.unanswered().values());
		if (onDemandFailure != null) {
			failures.add(onDemandFailure);
		}
		return new RegionLookupResult(sourceRegion, askedAt, answer, onDemandModels, List.copyOf(failures));
	}

	/**
	 * The evidence in this result.
	 * @return live evidence, as of the time of the look-up
	 */
	RegionEvidence evidence() {
		return new RegionEvidence(this.sourceRegion, liveEvidence(), profiles(), this.onDemandModels);
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
		boolean keepModels = this.onDemandModels == null && before.onDemandModels() != null;
		Map<String, Evidence> evidence = new HashMap<>();
		if (keepModels) {
			profiles.forEach((profile) -> evidence.put(profile.id(), liveEvidence()));
		}
		kept.forEach((profile) -> evidence.put(profile.id(), before.evidenceOf(profile)));
		return new RegionEvidence(this.sourceRegion, (keepModels) ? before.evidence() : liveEvidence(), profiles,
				(keepModels) ? before.onDemandModels() : this.onDemandModels, evidence);
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
