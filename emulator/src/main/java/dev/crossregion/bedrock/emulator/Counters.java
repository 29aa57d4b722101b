package dev.crossregion.bedrock.emulator;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts runtime requests and their outcomes by source Region. Thread-safe.
 */
final class Counters {

	private final ConcurrentMap<String, Region> regions = new ConcurrentHashMap<>();

	void started(Exchange exchange) {
		if (isCounted(exchange)) {
			region(exchange).requests.increment();
		}
	}

	void ended(Exchange exchange, JournalEntry entry) {
		if (!isCounted(exchange)) {
			return;
		}
		Region region = region(exchange);
		region.inputTokens.add(entry.inputTokens());
		region.outputTokens.add(entry.outputTokens());
		region.quotaTokens.add(exchange.quotaTokens());
		if (!entry.completed()) {
			region.cut.increment();
		}
		else if (entry.status() == 200) {
			region.successes.increment();
		}
		else {
			((entry.status() == 429) ? region.throttled : region.errors).increment();
		}
	}

	Statistics statistics() {
		Map<String, Statistics.Counts> counts = new HashMap<>();
		this.regions.forEach((name, region) -> counts.put(name, region.counts()));
		return new Statistics(counts);
	}

	private static boolean isCounted(Exchange exchange) {
		return !exchange.operation().isControlPlane() && !exchange.sourceRegion().isEmpty();
	}

	private Region region(Exchange exchange) {
		return this.regions.computeIfAbsent(exchange.sourceRegion(), (name) -> new Region());
	}

	private static final class Region {

		private final LongAdder requests = new LongAdder();

		private final LongAdder successes = new LongAdder();

		private final LongAdder throttled = new LongAdder();

		private final LongAdder errors = new LongAdder();

		private final LongAdder cut = new LongAdder();

		private final LongAdder inputTokens = new LongAdder();

		private final LongAdder outputTokens = new LongAdder();

		private final LongAdder quotaTokens = new LongAdder();

		Statistics.Counts counts() {
			long successes = this.successes.sum();
			long throttled = this.throttled.sum();
			long errors = this.errors.sum();
			long cut = this.cut.sum();
			// Read last, so that the ended requests never outnumber the arrived ones.
			long requests = this.requests.sum();
			return new Statistics.Counts(requests, successes, throttled, errors, cut, this.inputTokens.sum(),
					this.outputTokens.sum(), this.quotaTokens.sum());
		}

	}

}
