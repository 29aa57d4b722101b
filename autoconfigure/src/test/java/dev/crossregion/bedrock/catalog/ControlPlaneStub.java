package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crossregion.bedrock.profile.RegionCode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/**
 * A control plane that answers what a test tells it to, for answers that no Bedrock would
 * give. Until told otherwise it knows no profile and no model.
 */
final class ControlPlaneStub implements AutoCloseable {

	/** No answer as long as the stub lives. */
	static final Answer SILENCE = new Answer(0, "");

	private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/[0-9]+/([^/]+)/");

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "control-plane-stub");
		thread.setDaemon(true);
		return thread;
	});

	private final Map<String, Function<Call, Answer>> behaviour = new ConcurrentHashMap<>(
			Map.of("ListInferenceProfiles", (call) -> profiles(), "ListFoundationModels", (call) -> models(),
					"GetInferenceProfile", (call) -> error(404, "ResourceNotFoundException", "No such profile")));

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final Map<RegionCode, BedrockClient> clients = new ConcurrentHashMap<>();

	private final HttpServer server;

	ControlPlaneStub() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Call call = call(exchange);
			this.calls.add(call);
			Answer answer = this.behaviour.get(call.operation).apply(call);
			if (answer == SILENCE) {
				this.closed.await();
				return;
			}
			byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(answer.status, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Call call(HttpExchange exchange) {
		Matcher scope = SCOPE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
		if (!scope.find()) {
			throw new IllegalStateException("The request is not signed");
		}
		String path = exchange.getRequestURI().getPath();
		String id = (path.startsWith("/inference-profiles/")) ? path.substring("/inference-profiles/".length()) : "";
		String operation = (!id.isEmpty()) ? "GetInferenceProfile"
				: (path.startsWith("/foundation-models")) ? "ListFoundationModels" : "ListInferenceProfiles";
		String query = exchange.getRequestURI().getRawQuery();
		Map<String, String> parameters = Arrays.stream((query != null) ? query.split("&") : new String[0])
			.map((parameter) -> parameter.split("=", 2))
			.collect(Collectors.toMap((parameter) -> parameter[0],
					(parameter) -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
		return new Call(new RegionCode(scope.group(1)), operation, id, parameters);
	}

	ControlPlaneStub on(String operation, Function<Call, Answer> answer) {
		this.behaviour.put(operation, answer);
		return this;
	}

	List<Call> calls() {
		return new ArrayList<>(this.calls);
	}

	/**
	 * The client of a Region, which waits for an answer as long as clients for model
	 * calls do.
	 * @param region the Region
	 * @return the client, closed with the stub
	 */
	BedrockClient client(RegionCode region) {
		return this.clients.computeIfAbsent(region,
				(code) -> BedrockClient.builder()
					.region(Region.of(code.value()))
					.endpointOverride(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()))
					.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
					.httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(10)))
					.overrideConfiguration(
							(configuration) -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
					.build());
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.clients.values().forEach(BedrockClient::close);
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	static Answer json(String body) {
		return new Answer(200, body);
	}

	static Answer error(int status, String type, String message) {
		return new Answer(status, "{\"__type\": \"%s\", \"message\": \"%s\"}".formatted(type, message));
	}

	static Answer denied() {
		return error(403, "AccessDeniedException", "User: arn:aws:iam::111122223333:role/app is not authorized");
	}

	/**
	 * A list of profiles.
	 * @param profiles the profiles as JSON
	 * @return the last page
	 */
	static Answer profiles(String... profiles) {
		return json("{\"inferenceProfileSummaries\": [%s]}".formatted(String.join(",", profiles)));
	}

	static String profile(String id, String... modelArns) {
		return "{\"inferenceProfileId\": \"%s\", \"type\": \"SYSTEM_DEFINED\", \"status\": \"ACTIVE\", \"models\": [%s]}"
			.formatted(id,
					Arrays.stream(modelArns)
						.map((arn) -> "{\"modelArn\": \"" + arn + "\"}")
						.collect(Collectors.joining(",")));
	}

	static String modelArn(String region, String model) {
		return "arn:aws:bedrock:" + region + "::foundation-model/" + model;
	}

	static Answer models(String... onDemand) {
		return json("{\"modelSummaries\": [%s]}".formatted(Arrays.stream(onDemand)
			.map((model) -> "{\"modelId\": \"" + model + "\", \"inferenceTypesSupported\": [\"ON_DEMAND\"]}")
			.collect(Collectors.joining(","))));
	}

	/**
	 * The list of models, each with a life cycle.
	 * @param lifecycles the life cycles in JSON by model
	 * @return the answer
	 */
	static Answer models(Map<String, String> lifecycles) {
		return json("{\"modelSummaries\": [%s]}".formatted(lifecycles.entrySet()
			.stream()
			.map((model) -> "{\"modelId\": \"" + model.getKey() + "\", \"modelLifecycle\": " + model.getValue() + "}")
			.collect(Collectors.joining(","))));
	}

	/** A request, with the Region of its signature. */
	record Call(RegionCode region, String operation, String id, Map<String, String> parameters) {
	}

	record Answer(int status, String body) {
	}

}
