package dev.crossregion.bedrock.profile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RegionCode}.
 */
class RegionCodeTests {

	@ParameterizedTest
	@ValueSource(strings = { "eu-central-1", "ap-southeast-7", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1",
			"xx-somewhere-12" })
	void takesWhatLooksLikeARegion(String value) {
		assertThat(RegionCode.isValid(value)).isTrue();
		assertThat(new RegionCode(value)).hasToString(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "eu", "EU-CENTRAL-1", "eu-central", "eu_central_1", " eu-central-1", "eu-central-1 ",
			"eu-central-1a", "eu-central-123", "eu--central-1", "eu-central-١", "*", "us-east-1\n" })
	void refusesTheRest(String value) {
		assertThat(RegionCode.isValid(value)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new RegionCode(value))
			.withMessage("'" + value + "' is not a Region code; a Region code looks like 'eu-central-1'");
	}

	@Test
	void isOrderedByItsText() {
		assertThat(new RegionCode("eu-central-1")).isLessThan(new RegionCode("eu-central-2"));
	}

}
