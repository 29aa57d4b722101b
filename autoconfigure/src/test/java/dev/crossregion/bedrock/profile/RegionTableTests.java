package dev.crossregion.bedrock.profile;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionTable} and {@link NearMisses}.
 */
class RegionTableTests {

	private final RegionTable table = BundledSnapshot.load().regions();

	@Test
	void aRegionThatIsNotInTheTableHasNoCountryAndNoPartition() {
		RegionCode later = new RegionCode("eu-north-9");
		assertThat(this.table.country(later)).isEmpty();
		assertThat(this.table.partition(later)).isEmpty();
		assertThat(this.table.regions()).doesNotContain(later);
	}

	@Test
	void aRegionInTheTableHasBoth() {
		assertThat(this.table.country(new RegionCode("eu-central-2"))).contains("CH");
		assertThat(this.table.partition(new RegionCode("eu-central-2"))).contains("aws");
		assertThat(this.table.partition(new RegionCode("us-gov-east-1"))).contains("aws-us-gov");
	}

	@Test
	void findsWhatWasMeant() {
		assertThat(this.table.nearMisses("eu-centrall-1")).startsWith(new RegionCode("eu-central-1"));
		assertThat(this.table.nearMisses("EU-WEST-4")).extracting(RegionCode::value)
			.containsExactly("eu-west-1", "eu-west-2", "eu-west-3");
		assertThat(this.table.nearMisses("somewhere else entirely")).isEmpty();
		assertThat(this.table.nearMisses("")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "eu-centra-1, eu-central-1", "eu-central1, eu-central-1", "EU_CENTRAL_1, eu-central-1",
			"eu central 1, eu-central-1", "eucentral1, eu-central-1", "eu-central-1a, eu-central-1",
			"us-west-2-lax-1a, us-west-2", "euc1-az2, eu-central-1", "apne1-az4, ap-northeast-1", "use1, us-east-1",
			"eu-west-11, eu-west-1", "frankfurt, eu-central-1", "Europe (Frankfurt), eu-central-1",
			"eu-frankfurt, eu-central-1", "Frankfrt, eu-central-1", "Ireland, eu-west-1", "Virginia, us-east-1",
			"N. Virginia, us-east-1", "S\u00e3o Paulo, sa-east-1", "Germany, eu-central-1", "London, eu-west-2",
			"bedrock-runtime.eu-west-3.amazonaws.com, eu-west-3", "ap-notheast-1, ap-northeast-1",
			"eu-cnetral-1, eu-central-1" })
	void findsWhatPeopleWrite(String written, String region) {
		assertThat(this.table.nearMisses(written)).first().isEqualTo(new RegionCode(region));
	}

	@Test
	void doesNotSuggestWhatIsWritten() {
		assertThat(this.table.nearMisses("eu-central-1")).isEmpty();
	}

	@Test
	void nearMissesComeNearestFirstAndThenByText() {
		List<String> candidates = List.of("claude-4", "claude-3", "clause-31", "nova", "claude-33", "claude-3x");
		assertThat(NearMisses.of("claude-3", candidates, (text) -> text)).containsExactly("claude-3", "claude-33",
				"claude-3x");
		assertThat(NearMisses.of("novae", candidates, (text) -> text)).containsExactly("nova");
	}

	@Test
	void aThirdOfTheCharactersMayDiffer() {
		assertThat(NearMisses.of("abcdxx", List.of("abcdef"), (text) -> text)).containsExactly("abcdef");
		assertThat(NearMisses.of("abcxxx", List.of("abcdef"), (text) -> text)).isEmpty();
		assertThat(NearMisses.of("e", List.of("eu"), (text) -> text)).as("one always may").containsExactly("eu");
	}

}
