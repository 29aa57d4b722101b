package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.autoconfigure.observation.GenAiConventions;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.quota.TokenCounts;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Records the tokens of answers after the conventions for generative AI. Tokens of the
 * prompt cache are input. Thread-safe.
 *
 * @see <a href=
 * "https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/">Generative AI
 * metrics</a>
 */
final class TokenUsageMeter implements InvocationListener {

	private final MeterRegistry registry;

	TokenUsageMeter(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onInvocation(InvocationRecord call) {
		TokenCounts usage = call.usage();
		if (usage != null && OperationDurationMeter.isInference(call.operation())) {
			record(call, "input", usage.input() + usage.cacheRead() + usage.cacheWrite());
			record(call, "output", usage.output());
		}
	}

	private void record(InvocationRecord call, String type, long tokens) {
		DistributionSummary.builder(CrossRegionMeter.TOKEN_USAGE.meterName())
			.description("Number of input and output tokens used")
			.baseUnit("tokens")
			.tags(CrossRegionMeter.TOKEN_USAGE.tags(GenAiConventions.operationName(call.operation().value()),
					GenAiConventions.PROVIDER, OperationDurationMeter.model(call.route()), type))
			.register(this.registry)
			.record(tokens);
	}

}
