package dev.crossregion.bedrock.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.routing.MovingClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Routes that close by the clock alone, through {@link RoutePlans}.
 */
class MaxEvidenceAgeTests {

	private static final Instant START = RoutingFixtures.LIVE.asOf();

	private static final Duration MAX_AGE = Duration.ofHours(12);

	private static final String PROFILE = "eu." + RoutingFixtures.CLAUDE;

	private final MovingClock clock = new MovingClock(START);

	private final MovingCatalog catalog = new MovingCatalog(catalog(Map.of("eu-central-1", START, "eu-west-1", START)));

	private RoutePlans plans() {
		ModelDeclaration declaration = RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU"),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()),
				RoutingFixtures.route("eu-west-1", RoutingFixtures.geographic()));
		return new RoutePlans(RoutingFixtures.planner(), this.catalog, List.of(declaration), MAX_AGE, this.clock);
	}

	private static InferenceProfileCatalog catalog(Map<String, Instant> asOf) {
		return new EvidenceCatalog(
				asOf.entrySet().stream().map((entry) -> evidence(entry.getKey(), entry.getValue())).toList());
	}

	private static RegionEvidence evidence(String sourceRegion, Instant asOf) {
		return new RegionEvidence(RoutingFixtures.region(sourceRegion), new Evidence(Evidence.Source.LIVE, asOf),
				List.of(RoutingFixtures.profile(PROFILE, "eu-central-1", "eu-west-1"),
						RoutingFixtures.profile("eu." + RoutingFixtures.NOVA, "eu-central-1", "eu-west-1")),
				Set.of());
	}

	@Test
	void routesCloseByTheClockWithoutARefreshAndOpenWithOne() {
		RoutePlans plans = plans();
		this.clock.moveTo(START.plus(MAX_AGE));
		assertThat(plans.resolve("bedrock", PROFILE).routes()).hasSize(2);
		assertThat(plans.untilTooOld()).contains(Duration.ofMillis(1));
		this.clock.moveTo(START.plus(MAX_AGE).plusMillis(1));
		for (String requested : List.of("bedrock", PROFILE, RoutingFixtures.CLAUDE.value(),
				RoutingFixtures.NOVA.value())) {
			for (String model : new String[] { "bedrock", null }) {
				assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> plans.resolve(model, requested))
					.withMessageContaining("catalog.max-age is 12h")
					.withMessageEndingWith("[reason: evidence-too-old]")
					.satisfies((ex) -> assertThat(ex.getRefusal()).isInstanceOf(Refusal.EvidenceTooOld.class));
			}
		}
		RoutePlan closed = plans.all().get("bedrock");
		assertThat(closed.routes()).isEmpty();
		assertThat(closed.unmet()).extracting(RoutePlan.Unmet::route).isEqualTo(closed.declaration().routes());
		assertThat(plans.withdrawn("bedrock")).hasSize(2)
			.allSatisfy((route) -> assertThat(plans.withdrawnSince(closed, route)).contains(this.clock.instant()));
		assertThat(plans.untilTooOld()).isEmpty();
		this.catalog.moveTo(catalog(Map.of("eu-central-1", this.clock.instant(), "eu-west-1", this.clock.instant())));
		plans.refresh();
		assertThat(plans.resolve("bedrock", PROFILE).routes()).hasSize(2);
		assertThat(plans.withdrawn("bedrock")).isEmpty();
		assertThat(plans.untilTooOld()).contains(MAX_AGE.plusMillis(1));
	}

	@Test
	void aRouteWithRenewedEvidenceStaysOpenBesideOneWithout() {
		RoutePlans plans = plans();
		this.catalog.moveTo(catalog(Map.of("eu-central-1", START, "eu-west-1", START.plus(MAX_AGE))));
		plans.refresh();
		this.clock.moveTo(START.plus(MAX_AGE).plusSeconds(1));
		assertThat(plans.resolve("bedrock", PROFILE).routes()).extracting((route) -> route.sourceRegion().value())
			.containsExactly("eu-west-1");
		RoutePlan plan = plans.all().get("bedrock");
		assertThat(plan.unmet()).singleElement().satisfies((unmet) -> {
			assertThat(unmet.route().sourceRegion().value()).isEqualTo("eu-central-1");
			assertThat(unmet.found()).isNotNull();
		});
		assertThat(plan.reasonAgainst(plans.withdrawn("bedrock").get(0))).contains("catalog.max-age is 12h")
			.contains("is of 2026-11-23T06:00:00Z");
	}

	@Test
	void evidenceThatIsTooOldAtTheStartAdmitsNothing() {
		this.clock.moveTo(START.plus(MAX_AGE).plusSeconds(1));
		assertThat(plans().all().get("bedrock").unmet()).hasSize(2)
			.allSatisfy((unmet) -> assertThat(unmet.refusal()).isInstanceOf(Refusal.EvidenceTooOld.class));
	}

	@Test
	void withoutALimitNoAgeIsTooOld() {
		RoutePlans plans = new RoutePlans(RoutingFixtures.planner(), this.catalog,
				List.of(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()))),
				null, this.clock);
		this.clock.moveTo(START.plus(Duration.ofDays(1000)));
		assertThat(plans.resolve("bedrock", PROFILE).routes()).hasSize(1);
		assertThat(plans.all()).isSameAs(plans.all());
		assertThat(plans.untilTooOld()).isEmpty();
	}

}
