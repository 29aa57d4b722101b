package dev.crossregion.bedrock.autoconfigure;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of models whose beans the application has replaced.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplacedBeansTests {

	private static final String PLAN = "Model 'bedrock': eu." + Runners.SONNET + " from eu-central-1 runs in ";

	private final ApplicationContextRunner runner = Runners.bundled()
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("bedrock.cross-region.residency.allow=EU",
				"bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0");

	@Test
	void noWarningWhereNoBeanIsReplaced(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(output).contains(PLAN).doesNotContain("application's own").doesNotContain("no bean is bound");
			assertThat(health(context).at("/bedrock/status").asString()).isEqualTo("UP");
			assertThat(health(context).at("/bedrock/details").has("notBound")).isFalse();
			assertThat(context.getBean(ModelBindings.class)).satisfies((bindings) -> {
				assertThat(bindings.isBound("bedrock")).isTrue();
				assertThat(bindings.notBound("bedrock")).isEmpty();
			});
		});
	}

	@Test
	void aReplacedChatModelIsNotReportedAsBound(CapturedOutput output) {
		this.runner.withBean("bedrockChatModel", ChatModel.class, OwnChatModel::new).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains(PLAN)
				.contains("Model 'bedrock': bean 'bedrockChatModel' is the application's own, in the place of the one "
						+ "that is made of bedrock.cross-region.chat-model. It is not bound to the plan of the model");
			JsonNode health = health(context);
			assertThat(health.at("/bedrock/details/notBound").toString()).isEqualTo("[\"bedrockChatModel\"]");
			assertThat(health.at("/bedrock/details/routes/0/state").asString()).isEqualTo("available");
			assertThat(health.at("/fast/details").has("notBound")).isFalse();
		});
	}

	@Test
	void aModelWhoseBeansAreAllReplacedHasNoReport(CapturedOutput output) {
		this.runner.withBean("fastChatModel", ChatModel.class, OwnChatModel::new)
			.withBean("fastStreamingChatModel", StreamingChatModel.class, OwnStreamingChatModel::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("Model 'fast': no bean is bound to its plan; residency: allow [EU]")
					.contains("bean 'fastStreamingChatModel' is the application's own, in the place of the one that is "
							+ "made of bedrock.cross-region.models.fast.")
					.doesNotContain("Model 'fast': eu.")
					.doesNotContain("Model 'fast': bedrock.cross-region.models.fast.max-output-tokens");
				assertThat(health(context).get("fast")).isEqualTo(JsonMapper.shared().readTree("""
						{"status":"UNKNOWN","details":{"model":"amazon.nova-lite-v1:0",
						  "notBound":["fastChatModel","fastStreamingChatModel"]}}
						"""));
				assertThat(health(context).at("/bedrock/details").has("notBound")).isFalse();
			});
	}

	@Test
	void modelsThatCallThroughAReplacedClientAreNamed(CapturedOutput output) {
		this.runner
			.withBean(RoutingClients.ASYNC_CLIENT, BedrockRuntimeAsyncClient.class,
					() -> new RecordingAsyncClient("end_turn"))
			.run((context) -> {
				assertThat(output)
					.contains("Model 'fast': bean 'fastStreamingChatModel' calls through bean "
							+ "'crossRegionBedrockRuntimeAsyncClient', which is the application's own. It is not bound "
							+ "to the plan of the model: its calls are not routed, and no residency limit is applied")
					.contains("Model 'bedrock': bean 'bedrockStreamingChatModel' calls through bean ");
				assertThat(health(context).at("/fast/details/notBound").toString())
					.isEqualTo("[\"fastStreamingChatModel\"]");
				assertThat(health(context).at("/fast/status").asString()).isEqualTo("UP");
			});
	}

	@Test
	void withoutLangChain4jTheClientsAreWhatIsBound(CapturedOutput output) {
		this.runner.withClassLoader(new FilteredClassLoader("dev.langchain4j")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains(PLAN).doesNotContain("application's own");
			assertThat(health(context).at("/bedrock/status").asString()).isEqualTo("UP");
		});
		this.runner.withClassLoader(new FilteredClassLoader("dev.langchain4j"))
			.withBean(RoutingClients.CLIENT, BedrockRuntimeClient.class, () -> new RecordingClient((response) -> {
			}))
			.run((context) -> assertThat(health(context).at("/bedrock/details/notBound").toString())
				.isEqualTo("[\"crossRegionBedrockRuntimeClient\"]"));
	}

	private static JsonNode health(AssertableApplicationContext context) {
		JsonMapper mapper = JsonMapper.shared();
		return mapper
			.readTree(mapper
				.writeValueAsString(context.getBean(HealthEndpoint.class).healthForPath("bedrockCrossRegion")))
			.get("components");
	}

	private static final class OwnChatModel implements ChatModel {

	}

	private static final class OwnStreamingChatModel implements StreamingChatModel {

	}

}
