package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.crossregion.bedrock.client.observation.CallObserver;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans, states and settings of all calls. Shared by both routing clients.
 *
 * @param plans resolves the plan of a request
 * @param states the states of all routes
 * @param listeners get the record of each call, in order
 * @param observer observes calls while they run
 * @param clock the time of day
 * @param withoutModel the settings of requests that name no model
 * @since 0.1.0
 */
public record InvocationContext(PlanResolver plans, RouteStateRegistry states, List<InvocationListener> listeners,
		CallObserver observer, Clock clock, WithoutModel withoutModel) {

	private static final Logger logger = LoggerFactory.getLogger(Invocation.class);

	/**
	 * Create a context.
	 */
	public InvocationContext {
		listeners = List.copyOf(listeners);
	}

	/**
	 * Create a context whose calls are not observed while they run.
	 * @param plans resolves the plan of a request
	 * @param states the states of all routes
	 * @param listeners get the record of each call, in order
	 * @param clock the time of day
	 * @param withoutModel the settings of requests that name no model
	 */
	public InvocationContext(PlanResolver plans, RouteStateRegistry states, List<InvocationListener> listeners,
			Clock clock, WithoutModel withoutModel) {
		this(plans, states, listeners, CallObserver.NONE, clock, withoutModel);
	}

	/**
	 * Log the record of a call and pass it to all listeners. A listener that throws
	 * affects neither the call nor the other listeners.
	 * @param invocation the record
	 */
	void publish(InvocationRecord invocation) {
		InvocationLog.ended(invocation);
		for (InvocationListener listener : this.listeners) {
			try {
				listener.onInvocation(invocation);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Invocation listener {} failed; the call itself is not affected",
						listener.getClass().getName(), ex);
			}
		}
	}

	/**
	 * The settings of requests that name no model.
	 *
	 * @param defaultSourceRegion the Region of operations that name no model; resolved
	 * with each request, which fails if the supplier throws
	 * @param residency where such requests may be processed
	 * @param sourceRegions the source Regions of all routes, in which jobs can be read
	 * @param limits the deadline and the attempts of such requests
	 * @since 0.1.0
	 */
	public record WithoutModel(Supplier<RegionCode> defaultSourceRegion, ResidencyPolicy residency,
			Set<RegionCode> sourceRegions, RoutingSettings limits) {

		/**
		 * Create settings.
		 */
		public WithoutModel {
			sourceRegions = Set.copyOf(sourceRegions);
		}

		/**
		 * Create settings with the default limits and without source Regions of routes.
		 * @param defaultSourceRegion the Region of operations that name no model
		 * @param residency where such requests may be processed
		 */
		public WithoutModel(Supplier<RegionCode> defaultSourceRegion, ResidencyPolicy residency) {
			this(defaultSourceRegion, residency, Set.of(), RoutingSettings.DEFAULT);
		}

	}

}
