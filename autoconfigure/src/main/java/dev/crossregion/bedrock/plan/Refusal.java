package dev.crossregion.bedrock.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a route or a request is refused, with the values that explain it.
 *
 * @since 0.1.0
 */
public sealed interface Refusal {

	/**
	 * The short name of the reason, for meters and reports. The set is closed and small.
	 * @return lower-case words with hyphens, such as {@code residency-not-satisfied}
	 */
	String reason();

	/**
	 * The reason in a sentence.
	 * @return what is wrong, without a full stop
	 */
	String describe();

	/**
	 * No evidence is held for the source Region.
	 *
	 * @param sourceRegion the source Region
	 */
	record NoEvidence(RegionCode sourceRegion) implements Refusal {

		@Override
		public String reason() {
			return "no-evidence";
		}

		@Override
		public String describe() {
			return "nothing is known about what can be called from " + this.sourceRegion;
		}

	}

	/**
	 * The model is not known in the source Region.
	 *
	 * @param model the model
	 * @param sourceRegion the source Region
	 * @param elsewhere source Regions that have the model
	 * @param nearMisses models of the source Region with a similar ID
	 */
	record UnknownModel(FoundationModelId model, RegionCode sourceRegion, SortedSet<RegionCode> elsewhere,
			List<FoundationModelId> nearMisses) implements Refusal {

		@Override
		public String reason() {
			return "unknown-model";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' is not known in " + this.sourceRegion;
		}

	}

	/**
	 * The model has no profile of the requested mode in the source Region.
	 *
	 * @param model the model
	 * @param sourceRegion the source Region
	 * @param mode the requested mode
	 * @param available the profiles that can be called from there
	 */
	record NoProfile(FoundationModelId model, RegionCode sourceRegion, InferenceMode mode,
			List<InferenceProfile> available) implements Refusal {

		@Override
		public String reason() {
			return "no-profile";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' has no " + this.mode + " profile in " + this.sourceRegion;
		}

	}

	/**
	 * The model has several geographic profiles in the source Region.
	 *
	 * @param model the model
	 * @param sourceRegion the source Region
	 * @param profiles the profiles
	 */
	record SeveralProfiles(FoundationModelId model, RegionCode sourceRegion,
			List<InferenceProfile> profiles) implements Refusal {

		@Override
		public String reason() {
			return "several-profiles";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' has several geographic profiles in " + this.sourceRegion + ": "
					+ this.profiles.stream().map(InferenceProfile::id).collect(Collectors.joining(", "));
		}

	}

	/**
	 * The declared profile cannot be called from the source Region.
	 *
	 * @param profile the profile's ID or ARN
	 * @param sourceRegion the source Region
	 * @param elsewhere source Regions that have the profile, where residency admits it
	 * @param nearMisses profiles of the source Region with a similar ID that residency
	 * admits
	 */
	record UnknownProfile(String profile, RegionCode sourceRegion, SortedSet<RegionCode> elsewhere,
			List<String> nearMisses) implements Refusal {

		@Override
		public String reason() {
			return "unknown-profile";
		}

		@Override
		public String describe() {
			return "inference profile '" + this.profile + "' is not known in " + this.sourceRegion;
		}

	}

	/**
	 * The prefix of the profile differs from the declared geography.
	 *
	 * @param geography the declared geography
	 * @param profile the profile of the model in the source Region
	 * @param sourceRegion the source Region
	 */
	record GeographyMismatch(String geography, InferenceProfile profile, RegionCode sourceRegion) implements Refusal {

		@Override
		public String reason() {
			return "geography-mismatch";
		}

		@Override
		public String describe() {
			return "geography '" + this.geography + "' is declared, and the geographic profile of '"
					+ this.profile.model() + "' in " + this.sourceRegion + " is '" + this.profile.id() + "'";
		}

	}

	/**
	 * The mode of the profile differs from the declared mode.
	 *
	 * @param mode the declared mode
	 * @param profile the profile
	 */
	record ModeMismatch(InferenceMode mode, InferenceProfile profile) implements Refusal {

		@Override
		public String reason() {
			return "mode-mismatch";
		}

		@Override
		public String describe() {
			return "mode " + this.mode + " is declared, and profile '" + this.profile.id() + "' is "
					+ this.profile.mode();
		}

	}

	/**
	 * The profile belongs to another model.
	 *
	 * @param model the declared model
	 * @param profile the profile
	 */
	record ModelMismatch(FoundationModelId model, InferenceProfile profile) implements Refusal {

		@Override
		public String reason() {
			return "model-mismatch";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' is declared, and profile '" + this.profile.id() + "' is one of '"
					+ this.profile.model() + "'";
		}

	}

