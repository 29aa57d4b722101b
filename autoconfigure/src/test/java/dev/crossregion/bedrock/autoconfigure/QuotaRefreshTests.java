package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.emulator.ActiveFault;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.Admission;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link QuotaRefresh}, most of them against Service Quotas of the emulator.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class QuotaRefreshTests {

	private static final String FRANKFURT = "eu-central-1";

	private static final String TOKENS = "L-F4DDD3EB";

	private static final String REQUESTS = "L-4A6BFAB1";

	private final BedrockEmulator emulator = BedrockEmulator.start();

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator)
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas",
					"bedrock.cross-region.chat-model.max-output-tokens=1000",
					"bedrock.cross-region.catalog.refresh-interval=20ms", "bedrock.cross-region.routing.max-wait=0s");
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
	}

	private static RoutePlan plan(ApplicationContext context) {
		return context.getBean(RoutePlans.class).all().get("bedrock");
	}

	private static RouteQuota quota(ApplicationContext context) {
		return context.getBean(RouteStateRegistry.class).quota(plan(context).routes().get(0));
	}

	@Test
	void theStartSaysWhereEachNumberComesFrom(CapturedOutput output) {
		this.emulator.serviceQuota(FRANKFURT, TOKENS, 2_500_000);
		this.emulator.noServiceQuota(FRANKFURT, REQUESTS);
		runner().run((context) -> {
			eventually(() -> assertThat(output).contains("Quota of eu." + Runners.SONNET + " from eu-central-1: tokens "
					+ "per minute 2,500,000 (applied value, L-F4DDD3EB), requests per minute 10,000 (AWS default, "
					+ "L-4A6BFAB1)"));
			assertThat(quota(context))
				.isEqualTo(new RouteQuota(QuotaNumber.applied(2_500_000, TOKENS), QuotaNumber.ofAws(10_000, REQUESTS)));
		});
	}

	@Test
	void whatIsDeclaredStaysNumberByNumber(CapturedOutput output) {
		runner().withPropertyValues("bedrock.cross-region.routes[0].quota.tokens-per-minute=123456")
			.run((context) -> eventually(() -> assertThat(output).contains("tokens per minute 123,456 (declared), "
					+ "requests per minute 10,000 (applied value, L-4A6BFAB1)")));
	}

	@Test
	void aNumberThatIsReadLimitsCalls() {
		this.emulator.serviceQuota(FRANKFURT, TOKENS, 3_000);
		runner().run((context) -> {
			eventually(
					() -> assertThat(quota(context).tokensPerMinute().origin()).isEqualTo(QuotaNumber.Origin.APPLIED));
			assertThat(admit(context, 2_000)).isInstanceOf(Admission.Granted.class);
			assertThat(admit(context, 2_000)).isInstanceOf(Admission.NoRoom.class);
		});
	}

	private static Admission admit(ApplicationContext context, long tokens) {
		return context.getBean(RouteStateRegistry.class).admit(plan(context), Map.of(), new RequestSize(0, tokens));
	}

	@Test
	void aNumberThatChangesTakesEffectInBothDirections(CapturedOutput output) {
		runner().run((context) -> {
			for (long value : new long[] { 400_000, 9_000_000, 1_000 }) {
				this.emulator.serviceQuota(FRANKFURT, TOKENS, value);
				eventually(() -> assertThat(quota(context).tokensPerMinute())
					.isEqualTo(QuotaNumber.applied(value, TOKENS)));
			}
			assertThat(output).contains("400,000 (applied value", "9,000,000 (applied value", "1,000 (applied value");
			assertThat(admit(context, 1_000)).isInstanceOf(Admission.Granted.class);
			assertThat(admit(context, 1_000)).isInstanceOf(Admission.NoRoom.class);
		});
	}

	@Test
	void unchangedNumbersAreLoggedOnce(CapturedOutput output) {
		runner().run((context) -> {
			eventually(() -> assertThat(this.emulator.journal().entries(Operation.LIST_SERVICE_QUOTAS).size())
				.isGreaterThan(8));
			assertThat(output.toString().split("Quota of eu\\.", -1)).hasSize(2);
		});
	}

	@Test
	void modelsThatShareARouteHaveOneQuotaAndTheStricterDeclarationIsLogged(CapturedOutput output) {
		runner()
			.withPropertyValues("bedrock.cross-region.models.other.model-id=" + Runners.SONNET,
					"bedrock.cross-region.models.other.max-output-tokens=100",
					"bedrock.cross-region.models.other.routes[0].quota.requests-per-minute=30",
					"bedrock.cross-region.models.third.model-id=" + Runners.SONNET,
					"bedrock.cross-region.models.third.max-output-tokens=100",
					"bedrock.cross-region.models.third.routes[0].quota.requests-per-minute=20")
			.run((context) -> {
				eventually(() -> assertThat(this.emulator.journal().entries(Operation.LIST_SERVICE_QUOTAS).size())
					.isGreaterThan(8));
				assertThat(output.toString().split("Quota of eu\\.", -1)).hasSize(2);
				assertThat(output).contains("tokens per minute 5,000,000 (applied value, L-F4DDD3EB), requests per "
						+ "minute 20 (declared)");
			});
	}

	@Test
	void quotasAreNotReadByDefault() {
		runner().withPropertyValues("bedrock.cross-region.quotas.source=declared-or-learned").run((context) -> {
			assertThat(context.getBean(QuotaRefresh.class).isRunning()).isFalse();
			assertThat(quota(context)).isEqualTo(RouteQuota.LEARNED);
		});
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SERVICE_QUOTAS", "serviceQuotas", "service_quotas" })
	void theValueIsReadInEveryForm(String value) {
		runner().withPropertyValues("bedrock.cross-region.quotas.source=" + value)
			.run((context) -> assertThat(context.getBean(QuotaRefresh.class).isRunning()).isTrue());
	}

	@Test
	void aValueThatDoesNotExistStopsTheStart() {
		runner().withPropertyValues("bedrock.cross-region.quotas.source=aws")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void aQuotaOfZeroIsLoggedAndCallsAreStillSent(CapturedOutput output) {
		this.emulator.serviceQuota(FRANKFURT, TOKENS, 0);
		runner().run((context) -> {
			eventually(() -> assertThat(output).containsPattern("WARN .*No call of eu\\." + Runners.SONNET
					+ " from eu-central-1 can succeed: its quota is 0 .*only AWS Support"));
			assertThat(admit(context, 1_000_000)).isInstanceOf(Admission.Granted.class);
		});
	}

	@Test
	void aDenialIsExplainedOnceAndQuotasAreLearned(CapturedOutput output) {
		this.emulator
			.fail(Fault.accessDeniedByIdentityPolicy(FRANKFURT).controlPlane().on(Operation.LIST_SERVICE_QUOTAS));
		runner().withPropertyValues("bedrock.cross-region.routes[0].quota.requests-per-minute=77").run((context) -> {
			eventually(() -> assertThat(this.emulator.journal().entries(Operation.LIST_SERVICE_QUOTAS).size())
				.isGreaterThan(4));
			assertThat(output)
				.containsPattern("WARN .*Quotas of eu-central-1 could not be read, and what is not declared is learned "
						+ "from throttles: the permission servicequotas:ListServiceQuotas is missing")
				.contains("{\"Effect\": \"Allow\", \"Action\": [\"servicequotas:ListServiceQuotas\"")
				.contains("tokens per minute learned from throttles, requests per minute 77 (declared)")
				.doesNotContain("123456789012");
			assertThat(output.toString().split("could not be read", -1)).hasSize(2);
			assertThat(call(context)).isNotEmpty();
		});
	}

	private static String call(ApplicationContext context) {
		return context.getBean(BedrockRuntimeClient.class)
			.converse((request) -> request.modelId("bedrock")
				.messages(Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText("Hello")).build())
				.inferenceConfig((configuration) -> configuration.maxTokens(10)))
			.output()
			.message()
			.content()
			.get(0)
			.text();
	}

	@Test
	void whatWasReadStaysWhenReadingFailsLater(CapturedOutput output) {
		runner().run((context) -> {
			eventually(() -> assertThat(quota(context).tokensPerMinute())
				.isEqualTo(QuotaNumber.applied(5_000_000, TOKENS)));
			this.emulator.fail(Fault.status(400, "AccessDeniedException", "no").controlPlane());
			eventually(() -> assertThat(output).contains("could not be read, and what was read before stays"));
			assertThat(quota(context).tokensPerMinute()).isEqualTo(QuotaNumber.applied(5_000_000, TOKENS));
		});
	}

	@Test
	void whatPassesIsAskedForAgainWithinSecondsWhateverTheInterval() {
		ActiveFault outage = this.emulator.fail(Fault.unavailable().controlPlane().times(3));
		runner().withPropertyValues("bedrock.cross-region.catalog.refresh-interval=0").run((context) -> {
			eventually(() -> assertThat(quota(context).tokensPerMinute())
				.isEqualTo(QuotaNumber.applied(5_000_000, TOKENS)));
			assertThat(outage.hits()).isEqualTo(3);
		});
	}

	@Test
	void aSilentRegionDelaysNeitherTheStartNorOtherRegions() {
		CountDownLatch silence = new CountDownLatch(1);
		QuotaSource own = (region, routes) -> {
			if (region.value().equals(FRANKFURT)) {
				awaitUninterruptibly(silence);
			}
			return (route) -> new RouteQuota(QuotaNumber.of(42, region.value()), QuotaNumber.LEARNED);
		};
		runner().withBean(QuotaSource.class, () -> own)
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> {
				List<Route> routes = plan(context).routes();
				RouteStateRegistry states = context.getBean(RouteStateRegistry.class);
				eventually(() -> assertThat(states.quota(routes.get(1)).tokensPerMinute())
					.isEqualTo(QuotaNumber.of(42, "eu-west-1")));
				assertThat(states.quota(routes.get(0))).isEqualTo(RouteQuota.LEARNED);
				assertThat(call(context)).isNotEmpty();
				silence.countDown();
				eventually(() -> assertThat(states.quota(routes.get(0)).tokensPerMinute())
					.isEqualTo(QuotaNumber.of(42, "eu-central-1")));
			});
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aBlackHoleDelaysNoCall() {
		ActiveFault outage = this.emulator.fail(Fault.blackHole().controlPlane());
		runner().run((context) -> {
			eventually(() -> assertThat(outage.hits()).isPositive());
			assertThat(call(context)).isNotEmpty();
			assertThat(quota(context)).isEqualTo(RouteQuota.LEARNED);
		});
	}

	@Test
	void everySourceRegionIsReadSeparately() {
		this.emulator.serviceQuota("eu-west-1", TOKENS, 1_111);
		runner()
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> {
				List<Route> routes = plan(context).routes();
				RouteStateRegistry states = context.getBean(RouteStateRegistry.class);
				eventually(() -> assertThat(routes)
					.extracting((route) -> states.quota(route).tokensPerMinute().perMinute())
					.containsExactly(5_000_000L, 1_111L));
			});
	}

	@Test
	void aModelThatIsPlannedOnTheSpotHasItsQuotaToo() {
		this.emulator.serviceQuota(FRANKFURT, "L-7C42E72A", 55);
		runner().run((context) -> {
			RoutePlan spot = context.getBean(RoutePlans.class).resolve("bedrock", "amazon.nova-lite-v1:0");
			eventually(() -> assertThat(
					context.getBean(RouteStateRegistry.class).quota(spot.routes().get(0)).tokensPerMinute())
				.isEqualTo(QuotaNumber.applied(55, "L-7C42E72A")));
		});
	}

	@Test
	void theReservationOfACallIsComparedWithWhatWasRead(CapturedOutput output) {
		this.emulator.serviceQuota(FRANKFURT, TOKENS, 200_000);
		Runners.emulated(this.emulator)
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas")
			.run((context) -> eventually(() -> assertThat(output)
				.containsPattern("WARN .*has a quota of 200,000 \\(applied value, L-F4DDD3EB\\) tokens a minute, and "
						+ "bedrock.cross-region.chat-model.max-output-tokens is not set.* at most 3 such calls at once. "
						+ "Write bedrock.cross-region.chat-model.max-output-tokens: 4096")));
	}

	@Test
	void whatTheEmulatorEnforcesIsRead() {
		try (BedrockEmulator limited = BedrockEmulator.builder()
			.quota(FRANKFURT, "eu." + Runners.SONNET, EmulatorQuota.perMinute(70_000, 9))
			.start()) {
			Runners.emulated(limited)
				.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas")
				.run((context) -> eventually(() -> assertThat(quota(context))
					.isEqualTo(new RouteQuota(QuotaNumber.applied(70_000, TOKENS), QuotaNumber.applied(9, REQUESTS)))));
		}
	}

	@Test
	void aQuotaSourceBeanReplacesServiceQuotas(CapturedOutput output) {
		AtomicLong number = new AtomicLong(42);
		QuotaSource own = (region, routes) -> {
			long now = number.get();
			return (route) -> new RouteQuota(QuotaNumber.of(now, "our table for " + region), QuotaNumber.LEARNED);
		};
		for (String source : List.of("service-quotas", "declared-or-learned")) {
			runner().withBean(QuotaSource.class, () -> own)
				.withPropertyValues("bedrock.cross-region.quotas.source=" + source)
				.run((context) -> {
					number.set(42);
					eventually(() -> assertThat(quota(context).tokensPerMinute())
						.hasToString("42 (quota source, our table for eu-central-1)"));
					number.set(43);
					eventually(() -> assertThat(quota(context).tokensPerMinute().perMinute()).isEqualTo(43));
				});
		}
		assertThat(this.emulator.journal().entries()).isEmpty();
		assertThat(output).contains("tokens per minute 42 (quota source, our table for eu-central-1)");
	}

	@Test
	void aFailingSourceKeepsTheQuotasAndIsRetried(CapturedOutput output) {
		AtomicInteger reads = new AtomicInteger();
		QuotaSource own = (region, routes) -> switch (reads.getAndIncrement()) {
			case 0 -> throw new IllegalStateException("no table yet");
			case 1 -> null;
			default -> (route) -> {
				throw new IllegalStateException("no row");
			};
		};
		runner().withBean(QuotaSource.class, () -> own).run((context) -> {
			eventually(() -> assertThat(output).contains("no table yet").contains("no row"));
			assertThat(quota(context)).isEqualTo(RouteQuota.LEARNED);
			assertThat(call(context)).isNotEmpty();
		});
	}

	@Test
	void readsEndWithTheApplication() {
		QuotaRefresh[] refresh = new QuotaRefresh[1];
		runner().run((context) -> refresh[0] = context.getBean(QuotaRefresh.class));
		assertThat(refresh[0].isRunning()).isFalse();
	}

	@Test
	void withoutAModelNothingIsRead() {
		new ApplicationContextRunner()
			.withConfiguration(org.springframework.boot.autoconfigure.AutoConfigurations
				.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas")
			.run((context) -> assertThat(context.getBean(QuotaRefresh.class).isRunning()).isFalse());
	}

}
