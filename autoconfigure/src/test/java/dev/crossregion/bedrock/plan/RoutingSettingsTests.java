package dev.crossregion.bedrock.plan;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RoutingSettings}.
 */
class RoutingSettingsTests {

	@Test
	void theDefaultsAreTheDocumentedOnes() {
		assertThat(RoutingSettings.DEFAULT)
			.isEqualTo(new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMinutes(20), Duration.ofSeconds(5)));
	}

	@Test
	void aDeadlineIsPositive() {
		assertThat(new RoutingSettings(RoutingStrategy.SPREAD, Duration.ofNanos(1), Duration.ZERO).deadline())
			.isPositive();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RoutingSettings(RoutingStrategy.ORDERED, Duration.ZERO, Duration.ZERO))
			.withMessage("routing.deadline is PT0S and must be positive");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMillis(-1), Duration.ZERO));
	}

	@Test
	void aWaitIsNotNegative() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMinutes(1), Duration.ofSeconds(-2)))
			.withMessage("routing.max-wait is PT-2S and must not be negative");
	}

}
