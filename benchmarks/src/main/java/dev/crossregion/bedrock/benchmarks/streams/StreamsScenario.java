package dev.crossregion.bedrock.benchmarks.streams;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.context.Applications;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures many streams, each with a fault at a known position.
 *
 * @since 0.1.0
 */
public final class StreamsScenario implements Scenario {

	private static final int COUNT = Scale.of(10_000, 120);

	private static final int WITH_STATE = Scale.of(2_000, 60);

	/**
	 * A quarter of them never end, and occupy their slots until the others have ended.
	 */
	private static final int PLAIN = Scale.of(120, 24);

	private static final int MAX_CONCURRENT = 100;

	/** The pause between words, so that they arrive one by one. */
	private static final Duration PACE = Duration.ofMillis(2);

	/**
	 * The pause between text and a fault. When the SDK reads a reset or an exception
	 * frame, it drops the data that it has not delivered, which the starter cannot count
	 * as lost.
	 */
	private static final Duration PAUSE = Duration.ofMillis(400);

	private static final Duration FIRST_TOKEN = Duration.ofSeconds(2);

	private static final Duration STALL = Duration.ofSeconds(1);

	private static final Duration PLAIN_DRAIN_TIMEOUT = Duration.ofSeconds(Scale.of(10, 3));

	private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

	private static final long SEED = Long.getLong("benchmark.seed", 42);

	private static final String GLOBAL = "global." + Setup.MODEL;

	private static final String REGION_WITHOUT_FAULT = "us-west-2";

	/** Source Regions of the global profile, one for each cell. */
	private static final List<String> REGIONS = List.of("ap-east-2", "ap-northeast-1", "ap-northeast-2",
			"ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
			"ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1",
			"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2",
			"eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1",
			"us-east-2");

	private final List<FaultCase> cells = FaultCase.all(REGIONS);

	@Override
	public String name() {
		return "streams";
	}

