package dev.crossregion.bedrock.autoconfigure.springai;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.bedrock.converse.api.MediaFetcher;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Spring AI's model, whose streams keep all text for a slow subscriber and are closed
 * when the subscriber cancels. The constructor is used rather than the builder, which
 * would look up a Region where the AWS SDK does, instance metadata included.
 */
final class RoutedBedrockProxyChatModel extends BedrockProxyChatModel {

	private final BedrockRuntimeClient client;

	private final BedrockRuntimeAsyncClient asyncClient;

	private final RequestAdditions additions;

	private final BedrockChatOptions options;

	private final SpringAiCalls calls;

	private final MediaFetcher media;

	private volatile @Nullable ChatModelObservationConvention convention;

	RoutedBedrockProxyChatModel(BedrockRuntimeClient client, BedrockRuntimeAsyncClient asyncClient,
			RequestAdditions additions, BedrockChatOptions options, SpringAiCalls calls, MediaFetcher media) {
		super(client, asyncClient, options, calls.observations(), calls.tools(), calls.eligibility(), media);
		this.client = client;
		this.asyncClient = asyncClient;
		this.additions = additions;
		this.options = options;
		this.calls = calls;
		this.media = media;
		if (calls.convention() != null) {
			setObservationConvention(calls.convention());
		}
	}

	/**
	 * Stream an answer. Spring AI drops text that its subscriber has not asked for yet,
	 * so all of it is asked for and kept.
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> {
			OpenStreams streams = new OpenStreams(this.asyncClient, this.additions);
			return ofOneSubscriber(streams).stream(prompt).doOnCancel(streams::cancel);
		}).onBackpressureBuffer();
	}

	private BedrockProxyChatModel ofOneSubscriber(OpenStreams streams) {
		BedrockProxyChatModel model = new BedrockProxyChatModel(this.client, streams, this.options,
				this.calls.observations(), this.calls.tools(), this.calls.eligibility(), this.media);
		ChatModelObservationConvention convention = this.convention;
		if (convention != null) {
			model.setObservationConvention(convention);
		}
		return model;
	}

	@Override
	public void setObservationConvention(ChatModelObservationConvention observationConvention) {
		super.setObservationConvention(observationConvention);
		this.convention = observationConvention;
	}

}
