package dev.crossregion.bedrock.benchmarks.heap;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.crossregion.bedrock.benchmarks.context.Applications;
import dev.crossregion.bedrock.benchmarks.process.ChildJvm;
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
 * Starts an application with some source Regions, makes a blocking and a streaming call
 * to each, and reports the used heap.
 *
 * @since 0.1.0
 */
public final class HeapMain {

	static final String USED_HEAP = "used";

	static final int MIN_REGIONS = 4;

	static final int MAX_REGIONS = 12;

	private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "eu-north-1", "eu-west-3",
			"eu-south-1", "eu-south-2", "eu-west-2", "eu-central-2", "us-east-1", "us-east-2", "us-west-2",
			"ap-northeast-1");

	/** The number of consecutive collections that must free hardly any memory. */
	private static final int SETTLED_COLLECTIONS = 5;

	private static final long SETTLED_BYTES = 4_096;

	private static final long PAUSE_NANOS = 20_000_000;

	private static final Message QUESTION = Message.builder()
		.role("user")
		.content(ContentBlock.fromText("What is a Region?"))
		.build();

	private HeapMain() {
	}

	/**
	 * Run one application.
	 * @param args the model, the endpoint, and the number of source Regions
	 */
	public static void main(String[] args) {
		ChildJvm.endWithParent();
		int regions = Integer.parseInt(args[2]);
		// Loads classes and caches that do not belong to a Region.
		try (ConfigurableApplicationContext application = start(MIN_REGIONS, args[0], args[1])) {
			callAll(application, args[0]);
		}
		try (ConfigurableApplicationContext application = start(regions, args[0], args[1])) {
			callAll(application, args[0]);
			ChildJvm.report(USED_HEAP, usedHeap());
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

	// The states and clients of the application, but a plan with one route only, so that
	// the call takes that route.
	private static InvocationContext narrowed(InvocationContext context, RoutePlan plan, Route route) {
		RoutePlan one = new RoutePlan(plan.declaration(), plan.model(), List.of(route));
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

	// An event loop releases the buffers of the last stream a little later.
	private static long usedHeap() {
		long minUsed = Long.MAX_VALUE;
		for (int settled = 0; settled < SETTLED_COLLECTIONS; settled++) {
			System.gc();
			LockSupport.parkNanos(PAUSE_NANOS);
			long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			if (used < minUsed - SETTLED_BYTES) {
				settled = 0;
			}
			minUsed = Math.min(minUsed, used);
		}
		return minUsed;
	}

}
