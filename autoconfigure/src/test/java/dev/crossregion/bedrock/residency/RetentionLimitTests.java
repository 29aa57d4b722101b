package dev.crossregion.bedrock.residency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.Evidence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetentionLimit}.
 */
class RetentionLimitTests {

	/** Stricter modes first; what is after them states less, or is not known. */
	private static final List<String> MODES = List.of("none", "default", "aws_review", "provider_data_share", "inherit",
			"", "NONE", "none ", "later_mode");

	private static DataRetention mode(String mode) {
		return new DataRetention(mode, new Evidence(Evidence.Source.LIVE, Instant.EPOCH));
	}

	@Test
	void aLimitAdmitsItsOwnModeAndStricterOnesOnly() {
		assertThat(MODES.stream().filter((mode) -> RetentionLimit.NONE.admits(mode(mode)))).containsExactly("none");
		assertThat(MODES.stream().filter((mode) -> RetentionLimit.DEFAULT.admits(mode(mode)))).containsExactly("none",
				"default");
	}

	@Test
	void aModeThatIsNotKnownIsNotAdmitted() {
		assertThat(RetentionLimit.values()).noneMatch((limit) -> limit.admits(null));
	}

	@Test
	void theStricterOfTwoLimitsAdmitsWhatBothAdmit() {
		List<RetentionLimit> limits = new ArrayList<>(List.of(RetentionLimit.values()));
		limits.add(null);
		Theories.theory("the stricter limit admits what both admit").forAll((source) -> {
			Theories.Choices choices = new Theories.Choices(source);
			return new Example(choices.oneOf(limits), choices.oneOf(limits), choices.oneOf(MODES));
		}).checkAssert((example) -> {
			RetentionLimit stricter = RetentionLimit.stricter(example.one, example.other);
			assertThat(admits(stricter, example.mode))
				.isEqualTo(admits(example.one, example.mode) && admits(example.other, example.mode));
			assertThat(stricter).isEqualTo(RetentionLimit.stricter(example.other, example.one));
		});
	}

	private static boolean admits(RetentionLimit limit, String mode) {
		return limit == null || limit.admits(mode(mode));
	}

	private record Example(RetentionLimit one, RetentionLimit other, String mode) {
	}

}
