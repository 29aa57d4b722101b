package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;

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

	@ParameterizedTest
	@EnumSource(names = "DENIED", mode = EnumSource.Mode.EXCLUDE)
	void whatWasNotReadIsAskedForAfterSecondsAndThenEverLessOften(Kind kind) {
		RefreshSchedule schedule = new RefreshSchedule(HOUR);
		assertThat(schedule.nextDelay(failure(kind))).contains(Duration.ofSeconds(2));
		assertThat(schedule.nextDelay(failure(kind))).contains(Duration.ofSeconds(4));
		assertThat(schedule.nextDelay(failure(kind))).contains(Duration.ofSeconds(8));
		for (int count = 0; count < 9; count++) {
			schedule.nextDelay(failure(kind));
		}
		assertThat(schedule.nextDelay(failure(kind))).contains(HOUR);
		assertThat(schedule.nextDelay(failure(kind))).contains(HOUR);
	}

	@Test
	void aSuccessfulLookUpResetsTheBackoff() {
		RefreshSchedule schedule = new RefreshSchedule(HOUR);
		schedule.nextDelay(failure(Kind.TIMED_OUT));
		schedule.nextDelay(failure(Kind.TIMED_OUT));
		schedule.nextDelay(List.of());
		assertThat(schedule.nextDelay(failure(Kind.TIMED_OUT))).contains(Duration.ofSeconds(2));
	}

	@Test
	void aDeniedLookUpIsRepeatedAtTheIntervalOnly() {
		assertThat(new RefreshSchedule(HOUR).nextDelay(failure(Kind.DENIED))).contains(HOUR);
		assertThat(new RefreshSchedule(Duration.ZERO).nextDelay(failure(Kind.DENIED))).isEmpty();
		assertThat(new RefreshSchedule(HOUR)
			.nextDelay(List.of(failure(Kind.DENIED).get(0), failure(Kind.UNREACHABLE).get(0))))
			.contains(Duration.ofSeconds(2));
	}

	@Test
	void noBackoffIsLongerThanTheInterval() {
		assertThat(new RefreshSchedule(Duration.ofMillis(20)).nextDelay(failure(Kind.UNREACHABLE)))
			.contains(Duration.ofMillis(20));
	}

	@Test
	void withoutRenewalOnlyWhatWasNotReadIsAskedFor() {
		RefreshSchedule schedule = new RefreshSchedule(Duration.ZERO);
		for (int count = 0; count < 40; count++) {
			assertThat(schedule.nextDelay(failure(Kind.UNREACHABLE))).isPresent();
		}
		assertThat(schedule.nextDelay(failure(Kind.UNREACHABLE))).contains(Duration.ofHours(6));
		assertThat(schedule.nextDelay(List.of())).isEmpty();
	}

}
