package dev.crossregion.bedrock.client;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;

import static org.assertj.core.api.Assertions.assertThat;

class RoutedRequestTests {

	// The SDK's clock counts whole milliseconds. What it dropped once was enough for one
	// more attempt, which could only time out.
	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 999_999, 1_000_000, 1_000_001, 398_200_000 })
	void theSdkNeverEndsAnAttemptBeforeTheDeadline(long nanos) {
		Duration remaining = Duration.ofNanos(nanos);
		ConverseRequest routed = RoutedRequest.of(ConverseRequest.builder().modelId("any").build(),
				Fixtures.eu(Fixtures.FRANKFURT), remaining);
		Duration timeout = routed.overrideConfiguration().orElseThrow().apiCallTimeout().orElseThrow();
		assertThat(Duration.ofMillis(timeout.toMillis())).isGreaterThanOrEqualTo(remaining)
			.isPositive()
			.isLessThanOrEqualTo(remaining.plusMillis(1));
	}

}
