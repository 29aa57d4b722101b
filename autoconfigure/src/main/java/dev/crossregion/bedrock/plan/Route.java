package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.TokenAccounting;
import org.jspecify.annotations.Nullable;

/**
 * An admitted route to a model: the source Region, the model ID in the calls, and the
 * destinations. Immutable.
 *
 * @param key the source Region and the model ID
 * @param model the foundation model, or {@code null} for a resource that hides it, such
 * as Provisioned Throughput
 * @param reach where calls may run, and the evidence for it
 * @param quota the declared quota
 * @param accounting how calls count against the quota
 * @since 0.1.0
 */
public record Route(Key key, @Nullable FoundationModelId model, Reach reach, DeclaredQuota quota,
		TokenAccounting accounting) {

	/**
	 * Create a route to a model without published facts.
	 * @param key the source Region and the model ID
	 * @param model the foundation model, or {@code null}
	 * @param reach where calls may run, and the evidence for it
	 * @param quota the declared quota
	 */
	public Route(Key key, @Nullable FoundationModelId model, Reach reach, DeclaredQuota quota) {
		this(key, model, reach, quota, TokenAccounting.of((model != null) ? model.value() : null, null, null, null));
	}

	/**
	 * The source Region: calls start there and use its quota.
	 * @return the source Region
	 */
	public RegionCode sourceRegion() {
		return this.key.sourceRegion();
	}

	/**
	 * The model ID in the calls.
	 * @return the ID or ARN of an inference profile, or in-Region the model itself
	 */
	public String modelId() {
		return this.key.modelId();
	}

	/**
	 * How far calls reach.
	 * @return the mode
	 */
	public InferenceMode mode() {
		return this.reach.mode();
	}

	/**
	 * Where calls may run.
	 * @return the destinations
	 */
	public Destinations destinations() {
		return this.reach.destinations();
	}

	/**
	 * The source of the destinations.
	 * @return the evidence
	 */
	public Evidence evidence() {
		return this.reach.evidence();
	}

	/**
	 * Where the declared guardrail evaluates calls along this route.
	 * @return where it may be evaluated, or {@code null} where none is held to residency
	 * or it was not read
	 */
	public Guardrail.@Nullable Reach guardrail() {
		return this.reach.guardrail();
	}

	Route with(Reach reach) {
		return new Route(this.key, this.model, reach, this.quota, this.accounting);
	}

	/**
	 * Whether the evidence says that the model can be called along this route.
	 * @return {@code false} for in-Region calls under bundled evidence, which does not
	 * list them
	 */
	public boolean proven() {
		return this.reach.proven();
	}

	/**
	 * The ID of the profile, also where calls name it by its ARN.
	 * @return the ID of a system-defined profile, otherwise the model ID
	 */
	String profileId() {
		return (modelId().startsWith("arn:")) ? RouteTarget.Profile.id(ModelReference.parse(modelId())) : modelId();
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
		return DisplayText.withoutAccounts(modelId()) + " from " + sourceRegion();
	}

	/**
	 * Identifies a route. Quotas and failures are kept by it.
	 *
	 * @param sourceRegion the source Region, where calls start
	 * @param modelId the model ID in the calls: the ID or ARN of an inference profile, or
	 * in-Region the model itself
	 */
	public record Key(RegionCode sourceRegion, String modelId) {

		/**
		 * Whether calls count against the daily token quota of an account in a source
		 * Region. Calls of models and of inference profiles do.
		 * @return {@code false} for resources of the account, such as Provisioned
		 * Throughput, and for operations without a model
		 */
		public boolean usesDailyQuota() {
			return (this.modelId.startsWith("arn:")) ? this.modelId.contains("inference-profile/")
					: this.modelId.indexOf('.') > 0;
		}

	}

	/**
	 * Where the calls of a route may run.
	 *
	 * @param mode how far calls reach
	 * @param destinations the Regions where calls may run
	 * @param evidence the source of the destinations
	 * @param proven whether the evidence says that the model can be called this way
	 * @param guardrail where the declared guardrail is evaluated, or {@code null} where
	 * none is held to residency or it was not read
	 */
	public record Reach(InferenceMode mode, Destinations destinations, Evidence evidence, boolean proven,
			Guardrail.@Nullable Reach guardrail) {

		/**
		 * Create a reach without a guardrail.
		 * @param mode how far calls reach
		 * @param destinations the Regions where calls may run
		 * @param evidence the source of the destinations
		 * @param proven whether the evidence says that the model can be called this way
		 */
		public Reach(InferenceMode mode, Destinations destinations, Evidence evidence, boolean proven) {
			this(mode, destinations, evidence, proven, null);
		}

	}

}
