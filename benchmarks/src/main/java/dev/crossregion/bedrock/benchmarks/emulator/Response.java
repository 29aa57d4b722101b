package dev.crossregion.bedrock.benchmarks.emulator;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The line that answers a {@link Command}.
 *
 * @param failure why it could not be done, or {@code null}
 * @param port after a start: where the emulator listens
 * @param startedAt after a start: when its windows started, in milliseconds of the epoch
 * @param usage after a count: by source Region
 */
record Response(@Nullable String failure, int port, long startedAt, Map<String, RequestCounts> usage) {

	static Response done() {
		return new Response(null, 0, 0, Map.of());
	}

	static Response failed(Exception ex) {
		return new Response(ex.toString(), 0, 0, Map.of());
	}

}
