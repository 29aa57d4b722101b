package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Aborts pending requests when the HTTP client is closed. The close of Apache's pool
 * closes open sockets alone: a request with a place in the pool but no socket yet would
 * still connect, and then wait for an answer until the read timeout.
 */
final class AbortingHttpClient implements SdkHttpClient {

	private final SdkHttpClient delegate;

	private final Set<ExecutableHttpRequest> pending = ConcurrentHashMap.newKeySet();

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
		this.pending.forEach(ExecutableHttpRequest::abort);
		this.delegate.close();
	}

	/**
	 * A request that is registered while it waits for the answer.
	 */
	private final class Request implements ExecutableHttpRequest {

		private final ExecutableHttpRequest delegate;

		private Request(ExecutableHttpRequest delegate) {
			this.delegate = delegate;
		}

		@Override
		public HttpExecuteResponse call() throws IOException {
			AbortingHttpClient.this.pending.add(this.delegate);
			try {
				if (AbortingHttpClient.this.closed) {
					throw new IOException("The HTTP client is closed");
				}
				return this.delegate.call();
			}
			finally {
				AbortingHttpClient.this.pending.remove(this.delegate);
			}
		}

		@Override
		public void abort() {
			this.delegate.abort();
		}

	}

}
