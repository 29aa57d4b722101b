package dev.crossregion.bedrock.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every operation of the SDK's clients is routed, so that one which a newer SDK adds is
 * noticed: the interfaces answer it with {@link UnsupportedOperationException}.
 */
class UnsupportedOperationsTests {

	private final InvocationContext context = new InvocationContext((modelName, requested) -> {
		throw new RouteRefusedException("bedrock", "Nothing may leave",
				new Refusal.NotPlanned("", "nothing may leave"));
	}, new RouteStateRegistry(Clock.systemUTC()), List.of(), Clock.systemUTC(),
			new InvocationContext.WithoutModel(() -> {
				throw new IllegalStateException("Nothing may leave");
			}, Fixtures.UNLIMITED));

	@Test
	void everyOperationOfTheBlockingClientIsRouted() {
		try (RegionalClients regions = regions()) {
			assertThat(unsupported(BedrockRuntimeClient.class, new RoutingBedrockRuntimeClient(this.context, regions)))
				.isEmpty();
		}
	}

	@Test
	void everyOperationOfTheAsynchronousClientIsRouted() {
		try (RegionalClients regions = regions()) {
			assertThat(unsupported(BedrockRuntimeAsyncClient.class,
					new RoutingBedrockRuntimeAsyncClient(this.context, regions)))
				.isEmpty();
		}
	}

	@Test
	void aClientThatImplementsNothingIsNoticed() {
		assertThat(unsupported(BedrockRuntimeClient.class, new BareClient())).contains("converse", "countTokens",
				"listAsyncInvokes", "serviceClientConfiguration");
		assertThat(unsupported(BedrockRuntimeAsyncClient.class, new BareAsyncClient())).contains("converseStream",
				"invokeModelWithBidirectionalStream", "startAsyncInvoke");
	}

	private static RegionalClients regions() {
		return new RegionalClients(ClientSettings.DEFAULT, AnonymousCredentialsProvider.create());
	}

	private static List<String> unsupported(Class<?> type, SdkClient client) {
		List<String> unsupported = new ArrayList<>();
		Arrays.stream(type.getMethods())
			.filter(Method::isDefault)
			.filter((method) -> failure(method, client) instanceof UnsupportedOperationException)
			.map(Method::getName)
			.forEach(unsupported::add);
		return unsupported;
	}

	private static @Nullable Throwable failure(Method method, SdkClient client) {
		try {
			Object result = method.invoke(client,
					Arrays.stream(method.getParameterTypes()).map(UnsupportedOperationsTests::argument).toArray());
			return (result instanceof CompletableFuture<?> future)
					? future.handle((answer, failure) -> FailureClassifier.unwrap(failure)).join() : null;
		}
		catch (InvocationTargetException ex) {
			return ex.getCause();
		}
		catch (IllegalAccessException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Object argument(Class<?> type) {
		if (type == Consumer.class) {
			return (Consumer<Object>) (builder) -> {
			};
		}
		if (type == Publisher.class) {
			return SdkPublisher.fromIterable(List.of());
		}
		if (type == ConverseStreamResponseHandler.class) {
			return ConverseStreamResponseHandler.builder().subscriber((event) -> {
			}).build();
		}
		if (type == InvokeModelWithResponseStreamResponseHandler.class) {
			return InvokeModelWithResponseStreamResponseHandler.builder().subscriber((event) -> {
			}).build();
		}
		if (type == InvokeModelWithBidirectionalStreamResponseHandler.class) {
			return InvokeModelWithBidirectionalStreamResponseHandler.builder().subscriber((event) -> {
			}).build();
		}
		try {
			return ((SdkBuilder<?, ?>) type.getMethod("builder").invoke(null)).build();
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError("The SDK asks for a " + type + " now; give it one here", ex);
		}
	}

	/**
	 * What an operation looks like that nobody routes.
	 */
	private static final class BareClient implements BedrockRuntimeClient {

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

	/**
	 * The same for the asynchronous client.
	 */
	private static final class BareAsyncClient implements BedrockRuntimeAsyncClient {

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

}
