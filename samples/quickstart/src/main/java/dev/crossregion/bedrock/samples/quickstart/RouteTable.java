package dev.crossregion.bedrock.samples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Prints the routes of each model at start.
 */
@Component
class RouteTable implements ApplicationRunner {

	private static final List<String> HEAD = List.of("model", "profile", "source Region", "destinations", "residency",
			"evidence");

	private final RoutePlans plans;

	RouteTable(RoutePlans plans) {
		this.plans = plans;
	}

	@Override
	public void run(ApplicationArguments args) {
		List<List<String>> lines = new ArrayList<>();
		lines.add(HEAD);
		this.plans.all().values().forEach((plan) -> plan.routes().forEach((route) -> lines.add(line(plan, route))));
		int[] widths = IntStream.range(0, HEAD.size())
			.map((column) -> lines.stream().mapToInt((line) -> line.get(column).length()).max().orElse(0))
			.toArray();
		lines.forEach((line) -> System.out.println(pad(line, widths)));
	}

	private static List<String> line(RoutePlan plan, Route route) {
		String residency = (plan.declaration().residency().isLimited()) ? "compliant: " + plan.declaration().residency()
				: "no limit";
		return List.of(plan.name(), route.modelId(), route.sourceRegion().value(),
				String.join(" ", route.destinations().codes()), residency,
				route.evidence().source().value() + " " + route.evidence().asOf());
	}

	private static String pad(List<String> line, int[] widths) {
		StringBuilder padded = new StringBuilder();
		for (int column = 0; column < widths.length; column++) {
			padded.append(String.format("%-" + (widths[column] + 2) + "s", line.get(column)));
		}
		return padded.toString().stripTrailing();
	}

}
