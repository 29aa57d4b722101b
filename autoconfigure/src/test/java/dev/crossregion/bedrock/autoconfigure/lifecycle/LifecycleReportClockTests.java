package dev.crossregion.bedrock.autoconfigure.lifecycle;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.plan.LifecycleChange;
import dev.crossregion.bedrock.plan.PlanChanges;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RoutingFixtures;
import dev.crossregion.bedrock.profile.ModelFacts.Dates;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.ModelFacts.Status;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.routing.MovingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link LifecycleReport} logs when days go by and the evidence stays the same.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleReportClockTests {

	private static final LocalDate END = LocalDate.parse("2027-01-08");

	private final MovingClock clock = new MovingClock(END.atStartOfDay(ZoneOffset.UTC).toInstant());

	private final RoutePlans plans = new RoutePlans(RoutingFixtures.planner(),
			RoutingFixtures.catalog(new RegionEvidence(RoutingFixtures.region("eu-central-1"), RoutingFixtures.LIVE,
					List.of(), Set.of(RoutingFixtures.CLAUDE), Map.of(),
					Map.of(RoutingFixtures.CLAUDE,
							new Lifecycle(Status.LEGACY, null,
									new Dates(null, END.minusDays(200), END.minusDays(30), END, null), null)),
					null, Map.of())),
			List.of(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion()))));

	@Test
	void eachDayThatMattersIsLoggedOnce(CapturedOutput output) {
		LifecycleDetails details = details(Duration.ofDays(90));
		LifecycleReport report = new LifecycleReport(details, (model) -> true);
		report.start(this.plans);
		assertThat(output).isEmpty();
		refreshEachDay(report);
		assertThat(output.toString().lines().filter((line) -> line.contains("Model 'bedrock'"))).satisfiesExactly(
				(line) -> assertThat(line).contains("WARN", "Model 'bedrock': " + RoutingFixtures.CLAUDE,
						"reaches its end of life on 2027-01-08 in eu-central-1, in 90 days"),
				(line) -> assertThat(line).contains("WARN", "its life cycle changed from legacy to extended-access",
						"in 30 days", "Public extended access began on 2026-12-09"),
				(line) -> assertThat(line).contains("WARN", "its life cycle changed from extended-access to ended",
						"reached its end of life on 2027-01-08"));
		assertThat(details.sinceStart(this.plans, plan(), plan().routes().get(0)))
			.hasValueSatisfying((lifecycle) -> assertThat(lifecycle).containsEntry("stage", "ended")
				.containsEntry("atStart", Map.of("stage", "legacy", "legacy", END.minusDays(200).toString(),
						"extendedAccess", END.minusDays(30).toString(), "endOfLife", END.toString())));
	}

	@Test
	void withoutWarningsTheStagesAreLoggedAtInfo(CapturedOutput output) {
		refreshEachDay(new LifecycleReport(details(Duration.ZERO), (model) -> true));
		assertThat(output.toString().lines().filter((line) -> line.contains("Model 'bedrock'"))).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("INFO", "its life cycle changed from "));
	}

	@Test
	void aModelWithoutABeanIsNotLogged(CapturedOutput output) {
		refreshEachDay(new LifecycleReport(details(Duration.ofDays(90)), (model) -> false));
		assertThat(output).isEmpty();
	}

	private LifecycleDetails details(Duration warning) {
		this.clock.moveTo(END.minusDays(95).atStartOfDay(ZoneOffset.UTC).toInstant());
		return new LifecycleDetails(warning, this.clock);
	}

	private void refreshEachDay(LifecycleReport report) {
		while (report.today().isBefore(END.plusDays(3))) {
			RoutePlan before = plan();
			LocalDate then = report.today();
			this.clock.move(Duration.ofDays(1));
			this.plans.refresh();
			List<LifecycleChange> changes = PlanChanges.lifecycles(before, then, plan(), report.today());
			report.refresh(plan(), changes);
			report.refresh(plan(), List.of());
		}
	}

	private RoutePlan plan() {
		return this.plans.all().get("bedrock");
	}

}
