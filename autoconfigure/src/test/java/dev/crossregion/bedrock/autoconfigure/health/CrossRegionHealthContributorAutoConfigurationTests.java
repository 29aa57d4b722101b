package dev.crossregion.bedrock.autoconfigure.health;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CrossRegionHealthContributorAutoConfigurationTests {

	private static BedrockEmulator emulator;

	private final ApplicationContextRunner runner = Runners.emulated(emulator)
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoint.health.show-details=always",
				"management.endpoint.health.show-components=always", "bedrock.cross-region.residency.allow=EU");

	@BeforeAll
	static void startEmulator() {
		emulator = BedrockEmulator.start();
	}

	@AfterAll
	static void stopEmulator() {
		emulator.close();
	}

	@BeforeEach
	void reset() {
		emulator.clearFaults();
	}

	private static JsonNode health(ApplicationContext context) {
		JsonMapper mapper = JsonMapper.shared();
		return mapper.readTree(
				mapper.writeValueAsString(context.getBean(HealthEndpoint.class).healthForPath("bedrockCrossRegion")));
	}

	private static void fail(ChatModel model) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> model.chat("Good morning"));
	}

	@Test
	void saysWhatWasBoundAndWhyThatIsAllowed() {
		this.runner.run((context) -> assertThat(health(context)).isEqualTo(JsonMapper.shared().readTree("""
				{"status":"UP","components":{"bedrock":{"status":"UP","details":{
				  "model":"anthropic.claude-sonnet-4-5-20250929-v1:0","mode":"geographic",
				  "residency":{"verdict":"compliant","allow":["EU"],"deny":[]},
				  "evidence":{"source":"bundled","asOf":"2026-10-07T00:00:00Z"},
				  "routes":[{"profile":"eu.anthropic.claude-sonnet-4-5-20250929-v1:0","sourceRegion":"eu-central-1",
				    "mode":"geographic",
				    "destinations":["eu-central-1","eu-north-1","eu-south-1","eu-south-2","eu-west-1","eu-west-3"],
				    "state":"available","lastOutcome":"none"}]}}}}
				""")));
	}

	@Test
	void makesNoCall() {
		emulator.journal().clear();
		this.runner.run((context) -> {
			health(context);
			assertThat(emulator.journal().entries()).isEmpty();
		});
	}

	@Test
	void everyModelIsAChild() {
		this.runner
			.withPropertyValues("bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.models.home.mode=in-region",
					"bedrock.cross-region.models.home.model-id=amazon.nova-lite-v1:0")
			.run((context) -> {
				JsonNode components = health(context).get("components");
				assertThat(components.propertyNames()).containsExactlyInAnyOrder("bedrock", "fast", "home");
				assertThat(components.at("/home/details/mode").asString()).isEqualTo("in-region");
				assertThat(components.at("/home/details/routes/0/destinations/0").asString()).isEqualTo("eu-central-1");
			});
	}

	@Test
	void globalRouteHasNoEnumerableDestinations() {
		Runners.emulated(emulator)
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoint.health.show-details=always",
					"management.endpoint.health.show-components=always", "bedrock.cross-region.chat-model.mode=global")
			.run((context) -> assertThat(health(context).at("/components/bedrock/details/routes/0/destinations"))
				.isEqualTo(JsonMapper.shared().readTree("[\"*\"]")));
	}

	@Test
	void successIsTheLastOutcome() {
		this.runner.run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			assertThat(health(context).at("/components/bedrock/details/routes/0/lastOutcome").asString())
				.isEqualTo("success");
		});
	}

	@Test
	void throttledRouteKeepsTheModelUp() {
		emulator.fail(Fault.throttled());
		this.runner.run((context) -> {
			fail(context.getBean(ChatModel.class));
			JsonNode model = health(context).at("/components/bedrock");
			assertThat(model.get("status").asString()).isEqualTo("UP");
			JsonNode route = model.at("/details/routes/0");
			assertThat(route.get("state").asString()).isEqualTo("throttled");
			assertThat(route.get("until").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			assertThat(route.get("lastOutcome").asString()).isEqualTo("throttled");
		});
	}

	@Test
	void expiredCredentialsAreNamedAndNoRouteIsBlamed() {
		emulator.fail(Fault.expiredToken());
		this.runner.run((context) -> {
			assertThat(health(context).at("/components/bedrock/details").has("credentials")).isFalse();
			fail(context.getBean(ChatModel.class));
			JsonNode model = health(context).at("/components/bedrock");
			assertThat(model.get("status").asString()).isEqualTo("UP");
			assertThat(model.at("/details/credentials").asString()).isEqualTo("expired");
			assertThat(model.at("/details/routes/0/state").asString()).isEqualTo("available");
			emulator.clearFaults();
			context.getBean(ChatModel.class).chat("Good morning");
			assertThat(health(context).at("/components/bedrock/details").has("credentials")).isFalse();
		});
	}

	@Test
	void aFailureThatARetrySavesIsNotShown() {
		for (Fault fault : List.of(Fault.unavailable(), Fault.internalError(), Fault.connectionReset(),
				Fault.signatureExpired(), Fault.modelNotReady(), Fault.badGateway())) {
			emulator.clearFaults();
			emulator.fail(fault.times(1));
			this.runner.run((context) -> {
				assertThat(context.getBean(ChatModel.class).chat("Good morning")).isNotBlank();
				JsonNode model = health(context).at("/components/bedrock");
				assertThat(model.get("status").asString()).as("%s", fault).isEqualTo("UP");
				assertThat(model.at("/details/routes/0/state").asString()).as("%s", fault).isEqualTo("available");
			});
		}
	}

	@Test
	void deniedRoutesTakeTheModelDown() {
		emulator.fail(Fault.accessDeniedByScp("eu-south-1"));
		this.runner.run((context) -> {
			fail(context.getBean(ChatModel.class));
			JsonNode health = health(context);
			assertThat(health.get("status").asString()).isEqualTo("DOWN");
			JsonNode route = health.at("/components/bedrock/details/routes/0");
			assertThat(route.get("state").asString()).isEqualTo("denied");
			assertThat(route.get("reason").asString()).contains("service control policy");
		});
	}

	@Test
	void faultyRoutesTakeTheModelOutOfService() {
		emulator.fail(Fault.internalError());
		this.runner.run((context) -> {
			fail(context.getBean(ChatModel.class));
			assertThat(health(context).at("/components/bedrock/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(health(context).at("/components/bedrock/details/routes/0/state").asString()).isEqualTo("faulty");
		});
	}

	@Test
	void oneDeniedRouteAmongOthersKeepsTheModelUp() {
		emulator.fail(Fault.accessDeniedByScp("eu-south-1").from("eu-central-1"));
		this.runner
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> {
				context.getBean(ChatModel.class).chat("Good morning");
				JsonNode model = health(context).at("/components/bedrock");
				assertThat(model.get("status").asString()).isEqualTo("UP");
				assertThat(model.at("/details/routes").valueStream().map((route) -> route.get("state").asString()))
					.containsExactly("denied", "available");
			});
	}

	@Test
	void withoutModelsThereIsNothingToReport() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CrossRegionAutoConfiguration.class,
				CrossRegionHealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).health().getStatus().getCode())
				.isIn("UP", "UNKNOWN"));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.runner.withPropertyValues("management.health.bedrock-cross-region.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("bedrockCrossRegionHealthContributor"));
	}

	@Test
	void backsOffForABeanOfTheUser() {
		HealthIndicator own = () -> Health.up().build();
		this.runner.withBean("bedrockCrossRegionHealthContributor", HealthContributor.class, () -> own)
			.run((context) -> assertThat(context.getBean("bedrockCrossRegionHealthContributor")).isSameAs(own));
	}

	@Test
	void absentWithoutTheHealthJar() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
					"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("bedrockChatModel")
				.doesNotHaveBean("bedrockCrossRegionHealthContributor"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class,
			CrossRegionHealthContributorAutoConfiguration.class })
	static class Application {

	}

}
