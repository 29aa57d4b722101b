package dev.crossregion.bedrock.quota;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link QuotaNumber}.
 */
class QuotaNumberTests {

	@Test
	void saysHowMuchAndWhoSaysSo() {
		assertThat(QuotaNumber.declared(200_000)).hasToString("200,000 (declared)");
		assertThat(QuotaNumber.applied(5_000_000, "L-F4DDD3EB")).hasToString("5,000,000 (applied value, L-F4DDD3EB)");
		assertThat(QuotaNumber.ofAws(100, "L-1")).hasToString("100 (AWS default, L-1)");
		assertThat(QuotaNumber.of(7, "a table")).hasToString("7 (quota source, a table)");
		assertThat(QuotaNumber.LEARNED).hasToString("learned from throttles");
		assertThat(QuotaNumber.learned("it is not listed")).hasToString("learned from throttles (it is not listed)");
	}

	@Test
	void nothingIsToldFromNotKnown() {
		assertThat(QuotaNumber.applied(0, "L-1").isNothing()).isTrue();
		assertThat(QuotaNumber.applied(0, "L-1").size()).isNull();
		assertThat(QuotaNumber.LEARNED.isNothing()).isFalse();
		assertThat(QuotaNumber.LEARNED.size()).isNull();
		assertThat(QuotaNumber.applied(1, "L-1").size()).isEqualTo(1);
	}

	@Test
	void numbersThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> QuotaNumber.applied(-1, "L-1"))
			.withMessageContaining("-1");
		assertThatIllegalArgumentException().isThrownBy(() -> new QuotaNumber(QuotaNumber.Origin.APPLIED, null, "L-1"));
		assertThatIllegalArgumentException().isThrownBy(() -> new QuotaNumber(QuotaNumber.Origin.LEARNED, 5L, null));
	}

}
