package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link OpenStreams} at each moment at which a subscriber may cancel.
 */
class OpenStreamsTests {

	private static final RequestAdditions NOTHING = new RequestAdditions(null, null, null, null);

	private static final ConverseStreamRequest REQUEST = ConverseStreamRequest.builder()
		.modelId(CrossRegionProperties.CHAT_MODEL_NAME)
		.build();

	private static final ConverseStreamResponseHandler HANDLER = ConverseStreamResponseHandler.builder()
		.onEventStream((events) -> {
		})
		.build();

	private final Opening client = new Opening();

	private final OpenStreams streams = new OpenStreams(this.client, NOTHING);

	@Test
	void theOpenStreamIsClosed() {
		CompletableFuture<Void> first = this.streams.converseStream(REQUEST, HANDLER);
		first.complete(null);
		CompletableFuture<Void> second = this.streams.converseStream(REQUEST, HANDLER);
		this.streams.cancel();
		assertThat(first).isCompleted().isNotCancelled();
		assertThat(second).isCancelled();
	}

	@Test
	void noStreamIsOpenedAfterACancel() {
		this.streams.cancel();
		assertThat(this.streams.converseStream(REQUEST, HANDLER)).isCompletedExceptionally();
		assertThat(this.client.opened).isEmpty();
	}

	@Test
	void aStreamIsClosedThatOpensDuringACancel() {
		this.client.meanwhile = this.streams::cancel;
		this.streams.converseStream(REQUEST, HANDLER);
		assertThat(this.client.opened).singleElement().satisfies((stream) -> assertThat(stream).isCancelled());
	}

	/** A client whose streams stay open. */
	private static final class Opening implements BedrockRuntimeAsyncClient {

		private final List<CompletableFuture<Void>> opened = new ArrayList<>();

		private Runnable meanwhile = () -> {
		};

		@Override
		public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
				ConverseStreamResponseHandler handler) {
			CompletableFuture<Void> stream = new CompletableFuture<>();
			this.opened.add(stream);
			this.meanwhile.run();
			return stream;
		}

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
			// Holds nothing.
		}

	}

}
