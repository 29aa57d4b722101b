package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.function.Function;

import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.HighCardinalityKey;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.LowCardinalityKey;
import dev.crossregion.bedrock.client.observation.CallEnd;
import dev.crossregion.bedrock.client.observation.CallStart;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.common.KeyValues;
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
		KeyValues values = KeyValues.of(
				LowCardinalityKey.OPERATION_NAME.withValue(GenAiConventions.operationName(start.operation())),
				LowCardinalityKey.PROVIDER_NAME.withValue(GenAiConventions.PROVIDER),
				LowCardinalityKey.REQUEST_STREAM.withValue(String.valueOf(start.operation().endsWith("Stream"))),
				LowCardinalityKey.MODEL.withValue(start.model()));
		if (start.foundationModel() != null) {
			values = values.and(LowCardinalityKey.REQUEST_MODEL.withValue(start.foundationModel()));
		}
		CallEnd end = context.getEnd();
		return (end != null) ? values.and(outcome(end.outcome())) : values;
	}

	/**
	 * The keys of an outcome.
	 * @param outcome the outcome
	 * @return the outcome, and the type of the error unless it is {@code success}
	 */
	static KeyValues outcome(Outcome outcome) {
		KeyValues values = KeyValues.of(LowCardinalityKey.OUTCOME.withValue(outcome.value()));
		return (outcome != Outcome.SUCCESS) ? values.and(LowCardinalityKey.ERROR_TYPE.withValue(outcome.value()))
				: values;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		CallStart start = context.getStart();
		KeyValues values = add(KeyValues.empty(), HighCardinalityKey.MAX_TOKENS, start.maxTokens());
		values = add(values, HighCardinalityKey.GUARDRAIL, start.guardrail());
		CallEnd end = context.getEnd();
		if (end == null) {
			return values;
		}
		TokenCounts usage = end.usage();
		values = add(values, HighCardinalityKey.INPUT_TOKENS,
				of(usage, (tokens) -> tokens.input() + tokens.cacheRead() + tokens.cacheWrite()));
		values = add(values, HighCardinalityKey.OUTPUT_TOKENS, of(usage, TokenCounts::output));
		values = add(values, HighCardinalityKey.CACHE_READ_TOKENS, of(usage, TokenCounts::cacheRead));
		values = add(values, HighCardinalityKey.CACHE_WRITE_TOKENS, of(usage, TokenCounts::cacheWrite));
		return add(values, HighCardinalityKey.FIRST_CONTENT,
				(end.firstContent() != null) ? end.firstContent().toNanos() / NANOS : null);
	}

	private static @Nullable Long of(@Nullable TokenCounts usage, Function<TokenCounts, Long> part) {
		return (usage != null) ? part.apply(usage) : null;
	}

	private static KeyValues add(KeyValues values, HighCardinalityKey key, @Nullable Object value) {
		return (value != null) ? values.and(key.withValue(value.toString())) : values;
	}

}
