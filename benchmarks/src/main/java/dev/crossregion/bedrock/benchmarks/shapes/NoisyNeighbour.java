package dev.crossregion.bedrock.benchmarks.shapes;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Another application of the same account, which calls the same model from the same
 * source Region without retries. Its requests have an API key, which distinguishes them
 * from those of the candidates.
 */
final class NoisyNeighbour implements AutoCloseable {

	static final long SEED = 20_261_129;

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);

	private static final int OK = 200;

	private static final int BURNDOWN = 5;

	private final JsonMapper mapper = JsonMapper.shared();

	private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();

	private final URI endpoint;

	private final String region;

	private final OpenLoop calls;

	private NoisyNeighbour(URI endpoint, String region, Shape shape) {
		this.endpoint = endpoint;
		this.region = region;
		long start = System.nanoTime();
		this.calls = OpenLoop.start(shape.load().neighbourCallsPerSecond(), SEED, (number) -> {
			if (Shape.isNeighbourActive((System.nanoTime() - start) / 1e9)) {
				call(shape.calls().prompts(), number, shape.calls().maxTokens());
			}
		});
	}

	/**
	 * Start to call, with active and idle phases.
	 * @param endpoint the emulator
	 * @param region the source Region
	 * @param shape the shape of its calls
	 * @return the neighbour
	 */
	static NoisyNeighbour start(URI endpoint, String region, Shape shape) {
		return new NoisyNeighbour(endpoint, region, shape);
	}

	private void call(Prompts prompts, int number, int maxTokens) throws IOException, InterruptedException {
		String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + prompts.prompt(number)
				+ "\"}]}],\"inferenceConfig\":{\"maxTokens\":" + maxTokens + "}}";
		HttpRequest request = HttpRequest
			.newBuilder(this.endpoint
				.resolve("/model/" + URLEncoder.encode(Setup.PROFILE, StandardCharsets.UTF_8) + "/converse"))
			.timeout(REQUEST_TIMEOUT)
			.header("Authorization", "Bearer neighbour")
			.header("Content-Type", "application/json")
			.header("x-emulator-region", this.region)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		long at = System.currentTimeMillis();
		HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		if (response.statusCode() == OK) {
			JsonNode usage = this.mapper.readTree(response.body()).path("usage");
			this.answered.add(new Answered(at,
					usage.path("inputTokens").asLong() + BURNDOWN * usage.path("outputTokens").asLong()));
		}
	}

	/**
	 * The quota tokens that its answers have used.
	 * @param from the start of the period of the calls, in milliseconds of the epoch
	 * @param to the end of that period
	 * @return the tokens
	 */
	long quotaTokens(long from, long to) {
		return this.answered.stream()
			.filter((call) -> call.at() >= from && call.at() < to)
			.mapToLong(Answered::tokens)
			.sum();
	}

	@Override
	public void close() {
		this.calls.close();
	}

	private record Answered(long at, long tokens) {
	}

}
