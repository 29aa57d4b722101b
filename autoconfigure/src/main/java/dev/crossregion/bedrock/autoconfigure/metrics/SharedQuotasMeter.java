package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.SharedQuotas;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauge that tells whether quotas are shared with other instances at the moment.
 */
final class SharedQuotasMeter implements MeterBinder {

	private final RouteStateRegistry states;

	SharedQuotasMeter(RouteStateRegistry states) {
		this.states = states;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(CrossRegionMeter.SHARED_QUOTAS_AVAILABLE.meterName(), this.states, SharedQuotasMeter::available)
			.description("1 while quotas are shared with other instances, 0 while this one goes by itself")
			.register(registry);
	}

	private static double available(RouteStateRegistry states) {
		return (states.sharedQuotas().filter(SharedQuotas::isAvailable).isPresent()) ? 1 : 0;
	}

}
