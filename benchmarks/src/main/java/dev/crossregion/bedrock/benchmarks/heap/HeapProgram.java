package dev.crossregion.bedrock.benchmarks.heap;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.crossregion.bedrock.benchmarks.context.Applications;
import dev.crossregion.bedrock.benchmarks.process.Child;
import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts an application with some source Regions, calls each of them both ways, and
 * reports how much of the heap is in use afterwards.
 *
 * @since 0.1.0
 */
public final class HeapProgram {

	static final String USED = "used";

	static final int FEWEST = 4;

	static final int MOST = 12;

	private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "eu-north-1", "eu-west-3",
			"eu-south-1", "eu-south-2", "eu-west-2", "eu-central-2", "us-east-1", "us-east-2", "us-west-2",
			"ap-northeast-1");

	/** How many collections in a row have to find next to nothing. */
	private static final int COLLECTIONS = 5;

	private static final long SETTLED_BYTES = 4_096;

	private static final long PAUSE_NANOS = 20_000_000;

	private static final Message QUESTION = Message.builder()
		.role("user")
		.content(ContentBlock.fromText("What is a Region?"))
		.build();

	private HeapProgram() {
	}

	/**
	 * Run.
	 * @param args the model, the endpoint, and how many source Regions
	 */
	public static void main(String[] args) {
		Child.endWithParent();
		int regions = Integer.parseInt(args[2]);
		// What is made once and kept for ever is not what a Region costs.
		try (ConfigurableApplicationContext application = start(FEWEST, args[0], args[1])) {
			callAll(application, args[0]);
		}
		try (ConfigurableApplicationContext application = start(regions, args[0], args[1])) {
			callAll(application, args[0]);
			Child.report(USED, used());
		}
		System.exit(0);
	}

	private static ConfigurableApplicationContext start(int regions, String model, String endpoint) {
		return Applications.start(properties(regions, model, endpoint));
	}

	private static void callAll(ConfigurableApplicationContext application, String model) {
		InvocationContext context = application.getBean(InvocationContext.class);
		RegionalClients clients = application.getBean(RegionalClients.class);
		RoutePlan plan = application.getBean(RoutePlans.class).all().get("bedrock");
		plan.routes().forEach((route) -> call(narrowed(context, plan, route), clients, model));
	}

	private static Map<String, String> properties(int regions, String model, String endpoint) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("mode", "global");
		properties.put("chat-model.model-id", model);
		properties.put("catalog.source", "live");
		properties.put("catalog.timeout", "60s");
		properties.put("client.endpoint-override", endpoint);
		for (int index = 0; index < regions; index++) {
			properties.put("routes[" + index + "].source-region", REGIONS.get(index));
		}
		return properties;
	}

	// The states and clients of the application, and a plan with one of its routes, so
	// that the call takes that one.
	private static InvocationContext narrowed(InvocationContext context, RoutePlan plan, Route route) {
		RoutePlan one = new RoutePlan(plan.declaration(), plan.model(), List.of(route), List.of(), List.of(),
				List.of());
		return new InvocationContext((modelName, requested) -> one, context.states(), context.listeners(),
				context.clock(), context.withoutModel());
	}

	private static void call(InvocationContext context, RegionalClients clients, String model) {
		new RoutingBedrockRuntimeClient(context, clients)
			.converse((request) -> request.modelId(model).messages(QUESTION));
		new RoutingBedrockRuntimeAsyncClient(context, clients)
			.converseStream((request) -> request.modelId(model).messages(QUESTION),
					ConverseStreamResponseHandler.builder().subscriber((event) -> {
					}).build())
			.join();
	}

	// What an event loop still holds of the last stream, it lets go a little later.
	private static long used() {
		long least = Long.MAX_VALUE;
		for (int without = 0; without < COLLECTIONS; without++) {
			System.gc();
			LockSupport.parkNanos(PAUSE_NANOS);
			long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			if (used < least - SETTLED_BYTES) {
				without = 0;
			}
			least = Math.min(least, used);
		}
		return least;
	}

}
