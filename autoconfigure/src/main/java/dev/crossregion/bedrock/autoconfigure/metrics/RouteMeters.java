package dev.crossregion.bedrock.autoconfigure.metrics;

import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of each route that a model was bound to at start. A withdrawn route is not
 * available.
 */
final class RouteMeters implements MeterBinder {

	private final RoutePlans plans;

	private final RouteStateRegistry states;

	RouteMeters(RoutePlans plans, RouteStateRegistry states) {
		this.plans = plans;
		this.states = states;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RoutePlan plan : this.plans.all().values()) {
			Stream.concat(plan.routes().stream(), this.plans.withdrawn(plan).stream())
				.forEach((route) -> bind(registry, plan.name(), route));
		}
	}

	private void bind(MeterRegistry registry, String model, Route route) {
		gauge(registry, CrossRegionMeter.ROUTE_AVAILABLE, "1 while a route is available, 0 otherwise", model, route,
				() -> isAvailable(model, route) ? 1 : 0);
		gauge(registry, CrossRegionMeter.QUOTA_HEADROOM, "Estimated part of a route's quota that is left", model, route,
				() -> this.states.headroom(route));
	}

	private static void gauge(MeterRegistry registry, CrossRegionMeter meter, String description, String model,
			Route route, Supplier<Number> value) {
		Gauge.builder(meter.meterName(), value)
			.description(description)
			.tags(meter.tags(model, CallMeters.profile(route), CallMeters.sourceRegion(route)))
			.register(registry);
	}

	private boolean isAvailable(String model, Route route) {
		RoutePlan plan = this.plans.all().get(model);
		return plan.routes().stream().anyMatch((bound) -> bound.key().equals(route.key()))
				&& this.states.of(route.key()).status() == RouteStatus.Status.AVAILABLE;
	}

}
