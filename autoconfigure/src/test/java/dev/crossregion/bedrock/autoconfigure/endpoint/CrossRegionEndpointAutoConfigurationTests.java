package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.time.Duration;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CrossRegionEndpointAutoConfigurationTests {

	private static final String PROVISIONED = "arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl";

	@RegisterExtension
	private static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private final ApplicationContextRunner runner = Runners.emulated(bedrock.emulator())
		.withConfiguration(AutoConfigurations.of(CrossRegionEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=crossregion");

	private static JsonNode json(Object value) {
		JsonMapper mapper = JsonMapper.shared();
		return mapper.readTree(mapper.writeValueAsString(value));
	}

	private static JsonNode model(ApplicationContext context, String name) {
		Map<String, Object> model = context.getBean(CrossRegionEndpoint.class).model(SecurityContext.NONE, name);
		assertThat(model).isNotNull();
		return json(model);
	}

	@Test
	void describesThePlanBeforeTheFirstCall() {
		this.runner
			.withPropertyValues("bedrock.cross-region.residency.allow=EU",
					"bedrock.cross-region.routes[0].quota.tokens-per-minute=200000",
					"bedrock.cross-region.chat-model.max-output-tokens=4096")
			.run((context) -> {
				JsonNode model = model(context, "bedrock");
				String age = model.at("/routes/0/evidence/age").asString();
				assertThat(age).startsWith("PT");
				assertThat(model).isEqualTo(JsonMapper.shared()
					.readTree(
							"""
									{"model":"anthropic.claude-sonnet-4-5-20250929-v1:0",
									 "residency":{"verdict":"compliant","allow":["EU"],"deny":[]},
									 "routes":[{"profile":"eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
									   "sourceRegion":"eu-central-1","mode":"geographic",
									   "destinations":["eu-central-1","eu-north-1","eu-south-1","eu-south-2","eu-west-1","eu-west-3"],
									   "state":"available","lastOutcome":"none","proven":true,
									   "evidence":{"source":"bundled","asOf":"2026-10-07T00:00:00Z","age":"%s"},
									   "quota":{"tokensPerMinute":{"origin":"declared","value":200000},
									     "requestsPerMinute":{"origin":"learned from throttles"},"headroom":1.0},
									   "reservation":{"outputTokens":4096,"from":"max-output-tokens","burndown":5},
									   "attempts":{},
									   "price":{"input":3.3,"output":16.5,"from":"litellm","timesCheapest":1.1}}],
									 "unmet":[],
									 "refused":[{"profile":"global.anthropic.claude-sonnet-4-5-20250929-v1:0",
									   "sourceRegion":"eu-central-1","mode":"global","destinations":["*"],
									   "price":{"input":3.0,"output":15.0,"from":"litellm","timesCheapest":1.0},
									   "reason":"destinations-not-enumerable",
									   "description":"'global.anthropic.claude-sonnet-4-5-20250929-v1:0' from eu-central-1 may run anywhere, and residency is limited"}],
									 "cheaper":["global.anthropic.claude-sonnet-4-5-20250929-v1:0 from eu-central-1: destinations-not-enumerable"],
									 "calls":{}}
									"""
								.formatted(age)));
			});
	}

	@Test
	void showsStateAndCountersAfterCalls() {
		this.runner
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> {
				bedrock.emulator().fail(Fault.throttled().from("eu-central-1"));
				context.getBean(ChatModel.class).chat("Good morning");
				JsonNode model = model(context, "bedrock");
				assertThat(model.at("/routes/0/state").asString()).isEqualTo("throttled");
				assertThat(model.at("/routes/0/until").asString()).isNotEmpty();
				assertThat(model.at("/routes/0/attempts")).isEqualTo(json(Map.of("throttled", 1)));
				assertThat(model.at("/routes/0/quota/headroom").asDouble()).isLessThan(1);
				assertThat(model.at("/routes/1/attempts")).isEqualTo(json(Map.of("success", 1)));
				assertThat(model.at("/calls")).isEqualTo(json(Map.of("success", 1)));
				assertThat(model.at("/routes/0/reservation/from").asString()).isEqualTo("model-maximum");
			});
	}

	@Test
	void suggestsAMaximumOutputAfterEnoughAnswers() {
		this.runner.run((context) -> {
			ChatModel model = context.getBean(ChatModel.class);
			for (int i = 1; i < OutputSuggestions.MIN_ANSWERS; i++) {
				model.chat("Good morning");
			}
			assertThat(model(context, "bedrock").at("/routes/0/reservation").has("suggestedMaxOutputTokens")).isFalse();
			model.chat("Good morning");
			JsonNode reservation = model(context, "bedrock").at("/routes/0/reservation");
			assertThat(reservation.at("/outputTokens").asInt()).isEqualTo(64_000);
			assertThat(reservation.at("/suggestedMaxOutputTokens").asInt()).isEqualTo(128);
		});
	}

	@Test
	void suggestsNoMaximumThatWouldReserveAsMuch() {
		this.runner.withPropertyValues("bedrock.cross-region.chat-model.max-output-tokens=128").run((context) -> {
			ChatModel model = context.getBean(ChatModel.class);
			for (int i = 0; i < OutputSuggestions.MIN_ANSWERS; i++) {
				model.chat("Good morning");
			}
			assertThat(model(context, "bedrock").at("/routes/0/reservation").has("suggestedMaxOutputTokens")).isFalse();
		});
	}

	@Test
	void showsWhyRoutesWithOldEvidenceAreClosed() {
		this.runner
			.withPropertyValues("bedrock.cross-region.catalog.source=live", "bedrock.cross-region.catalog.timeout=60s",
					"bedrock.cross-region.catalog.refresh-interval=20ms", "bedrock.cross-region.catalog.max-age=15s")
			.run((context) -> {
				await().atMost(Duration.ofSeconds(60))
					.until(() -> model(context, "bedrock").at("/routes/0/state").asString().equals("available"));
				bedrock.emulator().fail(Fault.unavailable().controlPlane().times(Integer.MAX_VALUE));
				await().atMost(Duration.ofSeconds(60))
					.until(() -> model(context, "bedrock").at("/routes/0/state").asString().equals("withdrawn"));
				JsonNode model = model(context, "bedrock");
				assertThat(model.at("/unmet/0/reason").asString()).isEqualTo("evidence-too-old");
				assertThat(model.at("/routes/0/reason").asString()).contains("catalog.max-age is 15s");
				assertThat(model.at("/routes/0/since").asString()).isNotEmpty();
				assertThat(Duration.parse(model.at("/routes/0/evidence/age").asString()))
					.isGreaterThanOrEqualTo(Duration.ofSeconds(15));
			});
	}

	@Test
	void makesNoCall() {
		this.runner.run((context) -> {
			bedrock.emulator().journal().clear();
			context.getBean(CrossRegionEndpoint.class).models(SecurityContext.NONE);
			assertThat(bedrock.emulator().journal().entries()).isEmpty();
		});
	}

	@Test
	void everyModelHasItsName() {
		this.runner.withPropertyValues("bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0")
			.run((context) -> {
				CrossRegionEndpoint endpoint = context.getBean(CrossRegionEndpoint.class);
				assertThat(json(endpoint.models(SecurityContext.NONE)).at("/models").propertyNames())
					.containsExactlyInAnyOrder("bedrock", "fast");
				assertThat(endpoint.model(SecurityContext.NONE, "slow")).isNull();
			});
	}

	@Test
	void accountsAreHiddenUnlessValuesAreShown() {
		ApplicationContextRunner provisioned = this.runner.withPropertyValues(
				"bedrock.cross-region.models.reserved.mode=in-region",
				"bedrock.cross-region.models.reserved.model-id=" + PROVISIONED);
		provisioned.run((context) -> assertThat(model(context, "reserved").toString()).contains("abcdefghijkl")
			.doesNotContain("123456789012"));
		provisioned.withPropertyValues("management.endpoint.crossregion.show-values=always")
			.run((context) -> assertThat(model(context, "reserved").at("/routes/0/profile").asString())
				.isEqualTo(PROVISIONED));
	}

	@Test
	void infoHasTheShortForm() {
		this.runner.withPropertyValues("bedrock.cross-region.residency.allow=EU").run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(CrossRegionInfoContributor.class).contribute(builder);
			assertThat(json(builder.build().getDetails())).isEqualTo(JsonMapper.shared().readTree("""
					{"bedrockCrossRegion":{"bedrock":{"model":"anthropic.claude-sonnet-4-5-20250929-v1:0",
					  "routes":["eu.anthropic.claude-sonnet-4-5-20250929-v1:0 from eu-central-1"],
					  "allow":["EU"],"deny":[]}}}
					"""));
		});
	}

	@Test
	void infoCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.info.bedrock-cross-region.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CrossRegionInfoContributor.class));
	}

	@Test
	void isAbsentUnlessExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(CrossRegionEndpoint.class)
				.doesNotHaveBean(CallCounters.class)
				.hasSingleBean(CrossRegionInfoContributor.class));
	}

	@Test
	void isAbsentWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(WebEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("crossRegionEndpoint"));
	}

	@Test
	void isAbsentWhereTheStarterIsSwitchedOff() {
		this.runner.withPropertyValues("bedrock.cross-region.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CrossRegionEndpoint.class)
				.doesNotHaveBean(CrossRegionInfoContributor.class));
	}

}
