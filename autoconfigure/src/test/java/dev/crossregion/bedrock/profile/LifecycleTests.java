package dev.crossregion.bedrock.profile;

import java.time.LocalDate;

import dev.crossregion.bedrock.profile.ModelFacts.Dates;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.ModelFacts.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lifecycle}.
 */
class LifecycleTests {

	private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

	private static final RegionCode OREGON = new RegionCode("us-west-2");

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static Lifecycle lifecycle(@Nullable Status status, @Nullable LocalDate legacy,
			@Nullable LocalDate endOfLife) {
		return new Lifecycle(status, null, new Dates(null, legacy, null, endOfLife, TODAY.minusDays(1)), null);
	}

	@Test
	void aModelEndsTheDayAfterItsLastDay() {
		assertThat(lifecycle(Status.LEGACY, null, TODAY.plusDays(1)).hasEnded(TODAY)).isFalse();
		assertThat(lifecycle(Status.LEGACY, null, TODAY).hasEnded(TODAY)).isFalse();
		assertThat(lifecycle(Status.LEGACY, null, TODAY.minusDays(1)).hasEnded(TODAY)).isTrue();
		assertThat(lifecycle(Status.EOL, null, null).hasEnded(TODAY)).as("an end without a day").isTrue();
	}

	@Test
	void theEarliestPossibleEndIsNoEnd() {
		Lifecycle active = lifecycle(Status.ACTIVE, null, null);
		assertThat(active.hasEnded(TODAY)).isFalse();
		assertThat(active.isEnding()).isFalse();
		assertThat(active.isLasting()).isTrue();
		assertThat(active.daysLeft(TODAY)).isEmpty();
	}

	@Test
	void daysAreCountedDownAndOn() {
		assertThat(lifecycle(null, null, TODAY.plusDays(41)).daysLeft(TODAY)).hasValue(41);
		assertThat(lifecycle(null, null, TODAY).daysLeft(TODAY)).hasValue(0);
		assertThat(lifecycle(null, null, TODAY.minusDays(2)).daysLeft(TODAY)).hasValue(-2);
		assertThat(lifecycle(null, null, LocalDate.MAX).daysLeft(TODAY)).isPresent();
	}

	@Test
	void aLegacyPeriodBeginsByItsStatusOrItsDay() {
		assertThat(lifecycle(Status.LEGACY, null, null).isLegacy(TODAY)).isTrue();
		assertThat(lifecycle(Status.ACTIVE, TODAY, null).isLegacy(TODAY)).isTrue();
		assertThat(lifecycle(Status.ACTIVE, TODAY.plusDays(1), null).isLegacy(TODAY)).isFalse();
		assertThat(lifecycle(Status.ACTIVE, TODAY.plusDays(1), null).isLasting()).as("announced").isFalse();
	}

	@Test
	void whatIsNotKnownIsNeitherLastingNorEnding() {
		assertThat(Lifecycle.UNKNOWN.isLasting()).isFalse();
		assertThat(Lifecycle.UNKNOWN.isEnding()).isFalse();
		assertThat(Lifecycle.UNKNOWN.hasEnded(TODAY)).isFalse();
		assertThat(Lifecycle.UNKNOWN.isLegacy(TODAY)).isFalse();
	}

	@Test
	void aLifeCycleOfOtherRegionsIsUnknownHere() {
		Dates dates = new Dates(null, null, null, TODAY, null);
		assertThat(new Lifecycle(Status.EOL, null, dates, null).in(FRANKFURT).status()).isEqualTo(Status.EOL);
		Lifecycle ofTwo = new Lifecycle(Status.EOL, "eu-west-1,us-west-2", dates, null);
		assertThat(ofTwo.in(OREGON).status()).isEqualTo(Status.EOL);
		assertThat(ofTwo.in(FRANKFURT)).isEqualTo(Lifecycle.UNKNOWN);
		assertThat(new Lifecycle(Status.EOL, "most Regions", dates, null).in(OREGON)).isEqualTo(Lifecycle.UNKNOWN);
	}

}
