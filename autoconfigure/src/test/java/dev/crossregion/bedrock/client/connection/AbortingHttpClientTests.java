package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Which requests the close ends.
 */
class AbortingHttpClientTests {

	private static final HttpExecuteRequest REQUEST = HttpExecuteRequest.builder()
		.request(SdkHttpRequest.builder().protocol("http").host("localhost").method(SdkHttpMethod.GET).build())
		.build();

	private final Waiting delegate = new Waiting();

	private final AbortingHttpClient client = new AbortingHttpClient(this.delegate);

	@Test
	void theCloseEndsARequestThatWaits() throws InterruptedException {
		CompletableFuture<HttpExecuteResponse> waiting = new CompletableFuture<>();
		new Thread(() -> {
			try {
				waiting.complete(this.client.prepareRequest(REQUEST).call());
			}
			catch (IOException ex) {
				waiting.completeExceptionally(ex);
			}
		}).start();
		assertThat(this.delegate.called.await(30, TimeUnit.SECONDS)).isTrue();
		this.client.close();
		assertThat(waiting).failsWithin(30, TimeUnit.SECONDS)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("Aborted");
		assertThat(this.delegate.closes).hasValue(1);
	}

	@Test
	void noRequestIsSentAfterTheClose() {
		ExecutableHttpRequest late = this.client.prepareRequest(REQUEST);
		this.client.close();
		assertThatIOException().isThrownBy(late::call).withMessageContaining("closed");
		assertThat(this.delegate.called.getCount()).isOne();
	}

	@Test
	void aRequestThatHasItsAnswerIsLeftAlone() throws IOException {
		this.delegate.aborted.countDown();
		assertThatIOException().isThrownBy(() -> this.client.prepareRequest(REQUEST).call());
		this.delegate.answers = true;
		assertThat(this.client.prepareRequest(REQUEST).call().httpResponse().statusCode()).isEqualTo(200);
		this.client.close();
		assertThat(this.delegate.aborts).hasValue(0);
	}

	@Test
	void theSdkAbortsARequestItself() {
		this.client.prepareRequest(REQUEST).abort();
		assertThat(this.delegate.aborts).hasValue(1);
		assertThat(this.client.clientName()).isEqualTo("Waiting");
	}

	/**
	 * Waits until it is aborted.
	 */
	private static final class Waiting implements SdkHttpClient {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CountDownLatch aborted = new CountDownLatch(1);

		private final AtomicInteger aborts = new AtomicInteger();

		private final AtomicInteger closes = new AtomicInteger();

		private volatile boolean answers;

		@Override
		public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
			return new ExecutableHttpRequest() {

				@Override
				public HttpExecuteResponse call() throws IOException {
					Waiting.this.called.countDown();
					if (Waiting.this.answers) {
						return HttpExecuteResponse.builder()
							.response(SdkHttpResponse.builder().statusCode(200).build())
							.build();
					}
					try {
						Waiting.this.aborted.await(60, TimeUnit.SECONDS);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					throw new IOException("Aborted");
				}

				@Override
				public void abort() {
					Waiting.this.aborts.incrementAndGet();
					Waiting.this.aborted.countDown();
				}

			};
		}

		@Override
		public String clientName() {
			return "Waiting";
		}

		@Override
		public void close() {
			this.closes.incrementAndGet();
		}

	}

}
