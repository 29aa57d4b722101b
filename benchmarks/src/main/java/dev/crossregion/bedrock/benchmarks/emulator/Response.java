package dev.crossregion.bedrock.benchmarks.emulator;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The response to a {@link Command}, sent as one line of JSON.
 *
 * @param failure the reason for which the command failed, or {@code null}
 * @param port the port of the emulator, after a start
 * @param startedAt the start of its windows in milliseconds of the epoch, after a start
 * @param counts the counts by source Region, after a count
 */
record Response(@Nullable String failure, int port, long startedAt, Map<String, RequestCounts> counts) {

	static Response done() {
		return new Response(null, 0, 0, Map.of());
	}

	static Response failed(Exception ex) {
		return new Response(ex.toString(), 0, 0, Map.of());
	}

}
