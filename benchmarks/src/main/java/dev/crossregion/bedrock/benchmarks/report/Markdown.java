package dev.crossregion.bedrock.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;

/**
 * Formats results as Markdown.
 */
final class Markdown {

	private Markdown() {
	}

	static String page(List<Result> results) {
		StringBuilder page = new StringBuilder("# Results\n\n");
		page.append("Written by the runner, from the last run of each scenario. ")
			.append("[README](../README.md) says how to run it.\n");
		results.forEach((result) -> page.append('\n').append(section(result)));
		return page.toString();
	}

	private static String section(Result result) {
		Machine machine = result.machine();
		return "## " + result.scenario() + "\n\n" + result.description() + "\n\n" + table(result) + "\n" + result.date()
				+ ", " + result.seconds() + " s, load average " + Figures.show(result.loadBefore()) + " before. "
				+ machine.cpu() + ", " + machine.cores() + " cores, " + machine.memory() + " MiB, " + machine.os()
				+ "; " + machine.jdk() + "; " + pairs(result.versions(), " ") + ".\nSettings: "
				+ pairs(result.settings(), " = ") + ".\n";
	}

	private static String pairs(Map<String, String> pairs, String between) {
		return pairs.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + between + entry.getValue())
			.collect(Collectors.joining(", "));
	}

	static String table(Result result) {
		return "| " + result.scenario() + " | value | target | met | |\n| --- | ---: | ---: | --- | --- |\n"
				+ result.measurements().stream().map(Markdown::row).collect(Collectors.joining());
	}

	private static String row(Measurement measurement) {
		String value = Figures.show(measurement.value())
				+ ((measurement.unit().isEmpty()) ? "" : " " + measurement.unit());
		String target = (measurement.target() != null) ? measurement.target().toString() : "";
		return "| " + measurement.label() + " | " + value + " | " + target + " | " + measurement.verdict() + " | "
				+ measurement.note() + " |\n";
	}

}
