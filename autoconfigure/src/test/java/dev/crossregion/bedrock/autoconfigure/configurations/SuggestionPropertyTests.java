package dev.crossregion.bedrock.autoconfigure.configurations;

import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is declared: the application starts, or the report says why not, and all that
 * it suggests starts.
 */
class SuggestionPropertyTests {

	/** Each starts an application, and one more for each suggestion. */
	private static final int EXAMPLES = Math.min(Theories.EXAMPLES, 60);

	/** As many can be made at once. */
	private static final int MISTAKES = 8;

	private static final InferenceProfileCatalog CATALOG = BundledSnapshot.load().catalog();

	private static final List<InferenceProfile> PROFILES = CATALOG.sourceRegions()
		.stream()
		.flatMap((region) -> CATALOG.from(region).stream())
		.flatMap((evidence) -> evidence.profiles().stream())
		.distinct()
		.toList();

	private static final List<String> REGIONS = CATALOG.sourceRegions().stream().map(RegionCode::value).toList();

	private static final List<String> PLACES = Stream
		.concat(Stream.of("EU", "EEA", "US", "JP", "CA", "DE", "GB", "AU", "IN", "eu-centra-1", "frankfurt", "UK"),
				REGIONS.stream())
		.toList();

	@Test
	void everySuggestionStarts() {
		Theories.theory("suggestions of any configuration", EXAMPLES)
			.withShrinkCycles(10)
			.forAll((source) -> yaml(new Choices(source)))
			.checkAssert((yaml) -> {
				WrittenConfiguration written = WrittenConfiguration.of(yaml);
				check(written, written.start(), MISTAKES);
			});
	}

	// Where there is more than one mistake, the report names the next one.
	private static void check(WrittenConfiguration written, Outcome outcome, int mistakes) {
		boolean announced = outcome.action().contains("Still to be fixed then: ");
		outcome.suggestions().forEach((suggestion) -> {
			WrittenConfiguration mended = written.with(suggestion);
			Outcome second = mended.start();
			assertThat(second.hasStarted() || announced)
				.as("%s%n%s%n%nWith the suggestion%n%n%s%nthe start says%n%n%s", written, outcome.text(),
						suggestion.yaml(), second.text())
				.isTrue();
			assertThat(second.description()).isNotEqualTo(outcome.description());
			assertThat(mistakes).as("mistakes left: " + outcome).isPositive();
			if (!second.hasStarted()) {
				check(mended, second, mistakes - 1);
			}
		});
	}

	private static String yaml(Choices choices) {
		StringBuilder yaml = new StringBuilder("bedrock.cross-region:\n");
		line(yaml, "  ", "source-region", region(choices), true);
		target(yaml, "  ", choices);
		limit(yaml, "  ", choices);
		String model = choices.oneOf(List.of("chat-model", "models.fast"));
		yaml.append("  ").append(model).append(":\n");
		line(yaml, "    ", (choices.chance(20)) ? "profile" : "model-id", id(choices), true);
		if (choices.chance(20)) {
			line(yaml, "    ", "source-region", region(choices), true);
		}
		if (choices.chance(30)) {
			target(yaml, "    ", choices);
		}
		if (choices.chance(10)) {
			limit(yaml, "    ", choices);
		}
		return yaml.toString();
	}

	private static String region(Choices choices) {
		String region = choices.oneOf(REGIONS);
		return switch (choices.below(10)) {
			case 7 -> region.substring(0, region.length() - 4) + region.substring(region.length() - 3);
			case 8 -> region.replace("-", "");
			case 9 -> region + choices.oneOf(List.of("a", "1", "-x"));
			default -> region;
		};
	}

	private static void target(StringBuilder yaml, String indent, Choices choices) {
		line(yaml, indent, "geography",
				choices.oneOf(List.of("eu", "us", "apac", "jp", "au", "ca", "in", "EU", "global", "europe")),
				choices.chance(60));
		line(yaml, indent, "mode", choices.oneOf(List.of("geographic", "global", "in-region")), choices.chance(20));
	}

	private static void limit(StringBuilder yaml, String indent, Choices choices) {
		line(yaml, indent, "residency.allow", choices.some(PLACES, 1, 3).toString(), choices.chance(50));
		line(yaml, indent, "residency.deny", choices.some(PLACES, 1, 2).toString(), choices.chance(15));
	}

	private static String id(Choices choices) {
		InferenceProfile profile = choices.oneOf(PROFILES);
		String id = (choices.chance(70)) ? profile.model().value() : profile.id();
		return switch (choices.below(10)) {
			case 5 -> id.replaceFirst("-v\\d+(:\\d+)?$", "");
			case 6 -> id.substring(0, id.length() / 2) + id.substring(id.length() / 2 + 1);
			case 7 -> "bedrock/" + id;
			case 8 -> "arn:aws:bedrock:" + region(choices) + "::foundation-model/" + profile.model();
			case 9 -> "arn:aws:bedrock:" + region(choices) + ":123456789012:inference-profile/" + profile.id();
			default -> id;
		};
	}

	private static void line(StringBuilder yaml, String indent, String key, String value, boolean written) {
		if (written) {
			yaml.append(indent).append(key).append(": ");
			yaml.append((value.startsWith("[")) ? value : "'" + value + "'").append('\n');
		}
	}

}
