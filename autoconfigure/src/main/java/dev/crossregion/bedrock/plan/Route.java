package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.TokenAccounting;
import org.jspecify.annotations.Nullable;

/**
 * An admitted way to a model: where calls start, what they name as the model, and where
 * they may run.
 *
 * @param sourceRegion where calls start, and whose quota they use
 * @param modelId what calls name as the model: the ID or ARN of an inference profile, or
 * in-Region the model itself
 * @param mode how far calls reach
 * @param model the foundation model, or {@code null} for a resource that hides it, such
 * as Provisioned Throughput
 * @param destinations where calls may run
 * @param evidence what the destinations were read from
 * @param proven {@code false} when the evidence does not say whether the model can be
 * called this way: bundled evidence is silent on in-Region calls
 * @param quota what is declared of the quota
 * @param accounting how calls count against the quota
 * @since 0.1.0
 */
public record Route(RegionCode sourceRegion, String modelId, InferenceMode mode, @Nullable FoundationModelId model,
		Destinations destinations, Evidence evidence, boolean proven, DeclaredQuota quota, TokenAccounting accounting) {

	/**
	 * Create a route to a model of which no facts are known.
	 * @param sourceRegion where calls start, and whose quota they use
	 * @param modelId what calls name as the model
	 * @param mode how far calls reach
	 * @param model the foundation model, or {@code null}
	 * @param destinations where calls may run
	 * @param evidence what the destinations were read from
	 * @param proven whether the evidence says that the model can be called this way
	 * @param quota what is declared of the quota
	 */
	public Route(RegionCode sourceRegion, String modelId, InferenceMode mode, @Nullable FoundationModelId model,
			Destinations destinations, Evidence evidence, boolean proven, DeclaredQuota quota) {
		this(sourceRegion, modelId, mode, model, destinations, evidence, proven, quota,
				TokenAccounting.of((model != null) ? model.value() : null, null, null, null));
	}

	/**
	 * What tells this route from others.
	 * @return source Region and model ID
	 */
	public Key key() {
		return new Key(this.sourceRegion, this.modelId);
	}

	/**
	 * The ID of the profile, where calls may name it by its ARN.
	 * @return the ID of a system-defined profile, otherwise what calls name
	 */
	String profileId() {
		return (this.modelId.startsWith("arn:")) ? RouteTarget.Profile.id(ModelReference.parse(this.modelId))
				: this.modelId;
	}

	/**
	 * The prefix of the profile.
	 * @return the prefix of a system-defined profile, otherwise {@code null}
	 */
	@Nullable String prefix() {
		String id = profileId();
		String tail = "." + this.model;
		return (id.endsWith(tail)) ? id.substring(0, id.length() - tail.length()) : null;
	}

	@Override
	public String toString() {
		return DisplayText.withoutAccounts(this.modelId) + " from " + this.sourceRegion;
	}

	/**
	 * What tells routes apart. Quotas and failures belong to it.
	 *
	 * @param sourceRegion where calls start
	 * @param modelId what calls name as the model
	 */
	public record Key(RegionCode sourceRegion, String modelId) {

		/**
		 * Whether calls draw on the tokens that an account has for a day in a source
		 * Region: those of models and of inference profiles do, whatever the model.
		 * @return {@code false} for resources of one's own, such as Provisioned
		 * Throughput, and for operations without a model
		 */
		public boolean usesDailyQuota() {
			return (this.modelId.startsWith("arn:")) ? this.modelId.contains("inference-profile/")
					: this.modelId.indexOf('.') > 0;
		}

	}

}
