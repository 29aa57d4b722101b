package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.autoconfigure.observation.GenAiConventions;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.client.Operation;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Records the duration of inference calls after the conventions for generative AI.
 * Thread-safe.
 *
 * @see <a href=
 * "https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/">Generative AI
 * metrics</a>
 */
final class OperationDurationMeter implements InvocationListener {

	private final MeterRegistry registry;

	OperationDurationMeter(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onInvocation(InvocationRecord call) {
		if (isInference(call.operation())) {
			Timer.builder(CrossRegionMeter.OPERATION_DURATION.meterName())
				.description("GenAI operation duration")
				.tags(CrossRegionMeter.OPERATION_DURATION.tags(GenAiConventions.operationName(call.operation().value()),
						GenAiConventions.PROVIDER, model(call.route()),
						(call.outcome() == Outcome.SUCCESS) ? GenAiConventions.NONE : call.outcome().value()))
				.register(this.registry)
				.record(call.duration());
		}
	}

	static boolean isInference(Operation operation) {
		return switch (operation) {
			case CONVERSE, CONVERSE_STREAM, INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM,
					INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM ->
				true;
			case COUNT_TOKENS, START_ASYNC_INVOKE, GET_ASYNC_INVOKE, LIST_ASYNC_INVOKES, APPLY_GUARDRAIL,
					INVOKE_GUARDRAIL_CHECKS ->
				false;
		};
	}

	static String model(@Nullable Route route) {
		return (route != null && route.model() != null) ? route.model().value() : GenAiConventions.NONE;
	}

}
