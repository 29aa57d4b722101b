package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A Service Quotas that answers what a test tells it to, for answers that no AWS would
 * give.
 */
final class ServiceQuotasStub implements AutoCloseable {

	/** No answer as long as the stub lives. */
	static final Answer SILENCE = new Answer(0, "");

	/** A head, half a body, and nothing more. */
	static final Answer HALF = new Answer(1, "{\"Quotas\": [");

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "service-quotas-stub");
		thread.setDaemon(true);
		return thread;
	});

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private final IntFunction<Answer> answers;

	/**
	 * Start a stub.
	 * @param answers the answer by the number of the request, from 0
	 * @throws IOException if it cannot start
	 */
	ServiceQuotasStub(IntFunction<Answer> answers) throws IOException {
		this.answers = answers;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			int number;
			synchronized (this.requests) {
				number = this.requests.size();
				this.requests.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + body);
			}
			Answer answer = this.answers.apply(number);
			if (answer == SILENCE) {
				this.closed.await();
				return;
			}
			byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
			exchange.sendResponseHeaders((answer == HALF) ? 200 : answer.status,
					(answer == HALF) ? bytes.length * 2L : Math.max(bytes.length, 1));
			exchange.getResponseBody().write(bytes);
			exchange.getResponseBody().flush();
			if (answer == HALF) {
				this.closed.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * The requests so far.
	 * @return the target and the body of each
	 */
	List<String> requests() {
		return List.copyOf(this.requests);
	}

	static Answer page(String quotas, String token) {
		return new Answer(200,
				"{\"Quotas\": [" + quotas + "]" + ((token != null) ? ", \"NextToken\": \"" + token + "\"" : "") + "}");
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 * @param body the body
	 */
	record Answer(int status, String body) {
	}

}
