package dev.crossregion.bedrock.profile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The evidence for calls that start in one source Region.
 *
 * @param sourceRegion the source Region
 * @param evidence the origin and age of everything that has no evidence of its own
 * @param profiles the profiles that can be called from there, ordered by ID
 * @param onDemandModels the models that can be called in the Region itself, or
 * {@code null} when the evidence does not say
 * @param profileEvidence evidence of single profiles by profile ID, if it differs from
 * that of the Region
 * @param lifecycles the life cycles that the evidence states
 * @param retention the data-retention mode of the account there, or {@code null} when the
 * evidence does not say
 * @param guardrails where guardrails of the account there are evaluated; one that could
 * not be read is missing
 * @since 0.1.0
 */
public record RegionEvidence(RegionCode sourceRegion, Evidence evidence, List<InferenceProfile> profiles,
		@Nullable Set<FoundationModelId> onDemandModels, Map<String, Evidence> profileEvidence,
		Map<FoundationModelId, ModelFacts.Lifecycle> lifecycles, @Nullable DataRetention retention,
		Map<Guardrail, Guardrail.Reach> guardrails) {

	/**
	 * Create evidence.
	 */
	public RegionEvidence {
		profiles = profiles.stream().sorted(Comparator.comparing(InferenceProfile::id)).toList();
		onDemandModels = (onDemandModels != null) ? Set.copyOf(onDemandModels) : null;
		profileEvidence = Map.copyOf(profileEvidence);
		lifecycles = Map.copyOf(lifecycles);
		guardrails = Map.copyOf(guardrails);
	}

	/**
	 * Create evidence of one age that states nothing about life cycles and the account.
	 * @param sourceRegion the source Region
	 * @param evidence the origin and age of all of it
	 * @param profiles the profiles that can be called from there
	 * @param onDemandModels the models that can be called in the Region itself, or
	 * {@code null} when the evidence does not say
	 */
	public RegionEvidence(RegionCode sourceRegion, Evidence evidence, List<InferenceProfile> profiles,
			@Nullable Set<FoundationModelId> onDemandModels) {
		this(sourceRegion, evidence, profiles, onDemandModels, Map.of(), Map.of(), null, Map.of());
	}

	/**
	 * This evidence with a data-retention mode.
	 * @param retention the mode of the account, or {@code null} if it is not known
	 * @return the evidence
	 */
	public RegionEvidence withRetention(@Nullable DataRetention retention) {
		return new RegionEvidence(this.sourceRegion, this.evidence, this.profiles, this.onDemandModels,
				this.profileEvidence, this.lifecycles, retention, this.guardrails);
	}

	/**
	 * This evidence with guardrails.
	 * @param guardrails where they are evaluated
	 * @return the evidence
	 */
	public RegionEvidence withGuardrails(Map<Guardrail, Guardrail.Reach> guardrails) {
		return new RegionEvidence(this.sourceRegion, this.evidence, this.profiles, this.onDemandModels,
				this.profileEvidence, this.lifecycles, this.retention, guardrails);
	}

	/**
	 * The origin and age of the statements about a profile. Parts of a snapshot or of
	 * live evidence may be older than others.
	 * @param profile a profile of this source Region
	 * @return its evidence
	 */
	public Evidence evidenceOf(InferenceProfile profile) {
		return this.profileEvidence.getOrDefault(profile.id(), this.evidence);
	}

	/**
	 * The system-defined profiles of a model.
	 * @param model the model
	 * @return its profiles, ordered by ID
	 */
	public List<InferenceProfile> profilesOf(FoundationModelId model) {
		return this.profiles.stream()
			.filter((profile) -> profile.type() == InferenceProfile.Type.SYSTEM_DEFINED
					&& profile.model().equals(model))
			.toList();
	}

	/**
	 * One profile.
	 * @param id the profile ID, or the ARN of an application profile
	 * @return the profile, if it can be called from here
	 */
	public Optional<InferenceProfile> profile(String id) {
		return this.profiles.stream().filter((profile) -> profile.id().equals(id)).findFirst();
	}

	/**
	 * Whether a model is known to exist here, through a profile or in the Region itself.
	 * @param model the model
	 * @return {@code true} if the evidence mentions it
	 */
	public boolean knows(FoundationModelId model) {
		return !profilesOf(model).isEmpty() || (this.onDemandModels != null && this.onDemandModels.contains(model));
	}

	/**
	 * A guardrail of the account, which exists in one Region.
	 *
	 * @param identifier its ID or ARN
	 * @param version its version
	 * @since 0.1.0
	 */
	public record Guardrail(String identifier, String version) {

		@Override
		public String toString() {
			return this.identifier + ":" + this.version;
		}

		/**
		 * Where a guardrail is evaluated.
		 *
		 * @param profile the ID of its guardrail profile, or {@code null} if it has none
		 * and is evaluated in its own Region
		 * @param destinations where it may be evaluated
		 * @param evidence where the profile was read, and when
		 * @since 0.1.0
		 * @see <a href=
		 * "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region.html">Guardrails
		 * and cross-Region inference</a>
		 */
		public record Reach(@Nullable String profile, Destinations destinations, Evidence evidence) {
		}

	}

}
