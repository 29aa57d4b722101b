package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.KnownModels;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.ResidencyPolicy;

/**
 * Describes why a declared route is refused, with all values involved.
 */
final class RefusalDescription {

	private static final RegionTable REGIONS = BundledSnapshot.load().regions();

	private RefusalDescription() {
	}

	static String of(UnmetRoute route) {
		Refusal refusal = route.refusal();
		return (refusal instanceof Refusal.ResidencyNotSatisfied residency) ? residency(residency)
				: refusal.describe() + "." + details(refusal, route.plan().declaration().residency());
	}

	/**
	 * A refusal in half a sentence, with the limit that it comes from.
	 * @param refusal the refusal
	 * @return the text in one line
	 */
	static String brief(Refusal refusal) {
		return (refusal instanceof Refusal.ResidencyNotSatisfied residency)
				? residency.describe() + ", and the limit is " + limit(residency.residency()) : refusal.describe();
	}

	/**
	 * Where something runs, as a verb.
	 * @param destinations the destinations
	 * @return {@code runs in ...} or {@code runs anywhere}
	 */
	static String runs(Destinations destinations) {
		return (destinations instanceof Destinations.Anywhere) ? "runs anywhere" : "runs in " + destinations;
	}

	private static String details(Refusal refusal, ResidencyPolicy residency) {
		if (refusal instanceof Refusal.GeographyMismatch) {
			return " The prefix of a profile depends on the model and not on the Region "
					+ "alone: from Tokyo, newer models carry 'jp' and older ones 'apac'.";
		}
		if (refusal instanceof Refusal.NoProfile missing) {
			return historicalProfiles(missing.model()) + profiles(missing.available());
		}
		if (refusal instanceof Refusal.OnlyThroughProfiles only) {
			return " AWS does not serve it there by its bare ID." + profiles(only.profiles());
		}
		if (refusal instanceof Refusal.UnknownModel unknown) {
			return historicalProfiles(unknown.model())
					+ elsewhere(unknown.elsewhere(), ResidencyPolicy.unlimited(REGIONS))
					+ nearMisses(unknown.model().value(), unknown.nearMisses());
		}
		if (refusal instanceof Refusal.UnknownProfile unknown) {
			return historicalProfiles(unknown.profile()) + elsewhere(unknown.elsewhere(), residency)
					+ nearMisses(unknown.profile(), unknown.nearMisses().stream().map(ModelReference::parse).toList());
		}
		if (refusal instanceof Refusal.EndOfLife) {
			return " Amazon Bedrock refuses calls to a model after its end of life.";
		}
		if (refusal instanceof Refusal.ProvisionedThroughput) {
			return " Inference profiles and Provisioned Throughput exclude each other: a profile runs on demand in "
					+ "several Regions, and Provisioned Throughput is bought for one.";
		}
		if (refusal instanceof Refusal.NoEvidence unknown) {
			return region(unknown.sourceRegion());
		}
		if (refusal instanceof Refusal.ForeignArn foreign && foreign.arn().region() != null) {
			return region(foreign.arn().region());
		}
		return "";
	}

	private static String region(RegionCode region) {
		if (REGIONS.partition(region).isPresent()) {
			return "";
		}
		List<RegionCode> similar = REGIONS.nearMisses(region.value());
		return " No Region '" + region + "' is known" + ((similar.isEmpty()) ? "."
				: "; similar is " + similar.stream().map(RegionCode::value).collect(Collectors.joining(", ")) + ".");
	}

	private static String historicalProfiles(String profile) {
		return historicalProfiles(Predicate.isEqual(profile));
	}

	private static String historicalProfiles(FoundationModelId model) {
		return historicalProfiles((profile) -> profile.substring(profile.indexOf('.') + 1).equals(model.value()));
	}

	private static String historicalProfiles(Predicate<String> profiles) {
		return BundledSnapshot.load()
			.goneProfiles()
			.entrySet()
			.stream()
			.filter((gone) -> profiles.test(gone.getKey()))
			.map((gone) -> " Profile '" + gone.getKey() + "' was last seen on " + gone.getValue() + " and is gone.")
			.collect(Collectors.joining());
	}

	private static String residency(Refusal.ResidencyNotSatisfied refusal) {
		String limit = "\n\nThe limit is " + limit(refusal.residency()) + ".";
		return switch (refusal.verdict().reason()) {
			case DESTINATION_NOT_ALLOWED -> "residency does not admit all Regions in which '" + refusal.profile()
					+ "', called from " + refusal.sourceRegion() + ", may run. Not admitted:\n"
					+ refusal.verdict()
						.offences()
						.stream()
						.map((offence) -> "\n    " + offence)
						.collect(Collectors.joining())
					+ limit;
			case DESTINATIONS_NOT_ENUMERABLE -> refusal.describe()
					+ ". AWS serves a global profile from any commercial Region and adds Regions to it, so its "
					+ "destinations cannot be enumerated, and no limit can be shown to hold." + limit;
			case DESTINATIONS_UNKNOWN -> refusal.describe() + "." + limit;
		};
	}

	/**
	 * A limit as the configuration writes it.
	 * @param residency the limit
	 * @return its lists
	 */
	static String limit(ResidencyPolicy residency) {
		if (residency.allow().isEmpty()) {
			return "residency.deny: " + residency.deny();
		}
		return "residency.allow: " + residency.allow()
				+ ((residency.deny().isEmpty()) ? "" : ", residency.deny: " + residency.deny());
	}

	private static String profiles(List<InferenceProfile> profiles) {
		if (profiles.isEmpty()) {
			return " No inference profile has it from there.";
		}
		return " What exists from there:\n" + profiles.stream()
			.map((profile) -> "\n    " + profile.id() + " (" + profile.mode() + ", " + runs(profile.destinations())
					+ ")")
			.collect(Collectors.joining());
	}

	private static String elsewhere(Collection<?> regions, ResidencyPolicy residency) {
		if (regions.isEmpty()) {
			return " No source Region is known that has it"
					+ ((residency.isLimited()) ? " and where " + limit(residency) + " admits it." : ".");
		}
		return " Source Regions that have it: " + join(regions) + ".";
	}

	private static String nearMisses(String written, List<? extends ModelReference> references) {
		KnownModels known = KnownModels.of(references);
		if (known.has(written)) {
			return " It is a foundation model, and these are its profiles there: " + join(references) + ".";
		}
		return known.unknown(written)
			.filter((form) -> !form.findings().isEmpty())
			.map((form) -> " " + capitalized(form.problem()) + ".")
			.orElse("") + ((references.isEmpty()) ? "" : " Similar names there: " + join(references) + ".");
	}

	private static String capitalized(String text) {
		return Character.toUpperCase(text.charAt(0)) + text.substring(1);
	}

	private static String join(Collection<?> items) {
		return items.stream().map(Object::toString).collect(Collectors.joining(", "));
	}

}
