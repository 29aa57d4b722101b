package dev.crossregion.bedrock.autoconfigure.metrics;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.observation.GenAiConventions;

/**
 * Every meter of the starter, with its tags. The values of tags come from the
 * configuration and from closed sets alone, never from a request, so their number is
 * bounded.
 */
enum CrossRegionMeter {

	/** Timer: a call as a whole, with its waits and all of its attempts. */
	CALL("bedrock.crossregion.call", "model", "profile", "source.region", "outcome"),

	/** Timer: one attempt of a call. */
	ATTEMPT("bedrock.crossregion.attempt", "model", "profile", "source.region", "outcome"),

	/** Counter: an attempt that followed a failed one on another route. */
	FAILOVER("bedrock.crossregion.failover", "model", "from", "to", "reason"),

	/** Counter: an attempt that followed a failed one on the same route. */
	RETRY("bedrock.crossregion.retry", "model", "profile", "source.region", "reason"),

	/** Counter: a request that was refused before any network call. */
	REFUSED("bedrock.crossregion.refused", "model", "reason"),

	/** Timer: from the start of a streaming call to its first content. */
	FIRST_CONTENT("bedrock.crossregion.first.content", "model", "profile", "source.region"),

	/** Counter: the cost of calls in US dollars, where prices are declared. */
	COST("bedrock.crossregion.cost", "model", "profile", "source.region"),

	/** Gauge: the estimated part of a route's quota that is left, from 0 to 1. */
	QUOTA_HEADROOM("bedrock.crossregion.quota.headroom", "model", "profile", "source.region"),

	/** Gauge: 1 while quotas are shared with other instances, 0 while they are not. */
	SHARED_QUOTAS_AVAILABLE("bedrock.crossregion.quota.shared.available"),

	/** Gauge: the days until the end of life of a model, NaN while none is known. */
	MODEL_DAYS_LEFT("bedrock.crossregion.model.days.left", "model"),

	/** Counter: calls that have no line in the ledger. */
	LEDGER_DROPPED("bedrock.crossregion.ledger.dropped"),

	/** Gauge: 1 while a route is available, 0 in every other state. */
	ROUTE_AVAILABLE("bedrock.crossregion.route.available", "model", "profile", "source.region"),

	/** Gauge: 1 while the evidence does not admit a route any more, 0 otherwise. */
	ROUTE_WITHDRAWN("bedrock.crossregion.route.withdrawn", "model", "profile", "source.region"),

	/** Distribution summary: tokens of quota that an answer reserved and did not use. */
	TOKENS_UNUSED("bedrock.crossregion.tokens.unused", "model"),

	/** Timer: an inference call, after the conventions for generative AI. */
	OPERATION_DURATION("gen_ai.client.operation.duration", GenAiConventions.OPERATION_NAME,
			GenAiConventions.PROVIDER_NAME, GenAiConventions.REQUEST_MODEL, GenAiConventions.ERROR_TYPE),

	/** Distribution summary: tokens of an answer, after the same conventions. */
	TOKEN_USAGE("gen_ai.client.token.usage", GenAiConventions.OPERATION_NAME, GenAiConventions.PROVIDER_NAME,
			GenAiConventions.REQUEST_MODEL, GenAiConventions.TOKEN_TYPE);

	/** The value of a tag that does not apply, because nothing was sent. */
	static final String NONE = GenAiConventions.NONE;

	private final String meterName;

	private final List<String> tagKeys;

	CrossRegionMeter(String meterName, String... tagKeys) {
		this.meterName = meterName;
		this.tagKeys = List.of(tagKeys);
	}

	String meterName() {
		return this.meterName;
	}

	List<String> tagKeys() {
		return this.tagKeys;
	}

	/**
	 * The tags of one meter.
	 * @param values a value for each tag, in order
	 * @return keys and values, in turns
	 */
	String[] tags(String... values) {
		if (values.length != this.tagKeys.size()) {
			throw new IllegalArgumentException(
					this.meterName + " has the tags " + this.tagKeys + ", and " + values.length + " values were given");
		}
		String[] tags = new String[2 * values.length];
		for (int i = 0; i < values.length; i++) {
			tags[2 * i] = this.tagKeys.get(i);
			tags[2 * i + 1] = values[i];
		}
		return tags;
	}

}
