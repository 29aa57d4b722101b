package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client that aborts its open requests when it is closed. Closing Apache's
 * connection pool closes only sockets that exist: a request that has a place in the pool
 * but no socket yet would still connect, and then wait until its read timeout.
 */
final class AbortingHttpClient implements SdkHttpClient {

	private final SdkHttpClient delegate;

	private final Set<ExecutableHttpRequest> openRequests = ConcurrentHashMap.newKeySet();

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
		this.openRequests.forEach(ExecutableHttpRequest::abort);
		this.delegate.close();
	}

	/**
	 * A request that is registered while it waits for its response.
	 */
	private final class Request implements ExecutableHttpRequest {

		private final ExecutableHttpRequest delegate;

		private Request(ExecutableHttpRequest delegate) {
			this.delegate = delegate;
		}

		@Override
		public HttpExecuteResponse call() throws IOException {
			AbortingHttpClient.this.openRequests.add(this.delegate);
			try {
				if (AbortingHttpClient.this.closed) {
					throw new IOException("The HTTP client is closed");
				}
				return this.delegate.call();
			}
			finally {
				AbortingHttpClient.this.openRequests.remove(this.delegate);
			}
		}

		@Override
		public void abort() {
			this.delegate.abort();
		}

	}

}
