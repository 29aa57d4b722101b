package dev.crossregion.bedrock.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.NearMisses;

/**
 * Reads model IDs, profile IDs and ARNs from properties.
 */
final class ModelReferences {

	private static final String EXAMPLE = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private final InferenceProfileCatalog hints;

	ModelReferences(BundledSnapshot snapshot) {
		this.hints = snapshot.catalog();
	}

	ModelReference parse(String property, String value) {
		try {
			return ModelReference.parse(value.strip());
		}
		catch (MalformedModelReferenceException ex) {
			throw new InvalidPropertyException(property, value, ex.getProblem(), nearest(value));
		}
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

	private List<String> nearest(String value) {
		String[] fields = value.split("[:/]", 7);
		if (fields[0].equals("arn") && fields.length == 7) {
			List<String> types = NearMisses.of(fields[5],
					Arrays.stream(BedrockArn.Resource.values()).map(BedrockArn.Resource::type).toList(),
					(type) -> type);
			String type = (!types.isEmpty()) ? types.get(0) : "inference-profile";
			String account = (fields[4].matches("[0-9]{12}")) ? fields[4] : "123456789012";
			String region = (!fields[3].isEmpty()) ? fields[3] : "eu-central-1";
			return List.of("arn:aws:bedrock:" + region + ":" + account + ":" + type + "/" + fields[6]);
		}
		if (value.startsWith("arn")) {
			return List.of("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + EXAMPLE);
		}
		List<String> near = NearMisses.of(value, known().toList(), (id) -> id);
		List<String> containing = known().filter((id) -> !value.isBlank() && id.contains(value)).limit(3).toList();
		return (!near.isEmpty()) ? near : (!containing.isEmpty()) ? containing : List.of(EXAMPLE);
	}

	private Stream<String> known() {
		return this.hints.sourceRegions()
			.stream()
			.flatMap((region) -> this.hints.from(region).stream())
			.flatMap((evidence) -> evidence.profiles().stream())
			.map(InferenceProfile::model)
			.distinct()
			.map(ModelReference::value)
			.sorted();
	}

}
