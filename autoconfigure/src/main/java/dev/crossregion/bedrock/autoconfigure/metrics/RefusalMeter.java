package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.plan.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts requests that were refused before any network call. Both tags come from the
 * configuration and from a closed set of reasons, never from a request.
 */
final class RefusalMeter implements InvocationListener {

	static final String NAME = "bedrock.crossregion.refused";

	private final MeterRegistry registry;

	RefusalMeter(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onInvocation(InvocationRecord invocation) {
		Refusal refusal = invocation.refusal();
		if (refusal != null) {
			Counter.builder(NAME)
				.description("Requests that were refused before any network call")
				.tag("model", invocation.model())
				.tag("reason", refusal.reason())
				.register(this.registry)
				.increment();
		}
	}

}
