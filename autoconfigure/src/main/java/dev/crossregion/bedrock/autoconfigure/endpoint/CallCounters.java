package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls and attempts by their outcome since the start of the application. Holds a
 * counter for each route that a call has used. Thread-safe.
 */
final class CallCounters implements InvocationListener {

	private final ConcurrentMap<String, ConcurrentMap<Outcome, LongAdder>> calls = new ConcurrentHashMap<>();

	private final ConcurrentMap<AttemptKey, ConcurrentMap<Outcome, LongAdder>> attempts = new ConcurrentHashMap<>();

	@Override
	public void onInvocation(InvocationRecord invocation) {
		count(this.calls, invocation.model(), invocation.outcome());
		invocation.attempts()
			.forEach((attempt) -> count(this.attempts, new AttemptKey(invocation.model(), attempt.route().key()),
					attempt.outcome()));
	}

	private static <K> void count(ConcurrentMap<K, ConcurrentMap<Outcome, LongAdder>> counters, K key,
			Outcome outcome) {
		counters.computeIfAbsent(key, (added) -> new ConcurrentHashMap<>())
			.computeIfAbsent(outcome, (added) -> new LongAdder())
			.increment();
	}

	/**
	 * The calls of a model by outcome.
	 * @param model the name of the model
	 * @return the counts; outcomes that did not happen are left out
	 */
	Map<String, Long> calls(String model) {
		return counts(this.calls.get(model));
	}

	/**
	 * The attempts on a route by outcome.
	 * @param model the name of the model
	 * @param route the route
	 * @return the counts; outcomes that did not happen are left out
	 */
	Map<String, Long> attempts(String model, Route route) {
		return counts(this.attempts.get(new AttemptKey(model, route.key())));
	}

	private static Map<String, Long> counts(@Nullable Map<Outcome, LongAdder> counters) {
		Map<String, Long> counts = new TreeMap<>();
		if (counters != null) {
			counters.forEach((outcome, count) -> counts.put(outcome.value(), count.sum()));
		}
		return counts;
	}

	private record AttemptKey(String model, Route.Key route) {
	}

}
