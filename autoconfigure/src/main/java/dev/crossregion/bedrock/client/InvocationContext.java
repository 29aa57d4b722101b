package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.RouteStates;

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
 * @since 0.1.0
 */
public record InvocationContext(PlanLookup plans, RouteStates states, List<InvocationListener> listeners,
		Supplier<RegionCode> defaultSourceRegion, ResidencyPolicy residency, Clock clock) {

	/**
	 * Create a context.
	 */
	public InvocationContext {
		listeners = List.copyOf(listeners);
	}

}
