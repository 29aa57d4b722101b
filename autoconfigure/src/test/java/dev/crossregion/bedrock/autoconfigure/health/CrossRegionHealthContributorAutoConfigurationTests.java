package dev.crossregion.bedrock.autoconfigure.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.BedrockConnectionDetails;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.emulator.ActiveFault;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
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
import static org.awaitility.Awaitility.await;

class CrossRegionHealthContributorAutoConfigurationTests {

	@RegisterExtension
	private static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private final ApplicationContextRunner runner = Runners.emulated(bedrock.emulator())
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoint.health.show-details=always",
				"management.endpoint.health.show-components=always", "bedrock.cross-region.residency.allow=EU");

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
		bedrock.emulator().journal().clear();
		this.runner.run((context) -> {
			health(context);
			assertThat(bedrock.emulator().journal().entries()).isEmpty();
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
		Runners.emulated(bedrock.emulator())
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
		bedrock.emulator().fail(Fault.throttled());
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
	void expiredCredentialsAreShownAndRoutesKeepTheirState() {
		bedrock.emulator().fail(Fault.expiredToken());
		this.runner.run((context) -> {
			assertThat(health(context).at("/components/bedrock/details").has("credentials")).isFalse();
			fail(context.getBean(ChatModel.class));
			JsonNode model = health(context).at("/components/bedrock");
			assertThat(model.get("status").asString()).isEqualTo("UP");
			assertThat(model.at("/details/credentials").asString()).isEqualTo("expired");
			assertThat(model.at("/details/routes/0/state").asString()).isEqualTo("available");
			bedrock.emulator().clearFaults();
			context.getBean(ChatModel.class).chat("Good morning");
			assertThat(health(context).at("/components/bedrock/details").has("credentials")).isFalse();
		});
	}

	@Test
	void aFailureThatARetryRecoversIsNotShown() {
		for (Fault fault : List.of(Fault.unavailable(), Fault.internalError(), Fault.connectionReset(),
				Fault.signatureExpired(), Fault.modelNotReady(), Fault.badGateway())) {
			bedrock.emulator().clearFaults();
			bedrock.emulator().fail(fault.times(1));
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
		bedrock.emulator().fail(Fault.accessDeniedByScp("eu-south-1"));
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
		bedrock.emulator().fail(Fault.internalError());
		this.runner.run((context) -> {
			fail(context.getBean(ChatModel.class));
			assertThat(health(context).at("/components/bedrock/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(health(context).at("/components/bedrock/details/routes/0/state").asString()).isEqualTo("faulty");
		});
	}

	@ParameterizedTest
	@MethodSource
	void aFaultyRouteSaysWhatFailed(Fault fault, String reason) {
		bedrock.emulator().fail(fault);
		this.runner.withPropertyValues("bedrock.cross-region.routing.max-attempts=3").run((context) -> {
			fail(context.getBean(ChatModel.class));
			fail(context.getBean(ChatModel.class));
			JsonNode route = health(context).at("/components/bedrock/details/routes/0");
			assertThat(route.get("state").asString()).isEqualTo("faulty");
			assertThat(route.get("reason").asString()).isEqualTo(reason);
			bedrock.emulator().clearFaults();
			await().ignoreExceptions().until(() -> context.getBean(ChatModel.class).chat("Good morning") != null);
			assertThat(health(context).at("/components/bedrock/details/routes/0").has("reason")).isFalse();
		});
	}

	static Stream<Arguments> aFaultyRouteSaysWhatFailed() {
		return Stream.of(Arguments.of(Fault.unavailable(), "no capacity (HTTP 503)"),
				Arguments.of(Fault.internalError(), "server error (HTTP 500)"),
				Arguments.of(Fault.gatewayTimeout(), "the model timed out (HTTP 504 without an AWS error code)"),
				Arguments.of(Fault.connectionReset(), "the connection broke"),
				Arguments.of(Fault.notJson(), "an answer that cannot be read"));
	}

	@Test
	void missingCredentialsNobodyListeningAndAMissingPermissionAreToldApart() throws IOException {
		AwsCredentialsProvider some = StaticCredentialsProvider
			.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));
		int port;
		try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"))) {
			port = free.getLocalPort();
		}
		JsonNode nobody = afterAFailure(details("http://127.0.0.1:" + port, some));
		assertThat(nobody.at("/status").asString()).isEqualTo("OUT_OF_SERVICE");
		assertThat(nobody.at("/details/routes/0/reason").asString()).isEqualTo("connection refused");
		assertThat(nobody.at("/details").has("credentials")).isFalse();
		JsonNode without = afterAFailure(details(bedrock.emulator().uri().toString(), () -> {
			throw SdkClientException.create("Unable to load credentials of account 123456789012");
		}));
		assertThat(without.at("/status").asString()).isEqualTo("UP");
		assertThat(without.at("/details/credentials").asString()).isEqualTo("unavailable");
		assertThat(without.at("/details/routes/0").has("reason")).isFalse();
		bedrock.emulator().fail(Fault.accessDeniedByIdentityPolicy("eu-central-1"));
		JsonNode denied = afterAFailure(details(bedrock.emulator().uri().toString(), some));
		assertThat(denied.at("/status").asString()).isEqualTo("DOWN");
		assertThat(denied.at("/details/routes/0/reason").asString()).contains("the missing statement is")
			.doesNotContain("123456789012");
	}

	private static BedrockConnectionDetails details(String endpoint, AwsCredentialsProvider credentials) {
		return new BedrockConnectionDetails() {

			@Override
			public URI getEndpoint() {
				return URI.create(endpoint);
			}

			@Override
			public AwsCredentialsProvider getCredentialsProvider() {
				return credentials;
			}

		};
	}

	private static JsonNode afterAFailure(BedrockConnectionDetails details) {
		JsonNode[] model = new JsonNode[1];
		Runners.bundled()
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoint.health.show-details=always",
					"management.endpoint.health.show-components=always", "bedrock.cross-region.routing.max-attempts=3")
			.withBean(BedrockConnectionDetails.class, () -> details)
			.run((context) -> {
				fail(context.getBean(ChatModel.class));
				model[0] = health(context).at("/components/bedrock");
			});
		return model[0];
	}

	@Test
	void readinessFollowsOnlyWhereConfigured() {
		this.runner
			.withConfiguration(AutoConfigurations.of(AvailabilityHealthContributorAutoConfiguration.class,
					AvailabilityProbesAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class))
			.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState, bedrockCrossRegion",
					"bedrock.cross-region.routing.max-attempts=3",
					"bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
				ChatModel model = context.getBean(ChatModel.class);
				assertThat(status(context, "readiness")).isEqualTo("UP");
				ActiveFault one = bedrock.emulator().fail(Fault.internalError().from("eu-central-1"));
				for (int call = 0; call < 3; call++) {
					model.chat("Good morning");
				}
				assertThat(health(context).at("/components/bedrock/details/routes").valueStream())
					.extracting((route) -> route.get("state").asString())
					.containsExactly("faulty", "available");
				assertThat(status(context, "readiness")).as("another Region is left").isEqualTo("UP");
				bedrock.emulator().fail(Fault.internalError().from("eu-west-1"));
				fail(model);
				fail(model);
				assertThat(status(context, "readiness")).as("no Region is left").isEqualTo("OUT_OF_SERVICE");
				assertThat(status(context, "liveness")).isEqualTo("UP");
				one.close();
				bedrock.emulator().clearFaults();
				await().ignoreExceptions().until(() -> model.chat("Good morning") != null);
				assertThat(status(context, "readiness")).isEqualTo("UP");
			});
	}

	@Test
	void readinessIsUnchangedByDefault() {
		bedrock.emulator().fail(Fault.accessDeniedByScp("eu-south-1"));
		this.runner
			.withConfiguration(AutoConfigurations.of(AvailabilityHealthContributorAutoConfiguration.class,
					AvailabilityProbesAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class))
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				fail(context.getBean(ChatModel.class));
				assertThat(health(context).get("status").asString()).isEqualTo("DOWN");
				assertThat(status(context, "readiness")).isEqualTo("UP");
			});
	}

	private static String status(ApplicationContext context, String path) {
		return context.getBean(HealthEndpoint.class).healthForPath(path).getStatus().getCode();
	}

	@Test
	void oneDeniedRouteAmongOthersKeepsTheModelUp() {
		bedrock.emulator().fail(Fault.accessDeniedByScp("eu-south-1").from("eu-central-1"));
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
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CrossRegionAutoConfiguration.class,
					LangChain4jAutoConfiguration.class, CrossRegionHealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthContributorAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class))
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
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class,
			CrossRegionHealthContributorAutoConfiguration.class })
	static class Application {

	}

}
