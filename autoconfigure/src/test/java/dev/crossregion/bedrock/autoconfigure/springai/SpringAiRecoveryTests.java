package dev.crossregion.bedrock.autoconfigure.springai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of a call of Spring AI that fails, and how many requests it makes.
 */
class SpringAiRecoveryTests {

	private static final String[] THREE_ROUTES = { "bedrock.cross-region.residency.allow=EU",
			"bedrock.cross-region.routes[0].source-region=eu-central-1",
			"bedrock.cross-region.routes[1].source-region=eu-west-1",
			"bedrock.cross-region.routes[2].source-region=eu-north-1" };

	private BedrockEmulator emulator;

	private final List<InvocationRecord> records = new CopyOnWriteArrayList<>();

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
		// More attempts than there are in any time: none of them may be used.
		this.runner = SpringAiRunners.with(Runners.emulated(this.emulator))
			.withBean(InvocationListener.class, () -> this.records::add)
			.withPropertyValues("spring.ai.retry.max-attempts=50", "spring.ai.retry.on-client-errors=true",
					"spring.ai.retry.backoff.initial-interval=1ms");
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@ParameterizedTest
	@EnumSource
	void aThrottledRegionIsLeftAfterOneRequest(Mode mode) {
		this.emulator.fail(Fault.throttledTokens().from("eu-central-1"));
		this.runner.withPropertyValues(THREE_ROUTES).run((context) -> {
			assertThat(mode.ask(context.getBean(ChatModel.class))).contains("Good morning");
			Calls.assertSourceRegions(this.emulator, "eu-central-1", "eu-west-1");
			assertThat(this.records).singleElement()
				.satisfies((call) -> assertThat(call.outcome()).isEqualTo(Outcome.SUCCESS));
		});
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsRepeatedBeyondTheAttemptsOfTheRoutingClients(Mode mode) {
		this.emulator.fail(Fault.unavailable());
		this.runner.withPropertyValues("bedrock.cross-region.routing.max-attempts=3").run((context) -> {
			assertThatExceptionOfType(ServiceUnavailableException.class)
				.isThrownBy(() -> mode.ask(context.getBean(ChatModel.class)));
			Calls.assertSourceRegions(this.emulator, "eu-central-1", "eu-central-1", "eu-central-1");
			assertThat(this.records).hasSize(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void withoutRoomAndWithoutAWaitOneRequestIsMade(Mode mode) {
		this.emulator.fail(Fault.throttledTokens());
		this.runner
			.withPropertyValues("bedrock.cross-region.routing.max-wait=0",
					"bedrock.cross-region.routing.max-attempts=1")
			.run((context) -> {
				assertThatExceptionOfType(ThrottlingException.class)
					.isThrownBy(() -> mode.ask(context.getBean(ChatModel.class)));
				Calls.assertSourceRegions(this.emulator, "eu-central-1");
			});
	}

	@ParameterizedTest
	@EnumSource
	void anInvalidRequestIsSentOnce(Mode mode) {
		this.emulator.fail(Fault.status(400, "ValidationException", "The value at messages.0.content is empty."));
		this.runner.withPropertyValues(THREE_ROUTES).run((context) -> {
			assertThatExceptionOfType(AwsServiceException.class)
				.isThrownBy(() -> mode.ask(context.getBean(ChatModel.class)));
			Calls.assertSourceRegions(this.emulator, "eu-central-1");
		});
	}

	@Test
	void healthAndMetersKnowItsCalls() {
		this.runner.withPropertyValues(THREE_ROUTES)
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> {
				List<String> answers = new ArrayList<>();
				for (Mode mode : Mode.values()) {
					answers.add(mode.ask(context.getBean(ChatModel.class)));
				}
				assertThat(answers).hasSize(2);
				assertThat(context.getBean(HealthEndpoint.class)
					.healthForPath("bedrockCrossRegion", "bedrock")
					.getStatus()).isEqualTo(Status.UP);
				assertThat(context.getBean(SimpleMeterRegistry.class)
					.get("bedrock.crossregion.call")
					.tag("model", "bedrock")
					.tag("outcome", "success")
					.timer()
					.count()).isEqualTo(2);
			});
	}

	/** How a model is called. */
	enum Mode {

		BLOCKING {

			@Override
			String ask(ChatModel model) {
				return String.valueOf(model.call("Good morning"));
			}

		},

		STREAMING {

			@Override
			String ask(ChatModel model) {
				return String.join("",
						model.stream("Good morning").collectList().blockOptional(Duration.ofSeconds(60)).orElseThrow());
			}

		};

		abstract String ask(ChatModel model);

	}

}