	@Override
	public String description() {
		return "Streams over the matrix (opening, preamble, content, before the metadata, end) x (429, 503, throttling "
				+ "frame, reset of the HTTP/2 stream, stall, truncation). Each cell is a source Region in which every "
				+ "stream meets its fault; a second route is whole. After the opening, 429 and 503 are exception frames "
				+ "of the same meaning. Every stream has route states of its own, since otherwise routes that have "
				+ "failed would be left out; a further series goes through the application's beans, which remember. "
				+ "Text is lost when a caller has some of it and less than was sent before the fault, or less than "
				+ "all of an answer that is said to be complete; repeated when it has anything but the beginning of the "
				+ "answer, once. " + "Plain has one Region, its own retries, and is waited for "
				+ PLAIN_DRAIN_TIMEOUT.toSeconds() + " s after its last stream began.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("streams", COUNT + ", with state " + WITH_STATE + ", plain " + PLAIN);
		settings.put("at once", String.valueOf(MAX_CONCURRENT));
		settings.put("between words", PACE.toMillis() + " ms");
		settings.put("between text and fault", PAUSE.toMillis() + " ms");
		settings.put("first-token-timeout", FIRST_TOKEN.toMillis() + " ms");
		settings.put("stall-timeout", STALL.toMillis() + " ms");
		settings.put("seed", String.valueOf(SEED));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE.times(Duration.ZERO, PACE).seed(SEED))) {
			URI endpoint = emulator.uri();
			CompleteStream whole;
			try (BedrockRuntimeAsyncClient client = client(endpoint, REGION_WITHOUT_FAULT)) {
				whole = CompleteStream.record(client, GLOBAL);
			}
			this.cells.forEach((cell) -> emulator.fail(cell.fault(whole.events(), PAUSE)));
			starter(endpoint, whole, measurements);
			plain(endpoint, whole, measurements);
		}
		return measurements;
	}

	private void starter(URI endpoint, CompleteStream whole, List<Measurement> measurements)
			throws InterruptedException {
		List<ObservedStream> fresh;
		List<ObservedStream> remembering;
		try (ConfigurableApplicationContext context = Applications.start(properties(endpoint))) {
			fresh = converse("starter", COUNT, whole, (cell) -> fresh(context, cell), END_TIMEOUT);
			remembering = converse("starter with state", WITH_STATE, whole,
					(cell) -> context.getBean(cell.model() + "StreamingChatModel", StreamingChatModel.class),
					END_TIMEOUT);
		}
		// The clients are closed, so no event can follow.
		StreamCounts tally = new StreamCounts("starter", fresh);
		measurements.addAll(tally.targets());
		measurements.add(tally.unexpected());
		measurements.addAll(new StreamCounts("starter with state", remembering).targets());
	}

	private Map<String, String> properties(URI endpoint) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("mode", "global");
		properties.put("source-region", REGION_WITHOUT_FAULT);
		properties.put("catalog.source", "bundled");
		properties.put("client.endpoint-override", endpoint.toString());
		properties.put("client.first-token-timeout", FIRST_TOKEN.toMillis() + "ms");
		properties.put("client.stall-timeout", STALL.toMillis() + "ms");
		for (FaultCase cell : this.cells) {
			String model = "models." + cell.model() + ".";
			properties.put(model + "model-id", Setup.MODEL);
			properties.put(model + "routes[0].source-region", cell.region());
			properties.put(model + "routes[1].source-region", REGION_WITHOUT_FAULT);
		}
		return properties;
	}

	private static StreamingChatModel fresh(ApplicationContext application, FaultCase cell) {
		InvocationContext shared = application.getBean(InvocationContext.class);
		InvocationContext own = new InvocationContext(shared.plans(), new RouteStateRegistry(Clock.systemUTC()),
				shared.listeners(), shared.clock(), shared.withoutModel());
		return BedrockStreamingChatModel.builder()
			.client(new RoutingBedrockRuntimeAsyncClient(own, application.getBean(RegionalClients.class))
				.forModel(cell.model())
				.forLangChain4j())
			.modelId(GLOBAL)
			.build();
	}

	private void plain(URI endpoint, CompleteStream whole, List<Measurement> measurements) throws InterruptedException {
		Map<FaultCase, BedrockRuntimeAsyncClient> clients = new LinkedHashMap<>();
		this.cells.forEach((cell) -> clients.put(cell, client(endpoint, cell.region())));
		try {
			List<ObservedStream> conversations = converse("plain", PLAIN, whole,
					(cell) -> BedrockStreamingChatModel.builder().client(clients.get(cell)).modelId(GLOBAL).build(),
					PLAIN_DRAIN_TIMEOUT);
			measurements.addAll(new StreamCounts("plain", conversations).measurements());
		}
		finally {
			closeAtOnce(clients.values());
		}
	}

	// Closing takes seconds, and longer while streams are open.
	private static void closeAtOnce(Iterable<BedrockRuntimeAsyncClient> clients) throws InterruptedException {
		ExecutorService executor = Executors.newCachedThreadPool();
		clients.forEach((client) -> executor.execute(client::close));
		executor.shutdown();
		executor.awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	// As LangChain4j builds it, except for the endpoint, which its builder does not
	// accept.
	private static BedrockRuntimeAsyncClient client(URI endpoint, String region) {
		return BedrockRuntimeAsyncClient.builder().region(Region.of(region)).endpointOverride(endpoint).build();
	}

	private List<ObservedStream> converse(String contender, int count, CompleteStream whole,
			Function<FaultCase, StreamingChatModel> models, Duration patience) throws InterruptedException {
		Progress.log("%s: %d streams", contender, count);
		List<FaultCase> order = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			order.add(this.cells.get(index % this.cells.size()));
		}
		Collections.shuffle(order, new Random(SEED));
		Semaphore places = new Semaphore(MAX_CONCURRENT);
		List<ObservedStream> conversations = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			// A stream that never ends must not block the others.
			boolean place = places.tryAcquire(FIRST_TOKEN.toMillis(), TimeUnit.MILLISECONDS);
			FaultCase cell = order.get(index);
			ObservedStream conversation = new ObservedStream(cell, whole.answer(index),
					whole.textOf(index, cell.eventsBefore(whole.events())));
			if (place) {
				conversation.ended().whenComplete((ended, failure) -> places.release());
			}
			conversations.add(conversation);
			models.apply(cell).chat(CompleteStream.message(index), conversation);
		}
		long end = System.nanoTime() + patience.toNanos();
		while (System.nanoTime() < end && !conversations.stream().allMatch(ObservedStream::hasEnded)) {
			Thread.sleep(50);
		}
		return conversations;
	}

}
