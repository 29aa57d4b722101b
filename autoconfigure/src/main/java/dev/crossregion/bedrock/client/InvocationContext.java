package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.RouteStateRegistry;

/**
 * What every call needs beside its request. Shared by both routing clients.
 *
 * @param plans finds the plan that a call obeys
 * @param states what calls have shown of routes
 * @param listeners who is told of finished calls, in order
 * @param defaultSourceRegion where operations go that name no model; asked only when one
 * is called, and throws what refuses it
 * @param residency where operations that name no model may process text
 * @param clock tells the time of day
 * @param sourceRegions where the routes of all models start: jobs that were started there
 * can be asked for
 * @param limits the deadline and the attempts of operations that name no model
 * @since 0.1.0
 */
public record InvocationContext(PlanResolver plans, RouteStateRegistry states, List<InvocationListener> listeners,
		Supplier<RegionCode> defaultSourceRegion, ResidencyPolicy residency, Clock clock, Set<RegionCode> sourceRegions,
		RoutingSettings limits) {

	/**
	 * Create a context.
	 */
	public InvocationContext {
		listeners = List.copyOf(listeners);
		sourceRegions = Set.copyOf(sourceRegions);
	}

	/**
	 * Create a context in which operations that name no model go to the default source
	 * Region alone, under the usual limits.
	 * @param plans finds the plan that a call obeys
	 * @param states what calls have shown of routes
	 * @param listeners who is told of finished calls, in order
	 * @param defaultSourceRegion where operations go that name no model
	 * @param residency where operations that name no model may process text
	 * @param clock tells the time of day
	 */
	public InvocationContext(PlanResolver plans, RouteStateRegistry states, List<InvocationListener> listeners,
			Supplier<RegionCode> defaultSourceRegion, ResidencyPolicy residency, Clock clock) {
		this(plans, states, listeners, defaultSourceRegion, residency, clock, Set.of(), RoutingSettings.DEFAULT);
	}

}
