package dev.crossregion.bedrock.profile;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An inference profile as one source Region sees it. The same profile may have other
 * destinations from another source Region.
 *
 * @param id the profile ID of a system-defined profile, the ARN of an application profile
 * @param type who defined the profile
 * @param model the foundation model behind it
 * @param destinations where it may run requests from this source Region
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html">GetInferenceProfile</a>
 */
public record InferenceProfile(String id, Type type, FoundationModelId model, Destinations destinations) {

	/**
	 * Read a profile from a response of {@code GetInferenceProfile}. The destinations are
	 * the Regions in the model ARNs; one empty Region means anywhere.
	 * @param id the profile ID or, for an application profile, its ARN
	 * @param type who defined the profile
	 * @param modelArns the {@code models[].modelArn} of the response
	 * @return the profile
	 * @throws IllegalArgumentException if the ARNs name no model, or several
	 */
	public static InferenceProfile fromModelArns(String id, Type type, Collection<String> modelArns) {
		TreeSet<FoundationModelId> models = new TreeSet<>();
		TreeSet<RegionCode> regions = new TreeSet<>();
		boolean anywhere = false;
		for (String modelArn : modelArns) {
			BedrockArn arn = BedrockArn.parse(modelArn);
			if (arn.resource() != BedrockArn.Resource.FOUNDATION_MODEL) {
				throw new IllegalArgumentException("Inference profile '" + id + "' lists '" + modelArn
						+ "', which is not the ARN of a foundation model");
			}
			models.add(new FoundationModelId(arn.id()));
			RegionCode region = arn.region();
			if (region != null) {
				regions.add(region);
			}
			else {
				anywhere = true;
			}
		}
		if (models.size() != 1) {
			throw new IllegalArgumentException(
					"Inference profile '" + id + "' must name one model and names " + models);
		}
		return new InferenceProfile(id, type, models.first(),
				(anywhere) ? new Destinations.Anywhere() : Destinations.of(regions));
	}

	/**
	 * The prefix of a system-defined profile, taken off its model.
	 * @return the prefix, such as {@code eu}; empty for an application profile
	 */
	public Optional<String> prefix() {
		String tail = "." + this.model.value();
		return (this.type == Type.SYSTEM_DEFINED && this.id.endsWith(tail))
				? Optional.of(this.id.substring(0, this.id.length() - tail.length())) : Optional.empty();
	}

	/**
	 * How far the profile reaches. An application profile may wrap a model in one Region,
	 * a geographic profile or a global one; its mode follows from its destinations only.
	 * One destination alone is not enough for in-region: it must be the Region of the
	 * application profile itself, since a geographic profile may run every request
	 * elsewhere.
	 * @return the mode
	 */
	public InferenceMode mode() {
		if (this.destinations instanceof Destinations.Regions regions) {
			return (this.type == Type.APPLICATION && staysIn(regions)) ? InferenceMode.IN_REGION
					: InferenceMode.GEOGRAPHIC;
		}
		if (this.destinations instanceof Destinations.Anywhere) {
			return InferenceMode.GLOBAL;
		}
		return (prefix().filter(InferenceProfileId.GLOBAL_PREFIX::equals).isPresent()) ? InferenceMode.GLOBAL
				: InferenceMode.GEOGRAPHIC;
	}

	private boolean staysIn(Destinations.Regions destinations) {
		RegionCode own = BedrockArn.parse(this.id).region();
		return destinations.regions().size() == 1 && destinations.regions().first().equals(own);
	}

	/**
	 * Who defined a profile.
	 */
	public enum Type {

		/** AWS. */
		SYSTEM_DEFINED,

		/** A customer, to tag and to meter. */
		APPLICATION

	}

}
