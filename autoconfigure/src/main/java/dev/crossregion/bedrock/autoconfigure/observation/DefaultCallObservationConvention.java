package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.HighCardinalityKey;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.LowCardinalityKey;
import dev.crossregion.bedrock.client.observation.CallEnd;
import dev.crossregion.bedrock.client.observation.CallStart;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * Names calls by OpenTelemetry's conventions for generative AI.
 *
 * @since 0.1.0
 */
public class DefaultCallObservationConvention implements CallObservationConvention {

	private static final double NANOS = 1e9;

	@Override
	public String getName() {
		return CrossRegionObservation.CALL.observationName();
	}

	@Override
	public String getContextualName(CallObservationContext context) {
		CallStart start = context.getStart();
		String operation = GenAiConventions.operationName(start.operation());
		return (start.foundationModel() != null) ? operation + " " + start.foundationModel() : operation;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
		CallStart start = context.getStart();
		List<KeyValue> values = new ArrayList<>();
		values.add(LowCardinalityKey.OPERATION_NAME.withValue(GenAiConventions.operationName(start.operation())));
		values.add(LowCardinalityKey.PROVIDER_NAME.withValue(GenAiConventions.PROVIDER));
		values.add(LowCardinalityKey.REQUEST_STREAM.withValue(String.valueOf(start.operation().endsWith("Stream"))));
		values.add(LowCardinalityKey.MODEL.withValue(start.model()));
		add(values, LowCardinalityKey.REQUEST_MODEL, start.foundationModel());
		CallEnd end = context.getEnd();
		if (end != null) {
			addOutcome(values, end.outcome());
		}
		return KeyValues.of(values);
	}

	/**
	 * Add the outcome, and the type of the error unless it is {@code success}.
	 * @param values the values to add to
	 * @param outcome the outcome
	 */
	static void addOutcome(List<KeyValue> values, Outcome outcome) {
		values.add(LowCardinalityKey.OUTCOME.withValue(outcome.value()));
		if (outcome != Outcome.SUCCESS) {
			values.add(LowCardinalityKey.ERROR_TYPE.withValue(outcome.value()));
		}
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		CallStart start = context.getStart();
		List<KeyValue> values = new ArrayList<>();
		add(values, HighCardinalityKey.MAX_TOKENS, start.maxTokens());
		add(values, HighCardinalityKey.GUARDRAIL, start.guardrail());
		CallEnd end = context.getEnd();
		if (end != null) {
			addUsage(values, end.usage());
			add(values, HighCardinalityKey.FIRST_CONTENT,
					(end.firstContent() != null) ? end.firstContent().toNanos() / NANOS : null);
		}
		return KeyValues.of(values);
	}

	private static void addUsage(List<KeyValue> values, @Nullable TokenCounts usage) {
		if (usage != null) {
			add(values, HighCardinalityKey.INPUT_TOKENS, usage.input() + usage.cacheRead() + usage.cacheWrite());
			add(values, HighCardinalityKey.OUTPUT_TOKENS, usage.output());
			add(values, HighCardinalityKey.CACHE_READ_TOKENS, usage.cacheRead());
			add(values, HighCardinalityKey.CACHE_WRITE_TOKENS, usage.cacheWrite());
		}
	}

	private static void add(List<KeyValue> values, KeyName key, @Nullable Object value) {
		if (value != null) {
			values.add(key.withValue(value.toString()));
		}
	}

}
