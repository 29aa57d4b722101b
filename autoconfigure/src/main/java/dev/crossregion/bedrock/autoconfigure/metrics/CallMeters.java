package dev.crossregion.bedrock.autoconfigure.metrics;

import java.time.Duration;

import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.ModelFacts.TokenPrice;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Records the meters of finished calls. Thread-safe.
 */
final class CallMeters implements InvocationListener {

	private static final double MILLION = 1_000_000;

	private final MeterRegistry registry;

	private final PriceList prices;

	CallMeters(MeterRegistry registry, PriceList prices) {
		this.registry = registry;
		this.prices = prices;
	}

	@Override
	public void onInvocation(InvocationRecord call) {
		Refusal refusal = call.refusal();
		if (refusal != null) {
			count(CrossRegionMeter.REFUSED, "Requests that were refused before any network call", call.model(),
					refusal.reason());
		}
		Route route = call.route();
		time(CrossRegionMeter.CALL, "Calls, with their waits and all of their attempts", call.duration(), call.model(),
				profile(route), sourceRegion(route), call.outcome().value());
		TokenCounts usage = call.usage();
		if (usage != null && route != null) {
			this.prices.declared(route).ifPresent((price) -> countCost(call.model(), route, usage, price));
		}
		Attempt before = null;
		for (Attempt attempt : call.attempts()) {
			time(CrossRegionMeter.ATTEMPT, "Attempts of calls", attempt.duration(), call.model(),
					profile(attempt.route()), sourceRegion(attempt.route()), attempt.outcome().value());
			if (before != null) {
				countStep(call.model(), before, attempt);
			}
			before = attempt;
		}
		if (call.firstContent() != null && route != null) {
			time(CrossRegionMeter.FIRST_CONTENT, "Time to the first content of a stream", call.firstContent(),
					call.model(), profile(route), sourceRegion(route));
		}
		Long unused = call.unusedTokens();
		if (unused != null) {
			DistributionSummary.builder(CrossRegionMeter.TOKENS_UNUSED.meterName())
				.description("Tokens of quota that answers reserved and did not use")
				.tags(CrossRegionMeter.TOKENS_UNUSED.tags(call.model()))
				.register(this.registry)
				.record(unused);
		}
	}

	private void countCost(String model, Route route, TokenCounts usage, TokenPrice price) {
		Counter.builder(CrossRegionMeter.COST.meterName())
			.description("Cost of calls by declared prices, without tokens of the prompt cache")
			.baseUnit("USD")
			.tags(CrossRegionMeter.COST.tags(model, profile(route), sourceRegion(route)))
			.register(this.registry)
			.increment((usage.input() * price.input() + usage.output() * price.output()) / MILLION);
	}

	private void countStep(String model, Attempt before, Attempt attempt) {
		Outcome reason = before.outcome();
		if (before.route().key().equals(attempt.route().key())) {
			count(CrossRegionMeter.RETRY, "Attempts on the same route after a failure", model, profile(attempt.route()),
					sourceRegion(attempt.route()), reason.value());
		}
		else {
			count(CrossRegionMeter.FAILOVER, "Attempts on another route after a failure", model, way(before.route()),
					way(attempt.route()), reason.value());
		}
	}

	private void time(CrossRegionMeter meter, String description, Duration duration, String... values) {
		Timer.builder(meter.meterName())
			.description(description)
			.tags(meter.tags(values))
			.register(this.registry)
			.record(duration);
	}

	private void count(CrossRegionMeter meter, String description, String... values) {
		Counter.builder(meter.meterName())
			.description(description)
			.tags(meter.tags(values))
			.register(this.registry)
			.increment();
	}

	static String profile(@Nullable Route route) {
		return (route != null) ? DisplayText.withoutAccounts(route.modelId()) : CrossRegionMeter.NONE;
	}

	static String sourceRegion(@Nullable Route route) {
		return (route != null) ? route.sourceRegion().value() : CrossRegionMeter.NONE;
	}

	// Routes of one model may share a source Region, or a profile.
	private static String way(Route route) {
		return sourceRegion(route) + "/" + profile(route);
	}

}
