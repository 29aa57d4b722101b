package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.LifecycleChange.Stage;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelFacts.Dates;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.ModelFacts.Status;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LifecycleChange} and for how {@link PlanChanges} finds it.
 */
class LifecycleChangesTests {

	private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

	private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1");

	private final LongAdder changed = new LongAdder();

	private final LongAdder unchanged = new LongAdder();

	/**
	 * A life cycle in short: {@code active}, {@code legacy}, {@code eol} or {@code -} for
	 * not stated, then the days of Legacy, extended access and end of life, counted from
	 * today.
	 */
	private static Lifecycle lifecycle(String text) {
		String[] parts = text.split(" ");
		Status status = (parts[0].equals("-")) ? null : Status.valueOf(parts[0].toUpperCase(Locale.ROOT));
		return lifecycle(status, day(parts, 1), day(parts, 2), day(parts, 3));
	}

	private static @Nullable LocalDate day(String[] parts, int index) {
		return (parts.length <= index || parts[index].equals("-")) ? null
				: TODAY.plusDays(Integer.parseInt(parts[index]));
	}

	private static Lifecycle lifecycle(@Nullable Status status, @Nullable LocalDate legacy,
			@Nullable LocalDate extendedAccess, @Nullable LocalDate endOfLife) {
		return new Lifecycle(status, null, new Dates(null, legacy, extendedAccess, endOfLife, null), null);
	}

	private static RoutePlan plan(Lifecycle lifecycle) {
		return plan(lifecycle, Lifecycle.UNKNOWN);
	}

	private static RoutePlan plan(Lifecycle frankfurt, Lifecycle ireland) {
		return RoutingFixtures.planner()
			.plan(declaration(), RoutingFixtures.catalog(evidence(REGIONS.get(0), frankfurt, "eu-west-1"),
					evidence(REGIONS.get(1), ireland, "eu-west-1")));
	}

