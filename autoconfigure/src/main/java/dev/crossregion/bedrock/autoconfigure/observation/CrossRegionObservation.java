package dev.crossregion.bedrock.autoconfigure.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Every observation of the starter, with its keys. The values of low-cardinality keys
 * come from the configuration, the evidence and closed sets alone, never from a request.
 * No key has text of a prompt, an answer or a failure.
 *
 * @since 0.1.0
 */
public enum CrossRegionObservation implements ObservationDocumentation {

	/** A call as a whole, with its waits and all of its attempts. */
	CALL("bedrock.crossregion.operation", DefaultCallObservationConvention.class,
			new KeyName[] { LowCardinalityKey.OPERATION_NAME, LowCardinalityKey.PROVIDER_NAME,
					LowCardinalityKey.REQUEST_MODEL, LowCardinalityKey.REQUEST_STREAM, LowCardinalityKey.MODEL,
					LowCardinalityKey.OUTCOME, LowCardinalityKey.ERROR_TYPE },
			new KeyName[] { HighCardinalityKey.MAX_TOKENS, HighCardinalityKey.GUARDRAIL,
					HighCardinalityKey.INPUT_TOKENS, HighCardinalityKey.OUTPUT_TOKENS,
					HighCardinalityKey.CACHE_READ_TOKENS, HighCardinalityKey.CACHE_WRITE_TOKENS,
					HighCardinalityKey.FIRST_CONTENT }),

	/** One attempt of a call, a child of it. */
	ATTEMPT("bedrock.crossregion.request", DefaultAttemptObservationConvention.class,
			new KeyName[] { LowCardinalityKey.PROVIDER_NAME, LowCardinalityKey.MODEL, LowCardinalityKey.PROFILE,
					LowCardinalityKey.SOURCE_REGION, LowCardinalityKey.OUTCOME, LowCardinalityKey.ERROR_TYPE },
			new KeyName[] { HighCardinalityKey.REQUEST_ID });

	private final String observationName;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	private final KeyName[] lowCardinalityKeys;

	private final KeyName[] highCardinalityKeys;

	CrossRegionObservation(String observationName,
			Class<? extends ObservationConvention<? extends Observation.Context>> convention,
			KeyName[] lowCardinalityKeys, KeyName[] highCardinalityKeys) {
		this.observationName = observationName;
		this.convention = convention;
		this.lowCardinalityKeys = lowCardinalityKeys;
		this.highCardinalityKeys = highCardinalityKeys;
	}

	/**
	 * The name of the observation. Differs from the names of meters, so that a registry
	 * that makes a meter of each observation does not mix them.
	 * @return the name
	 */
	public String observationName() {
		return this.observationName;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.lowCardinalityKeys.clone();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return this.highCardinalityKeys.clone();
	}

	/**
	 * Keys with few values.
	 *
	 * @since 0.1.0
	 */
	public enum LowCardinalityKey implements KeyName {

		/** The operation: {@code chat} for Converse and ConverseStream. */
		OPERATION_NAME(GenAiConventions.OPERATION_NAME),

		/** Always {@code aws.bedrock}. */
		PROVIDER_NAME(GenAiConventions.PROVIDER_NAME),

		/** The foundation model; left out where it is not known. */
		REQUEST_MODEL(GenAiConventions.REQUEST_MODEL),

		/** Whether the answer is streamed. */
		REQUEST_STREAM("gen_ai.request.stream"),

		/** The configured model. */
		MODEL("bedrock.crossregion.model"),

		/** The profile that the attempt was sent with. */
		PROFILE("bedrock.crossregion.profile"),

		/** The Region that the attempt was sent to. */
		SOURCE_REGION("bedrock.crossregion.source.region"),

		/** The outcome of the call or the attempt. */
		OUTCOME("bedrock.crossregion.outcome"),

		/** The outcome once more, unless it is {@code success}. */
		ERROR_TYPE(GenAiConventions.ERROR_TYPE);

		private final String key;

		LowCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with many values, for spans alone. Each is left out where it is not known.
	 *
	 * @since 0.1.0
	 */
	public enum HighCardinalityKey implements KeyName {

		/** The maximum output that the request states. */
		MAX_TOKENS("gen_ai.request.max_tokens"),

		/** The guardrail that the request names. */
		GUARDRAIL("aws.bedrock.guardrail.id"),

		/** Tokens of the prompt, those of the cache included. */
		INPUT_TOKENS("gen_ai.usage.input_tokens"),

		/** Tokens of the answer. */
		OUTPUT_TOKENS("gen_ai.usage.output_tokens"),

		/** Tokens read from the prompt cache. */
		CACHE_READ_TOKENS("gen_ai.usage.cache_read.input_tokens"),

		/** Tokens written to the prompt cache. */
		CACHE_WRITE_TOKENS("gen_ai.usage.cache_creation.input_tokens"),

		/** Seconds until the first content of a stream reached the caller. */
		FIRST_CONTENT("gen_ai.response.time_to_first_chunk"),

		/** The ID that AWS gave to the request. */
		REQUEST_ID("aws.request_id");

		private final String key;

		HighCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
