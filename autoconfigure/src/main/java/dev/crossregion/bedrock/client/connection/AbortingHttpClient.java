package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client whose close ends the requests that wait for an answer. The close of
 * Apache's pool closes the sockets it knows of. A request that has its place in the pool
 * and not yet a socket would connect after that, and then wait for as long as a model may
 * think.
 */
final class AbortingHttpClient implements SdkHttpClient {

	private final SdkHttpClient delegate;

	private final Set<ExecutableHttpRequest> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	AbortingHttpClient(SdkHttpClient delegate) {
		this.delegate = delegate;
	}

	@Override
	public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
		return new Request(this.delegate.prepareRequest(request));
	}

	@Override
	public String clientName() {
		return this.delegate.clientName();
	}

	@Override
	public void close() {
		this.closed = true;
		this.waiting.forEach(ExecutableHttpRequest::abort);
		this.delegate.close();
	}

	/**
	 * A request that is known while it waits.
	 */
	private final class Request implements ExecutableHttpRequest {

		private final ExecutableHttpRequest delegate;

		private Request(ExecutableHttpRequest delegate) {
			this.delegate = delegate;
		}

		@Override
		public HttpExecuteResponse call() throws IOException {
			AbortingHttpClient.this.waiting.add(this.delegate);
			try {
				if (AbortingHttpClient.this.closed) {
					throw new IOException("The HTTP client is closed");
				}
				return this.delegate.call();
			}
			finally {
				AbortingHttpClient.this.waiting.remove(this.delegate);
			}
		}

		@Override
		public void abort() {
			this.delegate.abort();
		}

	}

}