	/**
	 * The destinations are not admitted.
	 *
	 * @param profile the profile or model that would have been called
	 * @param sourceRegion the source Region
	 * @param residency the limit
	 * @param verdict the verdict of the limit on the destinations
	 */
	record ResidencyNotSatisfied(String profile, RegionCode sourceRegion, ResidencyPolicy residency,
			ResidencyVerdict.Refused verdict) implements Refusal {

		@Override
		public String reason() {
			return (this.verdict.reason() != ResidencyVerdict.Reason.DESTINATION_NOT_ALLOWED)
					? this.verdict.reason().value() : "residency-not-satisfied";
		}

		@Override
		public String describe() {
			String subject = "'" + this.profile + "' from " + this.sourceRegion;
			return switch (this.verdict.reason()) {
				case DESTINATION_NOT_ALLOWED -> subject + " may run in " + this.verdict.offences();
				case DESTINATIONS_NOT_ENUMERABLE -> subject + " may run anywhere, and residency is limited";
				case DESTINATIONS_UNKNOWN -> "no evidence names the destinations of " + subject;
			};
		}

	}

	/**
	 * The data-retention mode of the account in the source Region is looser than
	 * declared, or not known.
	 *
	 * @param sourceRegion the source Region
	 * @param limit the loosest mode that is declared
	 * @param mode the mode of the account, or {@code null} if it could not be read
	 */
	record RetentionNotSatisfied(RegionCode sourceRegion, RetentionLimit limit,
			@Nullable String mode) implements Refusal {

		@Override
		public String reason() {
			return (this.mode != null) ? "retention-not-satisfied" : "retention-unknown";
		}

		@Override
		public String describe() {
			return "the data-retention mode of the account in " + this.sourceRegion
					+ ((this.mode != null) ? " is '" + DisplayText.of(this.mode) + "'" : " could not be read")
					+ ", and residency.retention is '" + this.limit + "'";
		}

	}

	/**
	 * The guardrail of the model may be evaluated where residency does not admit it.
	 *
	 * @param guardrail the guardrail
	 * @param reach where it may be evaluated
	 * @param sourceRegion the source Region
	 * @param residency the limit
	 * @param verdict the verdict of the limit on the destinations
	 */
	record GuardrailNotAdmitted(Guardrail guardrail, Guardrail.Reach reach, RegionCode sourceRegion,
			ResidencyPolicy residency, ResidencyVerdict.Refused verdict) implements Refusal {

		@Override
		public String reason() {
			return "guardrail-not-admitted";
		}

		@Override
		public String describe() {
			String subject = "guardrail '" + DisplayText.of(this.guardrail.toString()) + "' from " + this.sourceRegion;
			if (this.reach.profile() == null) {
				return subject + " is evaluated there, which residency does not admit";
			}
			String profile = "guardrail profile '" + DisplayText.of(this.reach.profile()) + "'";
			return (this.verdict.reason() == ResidencyVerdict.Reason.DESTINATION_NOT_ALLOWED)
					? subject + " may be evaluated in " + this.verdict.offences() + " by its " + profile
					: "no evidence names the destinations of " + profile + ", by which " + subject + " is evaluated";
		}

	}

	/**
	 * Where the guardrail of the model is evaluated could not be read.
	 *
	 * @param guardrail the guardrail
	 * @param sourceRegion the source Region
	 */
	record GuardrailUnknown(Guardrail guardrail, RegionCode sourceRegion) implements Refusal {

		@Override
		public String reason() {
			return "guardrail-unknown";
		}

		@Override
		public String describe() {
			return "where guardrail '" + DisplayText.of(this.guardrail.toString())
					+ "' is evaluated could not be read in " + this.sourceRegion + ", and residency is limited";
		}

	}

	/**
	 * The model can be called only through profiles.
	 *
	 * @param model the model
	 * @param sourceRegion the source Region
	 * @param profiles its profiles there
	 */
	record OnlyThroughProfiles(FoundationModelId model, RegionCode sourceRegion,
			List<InferenceProfile> profiles) implements Refusal {

		@Override
		public String reason() {
			return "only-through-profiles";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' can be called in " + this.sourceRegion + " only through a profile";
		}

	}

	/**
	 * Provisioned Throughput is declared with a cross-Region mode or as a profile.
	 *
	 * @param arn the ARN
	 * @param mode the declared mode, or {@code null}
	 */
	record ProvisionedThroughput(BedrockArn arn, @Nullable InferenceMode mode) implements Refusal {

		@Override
		public String reason() {
			return "provisioned-throughput";
		}

		@Override
		public String describe() {
			return "'" + this.arn + "' is Provisioned Throughput, which no inference profile combines with"
					+ ((this.mode != null) ? ", and mode " + this.mode + " needs one" : "");
		}

	}

