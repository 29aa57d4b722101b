package dev.crossregion.bedrock.autoconfigure.metrics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;
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
 * Gauges of each route that a model was bound to at start, and of the days that its model
 * has left. A withdrawn route is not available.
 */
final class RouteMeters implements MeterBinder {

	private final RoutePlans plans;

	private final RouteStateRegistry states;

	private final Clock clock;

	RouteMeters(RoutePlans plans, RouteStateRegistry states, Clock clock) {
		this.plans = plans;
		this.states = states;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RoutePlan plan : this.plans.all().values()) {
			Stream.concat(plan.routes().stream(), this.plans.withdrawn(plan).stream())
				.forEach((route) -> bind(registry, plan.name(), route));
			CrossRegionMeter meter = CrossRegionMeter.MODEL_DAYS_LEFT;
			Gauge.builder(meter.meterName(), () -> daysLeft(plan.name()))
				.description("Days until the end of life of a model")
				.baseUnit("days")
				.tags(meter.tags(plan.name()))
				.register(registry);
		}
	}

	private void bind(MeterRegistry registry, String model, Route route) {
		gauge(registry, CrossRegionMeter.ROUTE_AVAILABLE, "1 while a route is available, 0 otherwise", model, route,
				() -> isAvailable(model, route) ? 1 : 0);
		gauge(registry, CrossRegionMeter.ROUTE_WITHDRAWN, "1 while the evidence does not admit a route, 0 otherwise",
				model, route, () -> isBound(model, route) ? 0 : 1);
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

	// An end can become known with a refresh, so the gauge exists from the start.
	private double daysLeft(String model) {
		RoutePlan plan = this.plans.all().get(model);
		OptionalLong days = plan.lifecycle()
			.earliest(plan.routes())
			.map((route) -> plan.lifecycle()
				.of(route)
				.daysLeft(LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC)))
			.orElse(OptionalLong.empty());
		return (days.isPresent()) ? days.getAsLong() : Double.NaN;
	}

	private boolean isBound(String model, Route route) {
		RoutePlan plan = this.plans.all().get(model);
		return plan.routes().stream().anyMatch((bound) -> bound.key().equals(route.key()));
	}

	private boolean isAvailable(String model, Route route) {
		return isBound(model, route) && this.states.of(route.key()).status() == RouteStatus.Status.AVAILABLE;
	}

}
