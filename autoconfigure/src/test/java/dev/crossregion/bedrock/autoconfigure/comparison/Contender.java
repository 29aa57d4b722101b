package dev.crossregion.bedrock.autoconfigure.comparison;

import java.time.Duration;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.comparison.Failure.Trait;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import io.netty.util.concurrent.DefaultThreadFactory;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;

/**
 * The clients that are compared with the starter. All have the defaults of their users;
 * the time that they wait for a silent server is shortened for failures that are silent,
 * as it is for the starter.
 */
enum Contender {

	/** The clients of the AWS SDK. */
	SDK {

		@Override
		Client open(Stage stage, Failure failure, CallKind kind, Question question) {
			if (kind == CallKind.BLOCKING) {
				BedrockRuntimeClient client = blocking(stage, failure, null);
				return new Opened(() -> question.ask(client), client);
			}
			BedrockRuntimeAsyncClient client = streaming(stage, failure, null);
			return new Opened(() -> question.ask(client), client);
		}

	},

	/**
	 * LangChain4j's models. A client that one makes for itself has a limit of a minute
	 * for a call, and otherwise the defaults of the SDK: it is made here only to set its
	 * endpoint.
	 */
	LANGCHAIN4J {

		@Override
		Client open(Stage stage, Failure failure, CallKind kind, Question question) {
			if (kind == CallKind.BLOCKING) {
				BedrockRuntimeClient client = blocking(stage, failure, CALL_TIMEOUT);
				BedrockChatModel model = BedrockChatModel.builder().client(client).modelId(question.modelId()).build();
				return new Opened(() -> question.ask(model), client);
			}
			FollowedClient client = new FollowedClient(streaming(stage, failure, CALL_TIMEOUT));
			BedrockStreamingChatModel model = BedrockStreamingChatModel.builder()
				.client(client)
				.modelId(question.modelId())
				.build();
			return new Opened(() -> {
				Result result = question.ask(model);
				client.awaitEnd();
				return result;
			}, client);
		}

	},

	/**
	 * Spring AI's model, on clients with the time-outs of those that its
	 * auto-configuration makes: they are made here only to set their endpoint.
	 */
	SPRING_AI {

		@Override
		Client open(Stage stage, Failure failure, CallKind kind, Question question) {
			BedrockRuntimeClient client = configure(BedrockRuntimeClient.builder(), stage, SPRING_AI_TIMEOUT)
				.httpClientBuilder(Apache5HttpClient.builder()
					.connectionTimeout(Duration.ofSeconds(5))
					.socketTimeout((failure.is(Trait.SILENT)) ? Failure.READ_TIMEOUT : Duration.ofSeconds(90)))
				.build();
			FollowedClient asyncClient = new FollowedClient(
					configure(BedrockRuntimeAsyncClient.builder(), stage, SPRING_AI_TIMEOUT)
						.httpClientBuilder(NettyNioAsyncHttpClient.builder()
							.eventLoopGroup(EVENT_LOOPS)
							.tcpKeepAlive(true)
							.connectionTimeout(Duration.ofSeconds(5))
							.readTimeout((failure.is(Trait.SILENT)) ? Failure.READ_TIMEOUT : Duration.ofSeconds(30)))
						.build());
			BedrockProxyChatModel model = BedrockProxyChatModel.builder()
				.bedrockRuntimeClient(client)
				.bedrockRuntimeAsyncClient(asyncClient)
				.defaultOptions(BedrockChatOptions.builder().model(question.modelId()).build())
				.build();
			return new Opened(() -> {
				Result result = question.ask(model, kind);
				asyncClient.awaitEnd();
				return result;
			}, () -> {
				client.close();
				asyncClient.close();
			});
		}

	};

	private static final Duration SPRING_AI_TIMEOUT = Duration.ofMinutes(5);

	private static final Duration CALL_TIMEOUT = Duration.ofMinutes(1);

	/** Shared, because a client that has its own takes two seconds to close. */
	private static final SdkEventLoopGroup EVENT_LOOPS = SdkEventLoopGroup.builder()
		.threadFactory(new DefaultThreadFactory("comparison-event-loop", true))
		.build();

	abstract Client open(Stage stage, Failure failure, CallKind kind, Question question);

	private static BedrockRuntimeClient blocking(Stage stage, Failure failure, Duration callTimeout) {
		Apache5HttpClient.Builder http = Apache5HttpClient.builder();
		if (failure.is(Trait.SILENT)) {
			http.socketTimeout(Failure.READ_TIMEOUT);
		}
		return configure(BedrockRuntimeClient.builder(), stage, callTimeout).httpClientBuilder(http).build();
	}

	private static BedrockRuntimeAsyncClient streaming(Stage stage, Failure failure, Duration callTimeout) {
		NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder().eventLoopGroup(EVENT_LOOPS);
		if (failure.is(Trait.SILENT)) {
			http.readTimeout(Failure.READ_TIMEOUT);
		}
		return configure(BedrockRuntimeAsyncClient.builder(), stage, callTimeout).httpClientBuilder(http).build();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, Stage stage, Duration callTimeout) {
		return builder.region(Region.of(Routes.FIRST))
			.credentialsProvider(stage.credentials())
			.endpointOverride(stage.endpoint())
			.overrideConfiguration((override) -> override.apiCallTimeout(callTimeout));
	}

	/**
	 * A client that asks by what it was opened with.
	 *
	 * @param ask asks
	 * @param client is closed with it
	 */
	private record Opened(Supplier<Result> ask, AutoCloseable client) implements Client {

		@Override
		public Result call() {
			return this.ask.get();
		}

		@Override
		public void close() {
			try {
				this.client.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
