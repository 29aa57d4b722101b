package dev.crossregion.bedrock.quota;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DeclaredQuota}.
 */
class DeclaredQuotaTests {

	@Test
	void declaresTokensOrRequestsOrBothOrNothing() {
		assertThat(new DeclaredQuota(200_000L, 50L)).isEqualTo(new DeclaredQuota(200_000L, 50L));
		assertThat(new DeclaredQuota(1L, null).requestsPerMinute()).isNull();
		assertThat(new DeclaredQuota(null, 1L).tokensPerMinute()).isNull();
		assertThat(DeclaredQuota.NONE).isEqualTo(new DeclaredQuota(null, null));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void anAmountIsAtLeastOne(long amount) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DeclaredQuota(amount, null))
			.withMessage("quota.tokens-per-minute is " + amount + " and must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> new DeclaredQuota(null, amount))
			.withMessage("quota.requests-per-minute is " + amount + " and must be at least 1");
	}

}
