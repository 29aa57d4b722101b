package dev.crossregion.bedrock.benchmarks.heap;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.crossregion.bedrock.benchmarks.context.Applications;
import dev.crossregion.bedrock.benchmarks.process.Child;
import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RegionalClients;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RoutePlan;
import dev.crossregion.bedrock.routing.RoutePlans;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts applications with more and more source Regions, calls each of them both ways,
 * and reports how much of the heap is in use afterwards.
 *
 * @since 0.1.0
 */
public final class HeapProgram {

	static final int FEWEST = 4;

	static final int MOST = 12;

	private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "eu-north-1", "eu-west-3",
			"eu-south-1", "eu-south-2", "eu-west-2", "eu-central-2", "us-east-1", "us-east-2", "us-west-2",
			"ap-northeast-1");

	private static final int COLLECTIONS = 4;

	private static final Message QUESTION = Message.builder()
		.role("user")
		.content(ContentBlock.fromText("What is a Region?"))
		.build();

	private HeapProgram() {
	}

	/**
	 * Run.
	 * @param args the model, the endpoint, how often, and a seed
	 */
	public static void main(String[] args) {
		Child.endWithParent();
		Random random = new Random(Long.parseLong(args[3]));
		List<Integer> order = new ArrayList<>();
		for (int regions = FEWEST; regions <= MOST; regions++) {
			order.add(regions);
		}
		measure(MOST, args[0], args[1]);
		measure(FEWEST, args[0], args[1]);
		for (int pass = 0; pass < Integer.parseInt(args[2]); pass++) {
			Collections.shuffle(order, random);
			for (int regions : order) {
				Child.report("used-" + regions, measure(regions, args[0], args[1]));
			}
		}
		System.exit(0);
	}

	private static long measure(int regions, String model, String endpoint) {
		try (ConfigurableApplicationContext application = Applications.start(properties(regions, model, endpoint))) {
			InvocationContext context = application.getBean(InvocationContext.class);
			RegionalClients clients = application.getBean(RegionalClients.class);
			RoutePlan plan = application.getBean(RoutePlans.class).all().get("bedrock");
			plan.routes().forEach((route) -> call(narrowed(context, plan, route), clients, model));
			return used();
		}
	}

	private static Map<String, String> properties(int regions, String model, String endpoint) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("mode", "global");
		properties.put("chat-model.model-id", model);
		properties.put("catalog.source", "live");
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
		return new InvocationContext((through, requested) -> one, context.states(), context.listeners(),
				context.defaultSourceRegion(), context.residency(), context.clock());
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

	private static long used() {
		for (int collection = 0; collection < COLLECTIONS; collection++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