	/**
	 * A resource cannot be called in the declared mode, or its destinations cannot be
	 * determined.
	 *
	 * @param arn the ARN
	 * @param mode the declared mode, or {@code null}
	 */
	record NotRoutable(BedrockArn arn, @Nullable InferenceMode mode) implements Refusal {

		@Override
		public String reason() {
			return "not-routable";
		}

		@Override
		public String describe() {
			return "where a call to '" + this.arn + "' runs cannot be told"
					+ ((this.mode != null) ? " in mode " + this.mode : "");
		}

	}

	/**
	 * The Region or the partition of an ARN differs from that of the source Region.
	 *
	 * @param arn the ARN
	 * @param sourceRegion the source Region
	 */
	record ForeignArn(BedrockArn arn, RegionCode sourceRegion) implements Refusal {

		@Override
		public String reason() {
			return "foreign-arn";
		}

		@Override
		public String describe() {
			return "'" + this.arn + "' cannot be called from " + this.sourceRegion;
		}

	}

	/**
	 * The model is past its end of life. Only the start refuses it: while an application
	 * runs, the evidence alone takes a route away.
	 *
	 * @param model the model
	 * @param sourceRegion the source Region
	 * @param endOfLife the day of its end, or {@code null} if it is not known
	 */
	record EndOfLife(FoundationModelId model, RegionCode sourceRegion,
			@Nullable LocalDate endOfLife) implements Refusal {

		@Override
		public String reason() {
			return "end-of-life";
		}

		@Override
		public String describe() {
			return "model '" + this.model + "' reached its end of life in " + this.sourceRegion
					+ ((this.endOfLife != null) ? " on " + this.endOfLife : "");
		}

	}

	/**
	 * A candidate is not part of the declaration.
	 *
	 * @param asked the target of the declaration
	 */
	record NotDeclared(RouteTarget asked) implements Refusal {

		@Override
		public String reason() {
			return "not-declared";
		}

		@Override
		public String describe() {
			return "the declaration asks for " + this.asked;
		}

	}

	/**
	 * The evidence for a route is older than {@code catalog.max-age}.
	 *
	 * @param profile the profile or model that would have been called
	 * @param sourceRegion the source Region
	 * @param asOf the date of the evidence
	 * @param age how old it is
	 * @param maxAge how old it may be
	 */
	record EvidenceTooOld(String profile, RegionCode sourceRegion, Instant asOf, Duration age,
			Duration maxAge) implements Refusal {

		@Override
		public String reason() {
			return "evidence-too-old";
		}

		@Override
		public String describe() {
			return "the evidence for '" + this.profile + "' from " + this.sourceRegion + " is of " + this.asOf
					+ ", which is " + text(this.age) + " ago, and catalog.max-age is " + text(this.maxAge)
					+ "; the route opens again when the Bedrock control plane answers, and the log says why it does not";
		}

		private static String text(Duration duration) {
			return duration.toString().substring(2).toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * A request names a model that is not planned and cannot be planned.
	 *
	 * @param requested what the request names, shortened
	 * @param problem what is wrong with it
	 */
	record NotPlanned(String requested, String problem) implements Refusal {

		@Override
		public String reason() {
			return "not-planned";
		}

		@Override
		public String describe() {
			return this.problem;
		}

	}

	/**
	 * A request fits several models, none of which is the strictest.
	 *
	 * @param requested what the request names, shortened
	 * @param models the configured models that fit, in order
	 * @param planned {@code true} if the requested model is in all of their plans;
	 * {@code false} if it is in none, and each of them would plan it differently
	 */
	record AmbiguousModel(String requested, List<String> models, boolean planned) implements Refusal {

		/**
		 * Create a refusal.
		 */
		public AmbiguousModel {
			models = List.copyOf(models);
		}

		@Override
		public String reason() {
			return "ambiguous-model";
		}

		@Override
		public String describe() {
			String names = String.join(", ", this.models);
			return (this.planned)
					? "'" + this.requested + "' fits the models " + names
							+ ", and none of them is within the residency and destinations of all others; name one of "
							+ "them as the model"
					: "'" + this.requested + "' is in no plan, and none of the models " + names
							+ " is within the residency and destinations of all others, so it is not clear under which it "
							+ "is to be planned; configure it as a model of its own and name that as the model, or "
							+ "declare chat-model";
		}

	}

	/**
	 * A request contains a setting that could redirect it to another Region after the
	 * check.
	 *
	 * @param setting the setting in the request
	 */
	record UncheckedOverride(String setting) implements Refusal {

		@Override
		public String reason() {
			return "unchecked-override";
		}

		@Override
		public String describe() {
			return "the request carries " + this.setting + ", which can send it to another Region than the one checked";
		}

	}

}
