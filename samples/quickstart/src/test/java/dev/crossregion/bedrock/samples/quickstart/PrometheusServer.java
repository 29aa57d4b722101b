package dev.crossregion.bedrock.samples.quickstart;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * A Prometheus that scrapes one application each second, as a process of its own on
 * loopback.
 */
final class PrometheusServer implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final HttpClient HTTP = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

	private final Process process;

	private final String base;

	private PrometheusServer(Process process, int port) {
		this.process = process;
		this.base = "http://127.0.0.1:" + port;
	}

	/**
	 * Find the program.
	 * @return its path, empty where it is not installed
	 */
	static Optional<Path> program() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "prometheus"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Start a server.
	 * @param program the program
	 * @param folder for its configuration and its data
	 * @param target the port of the application
	 * @param rules a file with rules to load
	 * @return the server, ready for queries
	 */
	static PrometheusServer start(Path program, Path folder, int target, Path rules) throws IOException {
		Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
				global:
				  scrape_interval: 1s
				  evaluation_interval: 1s
				rule_files: ['%s']
				scrape_configs:
				  - job_name: quickstart
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: ['127.0.0.1:%d']
				""".formatted(rules.toAbsolutePath().normalize(), target));
		int port = freePort();
		Process process = new ProcessBuilder(program.toString(), "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("prometheus.log").toFile())
			.start();
		PrometheusServer server = new PrometheusServer(process, port);
		try {
			await().atMost(TIMEOUT).ignoreExceptions().until(() -> server.send("/-/ready").statusCode() == 200);
			return server;
		}
		catch (RuntimeException ex) {
			server.close();
			throw new IllegalStateException(Files.readString(folder.resolve("prometheus.log")), ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Run a query.
	 * @param expression the query
	 * @return the answer of the API
	 */
	JsonNode query(String expression) {
		return json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
	}

	/**
	 * The rules that were loaded.
	 * @return the answer of the API
	 */
	JsonNode rules() {
		return json("/api/v1/rules");
	}

	private JsonNode json(String path) {
		return JsonMapper.shared().readTree(send(path).body());
	}

	private HttpResponse<String> send(String path) {
		try {
			return HTTP.send(HttpRequest.newBuilder(URI.create(this.base + path)).timeout(TIMEOUT).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
