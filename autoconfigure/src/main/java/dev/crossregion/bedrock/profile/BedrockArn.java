package dev.crossregion.bedrock.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The ARN of a resource that can be called through Amazon Bedrock, or of a model in an
 * inference profile.
 *
 * @param partition the partition, such as {@code aws}
 * @param region the Region, or {@code null} if the ARN leaves it empty, which means any
 * Region
 * @param account the account ID, empty for foundation models
 * @param resource the kind of resource
 * @param id the resource ID, which follows the kind
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html">Global
 * cross-Region inference</a>
 */
public record BedrockArn(String partition, @Nullable RegionCode region, String account, Resource resource,
		String id) implements ModelReference {

	/**
	 * Any partition of this form is accepted, as in the ARN patterns of the AWS API
	 * reference. The planner refuses a partition that does not match the source Region.
	 */
	private static final Pattern PARTITION = Pattern.compile("aws(-[a-z0-9]+)*");

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

	private static final int FIELDS = 6;

	/**
	 * Read an ARN.
	 * @param value the text
	 * @return the ARN
	 * @throws MalformedModelReferenceException if the text is not an ARN that Bedrock
	 * accepts
	 */
	public static BedrockArn parse(String value) {
		String[] fields = value.split(":", FIELDS);
		if (fields.length < FIELDS || !fields[0].equals("arn")) {
			throw new MalformedModelReferenceException(value,
					"an ARN has six fields, as in 'arn:aws:bedrock:<region>:<account>:<resource>/<id>'");
		}
		if (!PARTITION.matcher(fields[1]).matches()) {
			throw new MalformedModelReferenceException(value,
					"'" + DisplayText.of(fields[1]) + "' is not a partition of AWS, such as 'aws' or 'aws-us-gov'");
		}
		if (!fields[3].isEmpty() && !RegionCode.isValid(fields[3])) {
			throw new MalformedModelReferenceException(value,
					"'" + DisplayText.of(fields[3]) + "' is not a Region code");
		}
		int slash = fields[5].indexOf('/');
		String type = (slash > 0) ? fields[5].substring(0, slash) : fields[5];
		Resource resource = Resource.of(fields[2], type)
			.orElseThrow(() -> new MalformedModelReferenceException(value,
					"'" + DisplayText.of(fields[2]) + "' has no resource '" + DisplayText.of(type)
							+ "'; Amazon Bedrock calls one of " + Resource.describeAll()));
		String id = (slash > 0) ? fields[5].substring(slash + 1) : "";
		if (id.isEmpty()) {
			throw new MalformedModelReferenceException(value, "nothing follows '" + type + "/'");
		}
		if (resource.owned && !fields[4].matches("[0-9]{12}")) {
			throw new MalformedModelReferenceException(value,
					"'" + DisplayText.of(fields[4]) + "' is not an account ID of twelve digits");
		}
		if (fields[3].isEmpty() && resource != Resource.FOUNDATION_MODEL) {
			throw new MalformedModelReferenceException(value, "it names no Region");
		}
		if (resource == Resource.FOUNDATION_MODEL && !fields[4].isEmpty()) {
			throw new MalformedModelReferenceException(value,
					"a foundation model belongs to no account, and '" + DisplayText.of(fields[4]) + "' is one");
		}
		if (!resource.takes(id)) {
			throw new MalformedModelReferenceException(value,
					"'" + DisplayText.of(id) + "' cannot be the ID of a resource '" + type + "'");
		}
		return new BedrockArn(fields[1], (fields[3].isEmpty()) ? null : new RegionCode(fields[3]), fields[4], resource,
				id);
	}

	/**
	 * The foundation model whose ID is part of the ARN.
	 * @return the model of a foundation model or of a system-defined profile; empty if
	 * the ID is opaque
	 */
	public Optional<FoundationModelId> model() {
		return switch (this.resource) {
			case FOUNDATION_MODEL -> Optional.of(new FoundationModelId(this.id));
			case INFERENCE_PROFILE -> (InferenceProfileId.hasPrefix(this.id))
					? Optional.of(InferenceProfileId.parse(this.id).model()) : Optional.empty();
			default -> Optional.empty();
		};
	}

	@Override
	public String value() {
		return String.join(":", "arn", this.partition, this.resource.service,
				(this.region != null) ? this.region.value() : "", this.account, this.resource.type + "/" + this.id);
	}

	@Override
	public String toString() {
		return value();
	}

	/**
	 * Kinds of resources that {@code modelId} accepts.
	 */
	public enum Resource {

		/** A foundation model in one Region, or anywhere when the Region is empty. */
		FOUNDATION_MODEL("bedrock", "foundation-model", false),

		/** A system-defined inference profile. */
		INFERENCE_PROFILE("bedrock", "inference-profile", true),

		/**
		 * An application inference profile; its ID contains neither model nor geography.
		 */
		APPLICATION_INFERENCE_PROFILE("bedrock", "application-inference-profile", true),

		/** Provisioned Throughput. */
		PROVISIONED_MODEL("bedrock", "provisioned-model", true),

		/** A custom model. */
		CUSTOM_MODEL("bedrock", "custom-model", true),

		/** The on-demand deployment of a custom model. */
		CUSTOM_MODEL_DEPLOYMENT("bedrock", "custom-model-deployment", true),

		/** An imported model. */
		IMPORTED_MODEL("bedrock", "imported-model", true),

		/** A prompt router. */
		PROMPT_ROUTER("bedrock", "prompt-router", true),

		/** A prompt router that AWS provides. */
		DEFAULT_PROMPT_ROUTER("bedrock", "default-prompt-router", true),

		/** A managed prompt. */
		PROMPT("bedrock", "prompt", true),

		/** A Marketplace endpoint. */
		MARKETPLACE_ENDPOINT("sagemaker", "endpoint", true);

		private final String service;

		private final String type;

		private final boolean owned;

		Resource(String service, String type, boolean owned) {
			this.service = service;
			this.type = type;
			this.owned = owned;
		}

		private boolean takes(String id) {
			return switch (this) {
				case FOUNDATION_MODEL -> FoundationModelId.isValid(id);
				case INFERENCE_PROFILE -> ID.matcher(id).matches() && (!InferenceProfileId.hasPrefix(id)
						|| FoundationModelId.isValid(id.substring(id.indexOf('.') + 1)));
				default -> ID.matcher(id).matches();
			};
		}

		private static Optional<Resource> of(String service, String type) {
			return Arrays.stream(values())
				.filter((resource) -> resource.service.equals(service) && resource.type.equals(type))
				.findFirst();
		}

		String service() {
			return this.service;
		}

		static String describeAll() {
			return List.of(values()).stream().map((resource) -> resource.type).collect(Collectors.joining(", "));
		}

		/**
		 * The name of the kind as ARNs write it.
		 * @return the name, such as {@code application-inference-profile}
		 */
		public String type() {
			return this.type;
		}

	}

}
