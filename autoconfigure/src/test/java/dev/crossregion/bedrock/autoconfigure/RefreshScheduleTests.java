package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;
import dev.crossregion.bedrock.catalog.ControlPlaneFailure.Kind;
import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RefreshSchedule}.
 */
class RefreshScheduleTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static List<ControlPlaneFailure> failure(Kind kind) {
		return List.of(new ControlPlaneFailure(new RegionCode("eu-central-1"), kind, "ListInferenceProfiles",
				kind.value(), "no answer"));
	}

	@Test
	void whatWasReadIsRenewedAfterTheInterval() {
		RefreshSchedule schedule = new RefreshSchedule(HOUR);
		assertThat(schedule.nextDelay(List.of())).contains(HOUR);
		assertThat(schedule.nextDelay(List.of())).contains(HOUR);
	}

	private static void assertBackoff(RefreshSchedule schedule, Kind kind, Duration longest) {
		assertThat(schedule.nextDelay(failure(kind)).orElseThrow()).isBetween(longest.dividedBy(2), longest);
	}

	@ParameterizedTest
	@EnumSource
	void whatWasNotReadIsAskedForAfterSecondsAndThenEverLessOften(Kind kind) {
		RefreshSchedule schedule = new RefreshSchedule(HOUR);
		assertBackoff(schedule, kind, Duration.ofSeconds(2));
		assertBackoff(schedule, kind, Duration.ofSeconds(4));
		assertBackoff(schedule, kind, Duration.ofSeconds(8));
		for (int count = 0; count < 9; count++) {
			schedule.nextDelay(failure(kind));
		}
		assertBackoff(schedule, kind, HOUR);
		assertBackoff(schedule, kind, HOUR);
	}

	@Test
	void instancesThatFailTogetherDoNotAskAgainTogether() {
		assertThat(IntStream.range(0, 50)
			.mapToObj((instance) -> new RefreshSchedule(HOUR).nextDelay(failure(Kind.UNREACHABLE)))
			.distinct()).hasSizeGreaterThan(25);
	}

	@Test
	void closedRoutesDoNotWaitForHours() {
		RefreshSchedule schedule = RefreshSchedule.opening(Duration.ofHours(6));
		for (int count = 0; count < 20; count++) {
			schedule.nextDelay(failure(Kind.DENIED));
		}
		assertBackoff(schedule, Kind.DENIED, Duration.ofMinutes(5));
		assertThat(schedule.nextDelay(List.of())).contains(Duration.ofHours(6));
		assertBackoff(RefreshSchedule.opening(Duration.ofMillis(20)), Kind.DENIED, Duration.ofMillis(20));
	}

	@Test
	void aSuccessfulLookUpResetsTheBackoff() {
		RefreshSchedule schedule = new RefreshSchedule(HOUR);
		schedule.nextDelay(failure(Kind.TIMED_OUT));
		schedule.nextDelay(failure(Kind.TIMED_OUT));
		schedule.nextDelay(List.of());
		assertBackoff(schedule, Kind.TIMED_OUT, Duration.ofSeconds(2));
	}

	@Test
	void noBackoffIsLongerThanTheInterval() {
		assertBackoff(new RefreshSchedule(Duration.ofMillis(20)), Kind.UNREACHABLE, Duration.ofMillis(20));
	}

	@Test
	void withoutRenewalOnlyWhatWasNotReadIsAskedFor() {
		RefreshSchedule schedule = new RefreshSchedule(Duration.ZERO);
		for (int count = 0; count < 40; count++) {
			assertThat(schedule.nextDelay(failure(Kind.UNREACHABLE))).isPresent();
		}
		assertBackoff(schedule, Kind.UNREACHABLE, Duration.ofHours(6));
		assertThat(schedule.nextDelay(List.of())).isEmpty();
	}

}
