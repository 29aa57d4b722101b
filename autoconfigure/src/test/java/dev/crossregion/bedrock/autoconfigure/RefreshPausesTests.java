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
 * Tests for {@link RefreshPauses}.
 */
class RefreshPausesTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static List<ControlPlaneFailure> failure(Kind kind) {
		return List.of(new ControlPlaneFailure(new RegionCode("eu-central-1"), kind, "ListInferenceProfiles",
				kind.value(), "no answer"));
	}

	@Test
	void whatWasReadIsRenewedAfterTheInterval() {
		RefreshPauses pauses = new RefreshPauses(HOUR);
		assertThat(pauses.next(List.of())).contains(HOUR);
		assertThat(pauses.next(List.of())).contains(HOUR);
	}

	@ParameterizedTest
	@EnumSource(names = "DENIED", mode = EnumSource.Mode.EXCLUDE)
	void whatWasNotReadIsAskedForAfterSecondsAndThenEverLessOften(Kind kind) {
		RefreshPauses pauses = new RefreshPauses(HOUR);
		assertThat(pauses.next(failure(kind))).contains(Duration.ofSeconds(2));
		assertThat(pauses.next(failure(kind))).contains(Duration.ofSeconds(4));
		assertThat(pauses.next(failure(kind))).contains(Duration.ofSeconds(8));
		for (int count = 0; count < 9; count++) {
			pauses.next(failure(kind));
		}
		assertThat(pauses.next(failure(kind))).contains(HOUR);
		assertThat(pauses.next(failure(kind))).contains(HOUR);
	}

	@Test
	void aLookThatSucceedsBeginsAnew() {
		RefreshPauses pauses = new RefreshPauses(HOUR);
		pauses.next(failure(Kind.TIMED_OUT));
		pauses.next(failure(Kind.TIMED_OUT));
		pauses.next(List.of());
		assertThat(pauses.next(failure(Kind.TIMED_OUT))).contains(Duration.ofSeconds(2));
	}

	@Test
	void aDenialIsAskedForNoMoreOftenThanTheRest() {
		assertThat(new RefreshPauses(HOUR).next(failure(Kind.DENIED))).contains(HOUR);
		assertThat(new RefreshPauses(Duration.ZERO).next(failure(Kind.DENIED))).isEmpty();
		assertThat(new RefreshPauses(HOUR).next(List.of(failure(Kind.DENIED).get(0), failure(Kind.UNREACHABLE).get(0))))
			.contains(Duration.ofSeconds(2));
	}

	@Test
	void noPauseIsLongerThanTheInterval() {
		assertThat(new RefreshPauses(Duration.ofMillis(20)).next(failure(Kind.UNREACHABLE)))
			.contains(Duration.ofMillis(20));
	}

	@Test
	void withoutRenewalOnlyWhatWasNotReadIsAskedFor() {
		RefreshPauses pauses = new RefreshPauses(Duration.ZERO);
		for (int count = 0; count < 40; count++) {
			assertThat(pauses.next(failure(Kind.UNREACHABLE))).isPresent();
		}
		assertThat(pauses.next(failure(Kind.UNREACHABLE))).contains(Duration.ofHours(6));
		assertThat(pauses.next(List.of())).isEmpty();
	}

}
