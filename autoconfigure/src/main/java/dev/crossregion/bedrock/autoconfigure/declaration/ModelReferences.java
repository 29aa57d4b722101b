package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.List;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.KnownModels;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelIdMistake;
import dev.crossregion.bedrock.profile.ModelIdMistakes;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads model IDs, profile IDs and ARNs from properties.
 */
final class ModelReferences {

	private static final String EXAMPLE = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private final BundledSnapshot snapshot;

	private @Nullable ModelIdMistakes mistakes;

	ModelReferences(BundledSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	/**
	 * Read the value of a property.
	 * @param property the full name of the property
	 * @param value its value
	 * @param sourceRegion the source Region, if it is known; needed for failure reports
	 * only
	 * @return the reference
	 * @throws InvalidPropertyException if it is malformed, or cannot be called
	 */
	ModelReference parse(String property, String value, Supplier<@Nullable RegionCode> sourceRegion) {
		String written = value.strip();
		ModelIdMistake mistake = (this.snapshot.names(written)) ? null : mistake(written, sourceRegion);
		if (mistake != null && !mistake.findings().isEmpty()) {
			throw new InvalidPropertyException(property, value, mistake.problem(), orExample(mistake.values()));
		}
		try {
			return ModelReference.parse(written);
		}
		catch (MalformedModelReferenceException ex) {
			throw new InvalidPropertyException(property, value, ex.getProblem(),
					orExample((mistake != null) ? mistake.values() : List.of()));
		}
	}

	private @Nullable ModelIdMistake mistake(String written, Supplier<@Nullable RegionCode> sourceRegion) {
		if (this.mistakes == null) {
			this.mistakes = new ModelIdMistakes(KnownModels.of(this.snapshot.catalog()), this.snapshot.regions());
		}
		ModelIdMistakes known = this.mistakes;
		return known.of(written, null).flatMap((first) -> known.of(written, sourceRegion.get())).orElse(null);
	}

	private static List<String> orExample(List<String> values) {
		return (!values.isEmpty()) ? values : List.of(EXAMPLE);
	}

	/**
	 * Whether a reference is that of an inference profile.
	 * @param reference the reference
	 * @return {@code true} for the ID of a system-defined profile, and for the ARN of any
	 * profile
	 */
	static boolean isProfile(ModelReference reference) {
		return reference instanceof InferenceProfileId
				|| (reference instanceof BedrockArn arn && (arn.resource() == BedrockArn.Resource.INFERENCE_PROFILE
						|| arn.resource() == BedrockArn.Resource.APPLICATION_INFERENCE_PROFILE));
	}

}
