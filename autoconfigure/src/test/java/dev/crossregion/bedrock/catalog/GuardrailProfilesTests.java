package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

class GuardrailProfilesTests {

	private final GuardrailProfiles profiles = GuardrailProfiles.INSTANCE;

	@Test
	void aProfileStaysInItsGeography() {
		assertThat(codes("eu.guardrail.v1:0", "eu-west-1")).containsExactly("eu-central-1", "eu-north-1", "eu-south-1",
				"eu-south-2", "eu-west-1", "eu-west-3");
		assertThat(codes("uk.guardrail.v1:0", "eu-west-2")).containsExactly("eu-west-2");
	}

	@Test
	void aSourceRegionMayBeADestinationForItselfOnly() {
		assertThat(codes("eu.guardrail.v1:0", "il-central-1")).contains("il-central-1").hasSize(7);
		assertThat(codes("us.guardrail.v1:0", "us-west-1")).contains("us-west-1").hasSize(4);
		assertThat(codes("us.guardrail.v1:0", "us-east-1")).doesNotContain("us-west-1");
	}

	@Test
	void whatTheTableDoesNotHaveIsUnknown() {
		assertThat(codes("eu.guardrail.v1:0", "eu-west-2")).containsExactly("?");
		assertThat(codes("eu.guardrail.v2:0", "eu-west-1")).containsExactly("?");
		assertThat(codes("", "eu-west-1")).containsExactly("?");
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "BEDROCK_REFERENCE", matches = ".+")
	void theTableHasTheProfilesOfTheReference() throws IOException {
		String reference = Files
			.readString(Path.of(System.getenv("BEDROCK_REFERENCE")).resolveSibling("cross-region-inference.md"));
		Matcher row = Pattern.compile("\\| `([a-z-]+\\.guardrail\\.v[0-9:]+)` \\| ([^|]+) \\|").matcher(reference);
		Set<String> found = new TreeSet<>();
		while (row.find()) {
			found.add(row.group(1));
			Matcher first = Pattern.compile("^([a-z]+(?:-[a-z]+)+-[0-9])").matcher(row.group(2));
			assertThat(first.find()).isTrue();
			assertThat(codes(row.group(1), first.group(1))).as(row.group(1)).doesNotContain("?");
		}
		assertThat(found).containsExactly("apac.guardrail.v1:0", "au.guardrail.v1:0", "ca.guardrail.v1:0",
				"eu.guardrail.v1:0", "uk.guardrail.v1:0", "us-gov.guardrail.v1:0", "us.guardrail.v1:0");
	}

	private List<String> codes(String profile, String sourceRegion) {
		return this.profiles.destinations(profile, new RegionCode(sourceRegion)).codes();
	}

}
