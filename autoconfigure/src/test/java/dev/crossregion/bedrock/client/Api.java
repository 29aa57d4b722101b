package dev.crossregion.bedrock.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/**
 * The two routing clients, which have to behave alike.
 */
enum Api {

	/** The client that blocks. */
	SYNC {

		@Override
		<R> R call(InvocationContext context, RegionalClients regions, Function<BedrockRuntimeClient, R> sync,
				Function<BedrockRuntimeAsyncClient, CompletableFuture<R>> async) {
			return sync.apply(new RoutingBedrockRuntimeClient(context, regions));
		}

	},

	/** The client that does not. */
	ASYNC {

		@Override
		<R> R call(InvocationContext context, RegionalClients regions, Function<BedrockRuntimeClient, R> sync,
				Function<BedrockRuntimeAsyncClient, CompletableFuture<R>> async) {
			// What is thrown here, and not by join, was thrown synchronously.
			CompletableFuture<R> response = async.apply(new RoutingBedrockRuntimeAsyncClient(context, regions));
			try {
				return response.join();
			}
			catch (CompletionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		}

	};

	static final Message QUESTION = Message.builder()
		.role(ConversationRole.USER)
		.content(ContentBlock.fromText("Which Region answers?"))
		.build();

	/**
	 * Call an operation and wait for its answer.
	 * @param <R> the type of the answer
	 * @param context the context
	 * @param regions the clients
	 * @param sync the operation of the client that blocks
	 * @param async the operation of the client that does not
	 * @return the answer
	 */
	abstract <R> R call(InvocationContext context, RegionalClients regions, Function<BedrockRuntimeClient, R> sync,
			Function<BedrockRuntimeAsyncClient, CompletableFuture<R>> async);

	ConverseResponse converse(InvocationContext context, RegionalClients regions,
			Consumer<ConverseRequest.Builder> more) {
		ConverseRequest request = ConverseRequest.builder()
			.modelId("bedrock")
			.messages(QUESTION)
			.applyMutation(more)
			.build();
		return call(context, regions, (client) -> client.converse(request), (client) -> client.converse(request));
	}

}
