package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * The declared target of a route. {@code mode}, {@code geography} and {@code profile} are
 * one declaration: the level that sets any of them decides all three.
 *
 * @since 0.1.0
 */
public sealed interface RouteTarget {

	/**
	 * The declared mode.
	 * @return the mode, or {@code null} when the profile decides
	 */
	@Nullable InferenceMode mode();

	/**
	 * The geographic profile of the model.
	 *
	 * @param geography the prefix that the profile must carry, or {@code null} for any
	 * prefix
	 */
	record Geographic(@Nullable String geography) implements RouteTarget {

		@Override
		public InferenceMode mode() {
			return InferenceMode.GEOGRAPHIC;
		}

		@Override
		public String toString() {
			return (this.geography != null) ? "geography " + this.geography : "mode geographic";
		}

	}

	/**
	 * The global profile of the model.
	 */
	record Global() implements RouteTarget {

		@Override
		public InferenceMode mode() {
			return InferenceMode.GLOBAL;
		}

		@Override
		public String toString() {
			return "mode global";
		}

	}

	/**
	 * The model in the source Region itself.
	 */
	record InRegion() implements RouteTarget {

		@Override
		public InferenceMode mode() {
			return InferenceMode.IN_REGION;
		}

		@Override
		public String toString() {
			return "mode in-region";
		}

	}

	/**
	 * A declared profile, with the properties that it must have.
	 *
	 * @param reference a system-defined profile's ID or ARN, or an application profile's
	 * ARN
	 * @param mode the mode that it must have, or {@code null}
	 * @param geography the prefix that it must carry, or {@code null}
	 */
	record Profile(ModelReference reference, @Nullable InferenceMode mode,
			@Nullable String geography) implements RouteTarget {

		/**
		 * The ID of the profile in evidence.
		 * @param reference a reference to a profile
		 * @return the ID of a system-defined profile, the ARN of an application profile
		 */
		static String id(ModelReference reference) {
			return (reference instanceof BedrockArn arn && arn.resource() == BedrockArn.Resource.INFERENCE_PROFILE)
					? arn.id() : reference.value();
		}

		@Override
		public String toString() {
			return "profile " + this.reference.value();
		}

	}

}