	private static ModelDeclaration declaration() {
		return RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU"),
				RoutingFixtures.route(REGIONS.get(0), RoutingFixtures.geographic()),
				RoutingFixtures.route(REGIONS.get(1), RoutingFixtures.geographic()));
	}

	private static RegionEvidence evidence(String region, Lifecycle lifecycle, String... destinations) {
		List<InferenceProfile> profiles = (destinations.length > 0)
				? List.of(RoutingFixtures.profile("eu." + RoutingFixtures.CLAUDE, destinations)) : List.of();
		return new RegionEvidence(new RegionCode(region), RoutingFixtures.LIVE, profiles, Set.of(), Map.of(),
				(lifecycle.equals(Lifecycle.UNKNOWN)) ? Map.of() : Map.of(RoutingFixtures.CLAUDE, lifecycle), null,
				Map.of());
	}

	private static List<LifecycleChange> changes(Lifecycle before, LocalDate then, Lifecycle after) {
		return PlanChanges.lifecycles(plan(before), then, plan(after), TODAY);
	}

	@ParameterizedTest
	@CsvSource({ "active, legacy, life cycle changed from active to legacy",
			"active, legacy -1 - 180, life cycle changed from active to legacy",
			"active, active -1, life cycle changed from active to legacy",
			"legacy -9 8 99, legacy -9 0 99, life cycle changed from legacy to extended-access",
			"legacy -9 - 0, legacy -9 - -1, life cycle changed from legacy to ended",
			"legacy, eol, life cycle changed from legacy to ended",
			"legacy -9 - 180, active, life cycle changed from legacy to active",
			"-, legacy, life cycle changed from unknown to legacy",
			"-, active - - 400, life cycle changed from unknown to active",
			"active, active 3, dates of its life cycle changed: Legacy from 2026-12-01 instead of an unknown day",
			"legacy -9 - 9, legacy -9 - 10, dates of its life cycle changed: end of life on 2026-12-08 instead of 2026-12-07",
			"legacy -9 - 9, legacy -9 8 9, dates of its life cycle changed: extended access from 2026-12-06 instead of an unknown day",
			"legacy -9 - 9, legacy -9 - -, dates of its life cycle changed: end of life on an unknown day instead of 2026-12-07" })
	void whatIsStatedOfAModelIsCompared(String before, String after, String described) {
		assertThat(changes(lifecycle(before), TODAY, lifecycle(after))).singleElement().satisfies((change) -> {
			assertThat(change.sourceRegion()).isEqualTo(new RegionCode("eu-central-1"));
			assertThat(change.model()).isEqualTo(RoutingFixtures.CLAUDE);
			assertThat(change.describe()).endsWith(described);
			assertThat(change).hasToString(RoutingFixtures.CLAUDE + " from eu-central-1: " + change.describe());
			assertThat(change.after().isEnding()).isEqualTo(lifecycle(after).isEnding());
		});
	}

	@ParameterizedTest
	@CsvSource({ "active, active", "legacy -9 8 99, legacy -9 8 99", "-, active", "active, -", "legacy, -", "-, -" })
	void whatIsTheSameOrNotKnownIsNoChange(String before, String after) {
		assertThat(changes(lifecycle(before), TODAY, lifecycle(after))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "active 0, ACTIVE, LEGACY", "legacy -9 0 99, LEGACY, EXTENDED_ACCESS",
			"legacy -99 -9 -1, EXTENDED_ACCESS, ENDED" })
	void aDayThatHasComeIsAChangeWithoutNewEvidence(String lifecycle, Stage before, Stage after) {
		assertThat(changes(lifecycle(lifecycle), TODAY.minusDays(1), lifecycle(lifecycle))).singleElement()
			.satisfies((change) -> {
				assertThat(change.before().stage()).isEqualTo(before);
				assertThat(change.after().stage()).isEqualTo(after);
			});
		assertThat(changes(lifecycle(lifecycle), TODAY, lifecycle(lifecycle))).isEmpty();
	}

	@Test
	void otherFactsOfALifeCycleAreNotCompared() {
		Lifecycle snapshot = new Lifecycle(Status.ACTIVE, "eu-central-1",
				new Dates("2026-02", null, null, null, TODAY.plusDays(9)), "6 months");
		assertThat(changes(snapshot, TODAY, lifecycle("active"))).isEmpty();
	}

	@Test
	void eachSourceRegionHasAChangeOfItsOwn() {
		Lifecycle active = lifecycle("active");
		Lifecycle legacy = lifecycle("legacy");
		assertThat(PlanChanges.lifecycles(plan(active, legacy), TODAY, plan(legacy, active), TODAY))
			.extracting((change) -> change.sourceRegion() + " " + change.after().stage().value())
			.containsExactly("eu-central-1 legacy", "eu-west-1 active");
	}

	@Test
	void aRouteThatReturnsIsComparedWithTheTimeBefore() {
		MovingCatalog evidence = new MovingCatalog(catalog(lifecycle("active"), "eu-west-1"));
		RoutePlans plans = new RoutePlans(RoutingFixtures.planner(), evidence, List.of(declaration()));
		RoutePlan start = plans.all().get("bedrock");
		for (String[] destinations : new String[][] { { "eu-west-2" }, {} }) {
			RoutePlan withdrawn = move(plans, evidence, lifecycle("legacy"), destinations);
			assertThat(withdrawn.routes()).hasSize(1);
			assertThat(PlanChanges.lifecycles(start, TODAY, withdrawn, TODAY)).as("no call is sent to it").isEmpty();
			RoutePlan returned = move(plans, evidence, lifecycle("legacy"), "eu-west-1");
			assertThat(PlanChanges.lifecycles(withdrawn, TODAY, returned, TODAY)).singleElement()
				.satisfies((change) -> assertThat(change.before().stage()).isEqualTo(Stage.ACTIVE));
			move(plans, evidence, lifecycle("legacy"), destinations);
			RoutePlan again = move(plans, evidence, lifecycle("legacy"), "eu-west-1");
			assertThat(PlanChanges.lifecycles(returned, TODAY, again, TODAY)).isEmpty();
			move(plans, evidence, lifecycle("active"), "eu-west-1");
		}
	}

	@Test
	void changesAreThoseOfEachSourceRegion() {
		Theories.theory("each change of a life cycle is found, once", Theories.EXAMPLES / 10)
			.forAll((source) -> world(new Choices(source)))
			.checkAssert(this::check);
		System.out.printf("Found %s changes, and none %s times%n", this.changed, this.unchanged);
		assertThat(this.changed.sum()).isGreaterThan(Theories.EXAMPLES / 100);
		assertThat(this.unchanged.sum()).isGreaterThan(Theories.EXAMPLES / 100);
	}

	private static World world(Choices choices) {
		List<Lifecycle> before = List.of(lifecycle(choices), lifecycle(choices));
		List<Lifecycle> after = before.stream()
			.map((lifecycle) -> (choices.chance(50)) ? lifecycle(choices) : lifecycle)
			.toList();
		return new World(before, TODAY.minusDays(choices.below(3)), after);
	}

	private static Lifecycle lifecycle(Choices choices) {
		if (choices.chance(20)) {
			return Lifecycle.UNKNOWN;
		}
		List<String> days = List.of("-", "-", "-2", "-1", "0", "1");
		return lifecycle(choices.oneOf(List.of("active", "legacy", "eol", "-")) + " " + choices.oneOf(days) + " "
				+ choices.oneOf(days) + " " + choices.oneOf(days));
	}

	private void check(World world) {
		RoutePlan before = plan(world.before.get(0), world.before.get(1));
		RoutePlan after = plan(world.after.get(0), world.after.get(1));
		List<LifecycleChange> changes = PlanChanges.lifecycles(before, world.then, after, TODAY);
		List<String> expected = new ArrayList<>();
		for (int index = 0; index < REGIONS.size(); index++) {
			Lifecycle from = world.before.get(index);
			Lifecycle to = world.after.get(index);
			boolean same = stage(from, world.then).equals(stage(to, TODAY)) && dates(from).equals(dates(to));
			boolean silent = stage(to, TODAY).equals("UNKNOWN")
					|| (stage(from, world.then).equals("UNKNOWN") && !to.isEnding());
			if (!same && !silent) {
				expected.add(REGIONS.get(index) + " " + stage(to, TODAY));
			}
		}
		assertThat(changes).extracting((change) -> change.sourceRegion() + " " + change.after().stage())
			.containsExactlyElementsOf(expected);
		assertThat(changes).allSatisfy((change) -> {
			assertThat(change.describe()).doesNotEndWith(": ");
			assertThat(change.after().isEnding())
				.isEqualTo(world.after.get(REGIONS.indexOf(change.sourceRegion().value())).isEnding());
		});
		assertThat(PlanChanges.lifecycles(after, TODAY, after, TODAY)).as("found once").isEmpty();
		((changes.isEmpty()) ? this.unchanged : this.changed).increment();
	}

	private static String stage(Lifecycle lifecycle, LocalDate day) {
		if (lifecycle.status() == Status.EOL || isBefore(lifecycle.dates().endOfLife(), day)) {
			return "ENDED";
		}
		boolean stated = lifecycle.dates().legacy() != null || lifecycle.dates().endOfLife() != null;
		if ((lifecycle.status() == Status.LEGACY || stated)
				&& isBefore(lifecycle.dates().extendedAccess(), day.plusDays(1))) {
			return "EXTENDED_ACCESS";
		}
		if (lifecycle.status() == Status.LEGACY || isBefore(lifecycle.dates().legacy(), day.plusDays(1))) {
			return "LEGACY";
		}
		return (lifecycle.status() != null || stated) ? "ACTIVE" : "UNKNOWN";
	}

	private static boolean isBefore(@Nullable LocalDate date, LocalDate day) {
		return date != null && date.isBefore(day);
	}

	private static List<@Nullable LocalDate> dates(Lifecycle lifecycle) {
		return Arrays.asList(lifecycle.dates().legacy(), lifecycle.dates().extendedAccess(),
				lifecycle.dates().endOfLife());
	}

	// Evidence of Frankfurt that moves, beside that of Ireland, which does not.
	private static InferenceProfileCatalog catalog(Lifecycle lifecycle, String... destinations) {
		return RoutingFixtures.catalog(evidence(REGIONS.get(0), lifecycle, destinations),
				evidence(REGIONS.get(1), Lifecycle.UNKNOWN, "eu-west-1"));
	}

	private static RoutePlan move(RoutePlans plans, MovingCatalog evidence, Lifecycle lifecycle,
			String... destinations) {
		evidence.moveTo(catalog(lifecycle, destinations));
		plans.refresh();
		return plans.all().get("bedrock");
	}

	private record World(List<Lifecycle> before, LocalDate then, List<Lifecycle> after) {
	}

}
