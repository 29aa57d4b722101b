package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.RecordingAsyncClient;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.bedrock.BedrockServiceTier;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What LangChain4j's models do by themselves, and what those of the starter do. When the
 * library mends its side, the first half of a test here fails and can go.
 */
class ChatModelUpstreamDefectTests {

	private static final ChatRequest GREETING = ChatRequest.builder()
		.messages(UserMessage.from("Good morning"))
		.build();

	private static final String PROFILE = "eu." + Runners.SONNET;

	private static final String SESSION_TOKEN = "a-session-token-that-nobody-may-see";

	private final BedrockEmulator emulator = BedrockEmulator.start();

	/** LangChain4j's own client takes everything but the Region from here. */
	private final Map<String, String> environment = Map.of("aws.endpointUrl", this.emulator.uri().toString(),
			SdkSystemSetting.AWS_ACCESS_KEY_ID.property(), "AKIDEXAMPLE",
			SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property(), "not-a-secret",
			SdkSystemSetting.AWS_SESSION_TOKEN.property(), SESSION_TOKEN);

	@AfterEach
	void stop() {
		this.environment.keySet().forEach(System::clearProperty);
		this.emulator.close();
	}

	@Test
	void aThrottledRegionIsCalledTwelveTimes() {
		this.environment.forEach(System::setProperty);
		this.emulator.fail(Fault.throttled());
		BedrockChatModel plain = BedrockChatModel.builder().region(Region.EU_CENTRAL_1).modelId(PROFILE).build();
		assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> plain.chat("Good morning"));
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).hasSize(12));
		this.emulator.journal().clear();
		Runners.emulated(this.emulator).withPropertyValues("bedrock.cross-region.routing.max-wait=0").run((context) -> {
			assertThatExceptionOfType(RateLimitException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"));
			Calls.assertModels(this.emulator, PROFILE);
		});
	}

	@Test
	void requestLoggingPrintsCredentials() {
		this.environment.forEach(System::setProperty);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		List<Logger> loggers = List.of(logger("dev.langchain4j"), logger("dev.crossregion"));
		loggers.forEach((logger) -> {
			logger.setLevel(Level.TRACE);
			logger.addAppender(log);
		});
		try {
			BedrockChatModel.builder()
				.region(Region.EU_CENTRAL_1)
				.modelId(PROFILE)
				.logRequests(true)
				.build()
				.chat("Good morning");
			assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
				.anySatisfy((line) -> assertThat(line).contains("AWS4-HMAC-SHA256", SESSION_TOKEN));
			log.list.clear();
			Runners.emulated(this.emulator)
				.withBean(BedrockChatModelBuilderCustomizer.class, () -> (name, builder) -> builder.logRequests(true))
				.run((context) -> context.getBean(ChatModel.class).chat("Good morning"));
			assertThat(log.list).isNotEmpty()
				.extracting(ILoggingEvent::getFormattedMessage)
				.noneMatch((line) -> line.contains("AWS4-HMAC-SHA256") || line.contains("Authorization"));
		}
		finally {
			loggers.forEach((logger) -> {
				logger.setLevel(null);
				logger.detachAppender(log);
			});
		}
	}

	@Test
	void withoutARegionUsEast1IsCalled() {
		this.environment.forEach(System::setProperty);
		BedrockChatModel.builder().modelId("us." + Runners.SONNET).build().chat("Good morning");
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).extracting(JournalEntry::sourceRegion)
			.containsExactly("us-east-1"));
		this.emulator.journal().clear();
		Runners.emulated(this.emulator).run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			Calls.assertSourceRegions(this.emulator, "eu-central-1");
		});
	}

	@Test
	void aResponseNamesWhatWasAskedForWhateverServedIt() {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		List<InvocationRecord> records = new ArrayList<>();
		Runners.emulated(this.emulator)
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1",
					"bedrock.cross-region.routes[1].mode=global")
			.withBean(InvocationListener.class, () -> records::add)
			.run((context) -> {
				ChatResponse answer = context.getBean(ChatModel.class).chat(UserMessage.from("Good morning"));
				assertThat(answer.metadata().modelName()).isEqualTo(PROFILE);
				assertThat(records).singleElement()
					.satisfies((record) -> assertThat(record.attempts())
						.extracting((attempt) -> attempt.route().sourceRegion().value(),
								(attempt) -> attempt.route().modelId())
						.containsExactly(tuple("eu-central-1", PROFILE),
								tuple("eu-west-1", "global." + Runners.SONNET)));
			});
	}

	@Test
	void aStreamedAnswerWithATraceButNoGuardrailIsKept() {
		RecordingAsyncClient client = new RecordingAsyncClient("end_turn");
		Runners.bundled()
			.withBean("crossRegionBedrockRuntimeAsyncClient", BedrockRuntimeAsyncClient.class, () -> client)
			.run((context) -> {
				ChatResponse answer = Streaming.answer(context.getBean(StreamingChatModel.class), GREETING);
				assertThat(answer.aiMessage().text()).isEqualTo("An answer that has been paid for");
				assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
			});
	}

	@Test
	void theDefaultsOfAStreamReachTheWire() {
		RecordingAsyncClient client = new RecordingAsyncClient("end_turn");
		ResponseFormat format = ResponseFormat.builder()
			.type(ResponseFormatType.JSON)
			.jsonSchema(JsonSchema.builder()
				.name("Greeting")
				.rootElement(JsonObjectSchema.builder().addStringProperty("text").required("text").build())
				.build())
			.build();
		Runners.bundled()
			.withBean("crossRegionBedrockRuntimeAsyncClient", BedrockRuntimeAsyncClient.class, () -> client)
			.withBean(BedrockStreamingChatModelBuilderCustomizer.class,
					() -> (name,
							builder) -> builder.defaultRequestParameters(BedrockChatRequestParameters.builder()
								.responseFormat(format)
								.serviceTier(BedrockServiceTier.FLEX)
								.build()))
			.run((context) -> {
				Streaming.answer(context.getBean(StreamingChatModel.class), GREETING);
				assertThat(client.lastRequest().serviceTier().typeAsString()).isEqualTo("flex");
				assertThat(client.lastRequest().outputConfig().textFormat().typeAsString()).isEqualTo("json_schema");
			});
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

}
