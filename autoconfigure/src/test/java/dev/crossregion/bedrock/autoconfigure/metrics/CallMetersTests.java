package dev.crossregion.bedrock.autoconfigure.metrics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Meters of real calls over HTTP.
 */
class CallMetersTests {

	private static final String PROFILE = "eu." + Runners.SONNET;

	private BedrockEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator).withBean(MeterRegistry.class, SimpleMeterRegistry::new);
	}

	private ApplicationContextRunner twoRoutes() {
		return runner().withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
				"bedrock.cross-region.routes[1].source-region=eu-west-1");
	}

	private static MeterRegistry registry(ApplicationContext context) {
		MeterRegistry registry = context.getBean(MeterRegistry.class);
		// Spring Boot's own post-processor is not part of these contexts.
		context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
		return registry;
	}

	@Test
	void callAndAttemptAreTimed() {
		runner().run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			MeterRegistry registry = registry(context);
			for (String name : List.of("bedrock.crossregion.call", "bedrock.crossregion.attempt")) {
				assertThat(registry.get(name)
					.tags("model", "bedrock", "profile", PROFILE, "source.region", "eu-central-1", "outcome", "success")
					.timer()
					.count()).as(name).isEqualTo(1);
			}
			assertThat(registry.find("bedrock.crossregion.first.content").timer()).isNull();
			assertThat(registry.find("bedrock.crossregion.retry").counter()).isNull();
		});
	}

	@Test
	void costIsCountedWherePricesAreDeclared() {
		String price = "bedrock.cross-region.prices[" + PROFILE + "]";
		runner().withInitializer(Runners.properties(Map.of(price + ".input", 1_000_000, price + ".output", 0)))
			.run((context) -> {
				TokenUsage usage = context.getBean(ChatModel.class)
					.chat(ChatRequest.builder().messages(UserMessage.from("Good morning")).build())
					.tokenUsage();
				assertThat(usage.inputTokenCount()).isPositive();
				assertThat(registry(context).get("bedrock.crossregion.cost")
					.tags("model", "bedrock", "profile", PROFILE, "source.region", "eu-central-1")
					.counter()
					.count()).isEqualTo(usage.inputTokenCount().doubleValue());
			});
		runner().run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			assertThat(registry(context).find("bedrock.crossregion.cost").counter()).as("no price is declared")
				.isNull();
		});
	}

	@Test
	void attemptOnTheSameRouteIsARetry() {
		runner().run((context) -> {
			this.emulator.fail(Fault.unavailable().times(1));
			context.getBean(ChatModel.class).chat("Good morning");
			MeterRegistry registry = registry(context);
			assertThat(registry.get("bedrock.crossregion.retry")
				.tags("model", "bedrock", "profile", PROFILE, "source.region", "eu-central-1", "reason", "unavailable")
				.counter()
				.count()).isEqualTo(1);
			assertThat(registry.get("bedrock.crossregion.attempt").tag("outcome", "unavailable").timer().count())
				.isEqualTo(1);
			assertThat(registry.get("bedrock.crossregion.call").timer().count()).isEqualTo(1);
			assertThat(registry.find("bedrock.crossregion.failover").counter()).isNull();
		});
	}

	@Test
	void attemptOnAnotherRouteIsAFailover() {
		twoRoutes().run((context) -> {
			this.emulator.fail(Fault.throttled().from("eu-central-1"));
			context.getBean(ChatModel.class).chat("Good morning");
			MeterRegistry registry = registry(context);
			assertThat(registry.get("bedrock.crossregion.failover")
				.tags("model", "bedrock", "from", "eu-central-1/" + PROFILE, "to", "eu-west-1/" + PROFILE, "reason",
						"throttled")
				.counter()
				.count()).isEqualTo(1);
			assertThat(registry.get("bedrock.crossregion.call")
				.tags("source.region", "eu-west-1", "outcome", "success")
				.timer()
				.count()).isEqualTo(1);
			assertThat(registry.get("bedrock.crossregion.route.available")
				.tag("source.region", "eu-central-1")
				.gauge()
				.value()).isZero();
			assertThat(registry.get("bedrock.crossregion.route.available")
				.tag("source.region", "eu-west-1")
				.gauge()
				.value()).isEqualTo(1);
		});
	}

	@Test
	void firstContentOfAStreamIsTimed() {
		runner().run((context) -> {
			Streaming.answer(context.getBean(StreamingChatModel.class),
					ChatRequest.builder().messages(UserMessage.from("Good morning")).build());
			MeterRegistry registry = registry(context);
			// The record of a stream is made after its last signal to the caller.
			await().untilAsserted(() -> assertThat(registry.get("bedrock.crossregion.first.content")
				.tags("model", "bedrock", "profile", PROFILE, "source.region", "eu-central-1")
				.timer()
				.count()).isEqualTo(1));
		});
	}

	@Test
	void headroomFallsWithAThrottle() {
		runner()
			.withPropertyValues("bedrock.cross-region.routes[0].quota.tokens-per-minute=100000",
					"bedrock.cross-region.routing.max-wait=10ms")
			.run((context) -> {
				MeterRegistry registry = registry(context);
				assertThat(headroom(registry)).isEqualTo(1);
				this.emulator.fail(Fault.throttled());
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"));
				assertThat(headroom(registry)).isBetween(0.0, 0.9);
			});
	}

	private static double headroom(MeterRegistry registry) {
		return registry.get("bedrock.crossregion.quota.headroom").gauge().value();
	}

	@Test
	void tagsStayBoundedWhateverRequestsName() {
		runner().run((context) -> {
			BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
			for (int i = 0; i < 200; i++) {
				String model = "hostile-" + i + ".\"\n{}" + "x".repeat(i);
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> client.converse((request) -> request.modelId(model)));
			}
			Message message = Message.builder().role("user").content(ContentBlock.fromText("Good morning")).build();
			client.converse((request) -> request.modelId("amazon.nova-lite-v1:0").messages(message));
			Set<String> known = Set.of("bedrock", "none", PROFILE, "eu.amazon.nova-lite-v1:0", "eu-central-1",
					"not-planned", "chat", "aws.bedrock", "amazon.nova-lite-v1:0", "input", "output");
			Map<String, CrossRegionMeter> meters = List.of(CrossRegionMeter.values())
				.stream()
				.collect(Collectors.toMap(CrossRegionMeter::meterName, (meter) -> meter));
			Set<String> values = new TreeSet<>();
			for (Meter meter : registry(context).getMeters()) {
				CrossRegionMeter documented = meters.get(meter.getId().getName());
				assertThat(documented).as(meter.getId().getName()).isNotNull();
				assertThat(meter.getId().getTags().stream().map(Tag::getKey))
					.containsExactlyInAnyOrderElementsOf(documented.tagKeys());
				meter.getId().getTags().stream().map(Tag::getValue).forEach(values::add);
			}
			List.of(Outcome.values()).forEach((outcome) -> values.remove(outcome.value()));
			assertThat(values).isSubsetOf(known).contains("not-planned", "eu.amazon.nova-lite-v1:0");
		});
	}

	@Test
	void tokensThatAnAnswerReservedAndDidNotUseAreCounted() {
		runner().withPropertyValues("bedrock.cross-region.chat-model.max-output-tokens=1000").run((context) -> {
			ChatResponse answer = context.getBean(ChatModel.class)
				.chat(ChatRequest.builder().messages(UserMessage.from("Good morning")).build());
			int burndown = 5;
			DistributionSummary unused = registry(context).get("bedrock.crossregion.tokens.unused")
				.tag("model", "bedrock")
				.summary();
			assertThat(unused.count()).isEqualTo(1);
			// The input is estimated, so a few tokens more or less are reserved for it.
			assertThat(unused.totalAmount()).isCloseTo(1000 - burndown * answer.tokenUsage().outputTokenCount(),
					within(20.0));
		});
	}

	@Test
	void failedCallHasNoUnusedTokens() {
		runner().run((context) -> {
			this.emulator.fail(Fault.invalidToolSequence());
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"));
			assertThat(registry(context).find("bedrock.crossregion.tokens.unused").summary()).isNull();
		});
	}

	@Test
	void everyMeterIsDocumented() throws Exception {
		String page = Files.readString(Path.of("../docs/operating.md"));
		for (CrossRegionMeter meter : CrossRegionMeter.values()) {
			String row = page.lines()
				.filter((line) -> line.startsWith("| `" + meter.meterName() + "` |"))
				.findFirst()
				.orElse("");
			assertThat(row).as("the row of " + meter.meterName()).isNotEmpty();
			meter.tagKeys().forEach((key) -> assertThat(row).as(meter.meterName()).contains("`" + key + "`"));
		}
	}

}
