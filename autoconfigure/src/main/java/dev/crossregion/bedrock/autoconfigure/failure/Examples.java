package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;

/**
 * Example values for reports that have no better suggestion: common ones first, then
 * those of the snapshot.
 */
final class Examples {

	private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private Examples() {
	}

	private static Stream<InferenceProfile> known() {
		InferenceProfileCatalog catalog = BundledSnapshot.load().catalog();
		return catalog.sourceRegions()
			.stream()
			.flatMap((region) -> catalog.from(region).stream())
			.flatMap((evidence) -> evidence.profiles().stream());
	}

	static Stream<String> models() {
		return Stream.concat(Stream.of(MODEL), known().map((profile) -> profile.model().value())).distinct();
	}

	static Stream<String> profiles() {
		return Stream
			.concat(known().map(InferenceProfile::id).filter((id) -> id.endsWith("." + MODEL)).sorted(),
					known().map(InferenceProfile::id))
			.distinct();
	}

	static Stream<String> sourceRegions() {
		return Stream
			.concat(Stream.of("eu-central-1", "us-east-1"),
					BundledSnapshot.load().catalog().sourceRegions().stream().map(RegionCode::value))
			.distinct();
	}

	static Stream<String> geographies() {
		return known().filter((profile) -> profile.prefix().isPresent())
			.map((profile) -> profile.prefix().get())
			.filter((prefix) -> !prefix.equals("global"))
			.distinct()
			.sorted();
	}

	/**
	 * Example values of a property.
	 * @param property its full name
	 * @return the values; none for a property without examples
	 */
	static Stream<String> of(String property) {
		return switch (property.substring(property.lastIndexOf('.') + 1)) {
			case "model-id" -> models();
			case "profile" -> profiles();
			case "source-region" -> sourceRegions();
			case "geography" -> geographies();
			default -> Stream.empty();
		};
	}

}
