package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.plan.MovingCatalog;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EvidenceRefresh}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EvidenceRefreshTests {

	private static final Instant YESTERDAY = Instant.parse("2026-11-22T06:00:00Z");

	private static final Instant TODAY = Instant.parse("2026-11-23T06:00:00Z");

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final RegionCode IRELAND = new RegionCode("eu-west-1");

	private static final RegionCode LONDON = new RegionCode("eu-west-2");

	private final MovingCatalog catalog = new MovingCatalog(new EvidenceCatalog(
			List.of(evidence(FRANKFURT, YESTERDAY, IRELAND), evidence(IRELAND, YESTERDAY, IRELAND))));

	private final ApplicationContextRunner runner = Runners.bundled()
		.withBean(InferenceProfileCatalog.class, () -> this.catalog)
		.withPropertyValues("bedrock.cross-region.catalog.refresh-interval=20ms",
				"bedrock.cross-region.residency.allow=EU", "bedrock.cross-region.routes[0].source-region=eu-central-1",
				"bedrock.cross-region.routes[1].source-region=eu-west-1");

	@Test
	void unchangedEvidenceUpdatesItsAgeInThePlans() {
		this.runner.run((context) -> {
			assertThat(asOf(context)).isEqualTo(YESTERDAY.toString());
			this.catalog.moveTo(new EvidenceCatalog(
					List.of(evidence(FRANKFURT, TODAY, IRELAND), evidence(IRELAND, TODAY, IRELAND))));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(asOf(context)).isEqualTo(TODAY.toString()));
		});
	}

	@Test
	void evidenceOfAWithdrawnRouteDoesNotAgeThatOfOthers() {
		this.runner.run((context) -> {
			this.catalog.moveTo(new EvidenceCatalog(
					List.of(evidence(FRANKFURT, TODAY, LONDON), evidence(IRELAND, TODAY, IRELAND))));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(context.getBean(RoutePlans.class).withdrawn("bedrock")).singleElement()
					.satisfies((route) -> assertThat(route.sourceRegion()).isEqualTo(FRANKFURT)));
			assertThat(asOf(context)).isEqualTo(TODAY.toString());
		});
	}

	@Test
	void aFailingListenerStopsNeitherOtherEventsNorTheNextRefresh() {
		Announcements announcements = new Announcements();
		this.runner.withPropertyValues("bedrock.cross-region.models.fast.model-id=" + Runners.SONNET)
			.withBean(Announcements.class, () -> announcements)
			.run((context) -> {
				this.catalog.moveTo(new EvidenceCatalog(
						List.of(evidence(FRANKFURT, TODAY, LONDON), evidence(IRELAND, TODAY, LONDON))));
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(announcements.withdrawn).containsExactlyInAnyOrder(FRANKFURT,
							IRELAND, FRANKFURT, IRELAND));
				this.catalog.moveTo(new EvidenceCatalog(
						List.of(evidence(FRANKFURT, TODAY, IRELAND), evidence(IRELAND, TODAY, IRELAND))));
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(context.getBean(RoutePlans.class).withdrawn("fast")).isEmpty());
			});
	}

	@Test
	void withdrawnAndReadmittedRoutesAreLogged(CapturedOutput output) {
		this.runner.run((context) -> {
			this.catalog.moveTo(new EvidenceCatalog(
					List.of(evidence(FRANKFURT, TODAY, LONDON), evidence(IRELAND, TODAY, IRELAND))));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(routes(context)).anySatisfy((route) -> {
					assertThat(route).containsEntry("state", "withdrawn").containsEntry("sourceRegion", "eu-central-1");
					assertThat(String.valueOf(route.get("reason"))).contains("may run in [eu-west-2 (GB)]");
				}));
			this.catalog.moveTo(new EvidenceCatalog(
					List.of(evidence(FRANKFURT, TODAY, IRELAND), evidence(IRELAND, TODAY, IRELAND))));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(output).contains("from eu-central-1 is admitted again"));
		});
		assertThat(output.toString().lines().filter((line) -> line.contains("is withdrawn: "))).hasSize(1);
		assertThat(output.toString().lines().filter((line) -> line.contains("is admitted again"))).hasSize(1);
	}

	private static List<Map<String, Object>> routes(ApplicationContext context) {
		HealthIndicator model = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("bedrock");
		return ((List<?>) model.health().getDetails().get("routes")).stream()
			.map((route) -> ((Map<?, ?>) route).entrySet()
				.stream()
				.collect(Collectors.toMap((entry) -> (String) entry.getKey(), (entry) -> (Object) entry.getValue())))
			.toList();
	}

	@Test
	void aRouteIsWithdrawnForTheReasonOfItsOwnSourceRegion() {
		Announcements announcements = new Announcements();
		this.runner.withBean(Announcements.class, () -> announcements).run((context) -> {
			this.catalog.moveTo(new EvidenceCatalog(List.of(evidence(FRANKFURT, TODAY, LONDON),
					evidence(IRELAND, TODAY, new RegionCode("us-east-2")))));
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(announcements.reasons).hasSize(2));
			assertThat(announcements.reasons)
				.anySatisfy((reason) -> assertThat(reason).contains("eu-west-2 (GB)").doesNotContain("us-east-2"))
				.anySatisfy((reason) -> assertThat(reason).contains("us-east-2 (US)").doesNotContain("eu-west-2 (GB)"));
		});
	}

	@Test
	void anIntervalBelowAMillisecondIsAccepted() {
		this.runner.withPropertyValues("bedrock.cross-region.catalog.refresh-interval=10us")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static Object asOf(ApplicationContext context) {
		HealthIndicator model = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("bedrock");
		return ((Map<?, ?>) model.health().getDetails().get("evidence")).get("asOf");
	}

	private static RegionEvidence evidence(RegionCode sourceRegion, Instant asOf, RegionCode destination) {
		FoundationModelId model = new FoundationModelId(Runners.SONNET);
		return new RegionEvidence(sourceRegion, new Evidence(Evidence.Source.LIVE, asOf),
				List.of(new InferenceProfile("eu." + model, InferenceProfile.Type.SYSTEM_DEFINED, model,
						Destinations.of(Set.of(destination)))),
				null);
	}

	/** Fails with an error at every event, after it has noted it. */
	private static final class Announcements implements ApplicationListener<PayloadApplicationEvent<?>> {

		private final Queue<RegionCode> withdrawn = new ConcurrentLinkedQueue<>();

		private final Queue<String> reasons = new ConcurrentLinkedQueue<>();

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<?> event) {
			if (event.getPayload() instanceof RoutePlanChangedEvent changed && !changed.withdrawals().isEmpty()) {
				changed.withdrawals().forEach((change) -> {
					this.withdrawn.add(change.route().sourceRegion());
					this.reasons.add(change.refusal().describe());
				});
				throw new AssertionError("a listener that fails");
			}
		}

	}

}
