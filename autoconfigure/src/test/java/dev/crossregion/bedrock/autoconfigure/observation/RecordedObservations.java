package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

/**
 * Keeps the observations of calls and attempts in the order in which they started.
 */
final class RecordedObservations implements ObservationHandler<Observation.Context> {

	private final Queue<Observation.Context> started = new ConcurrentLinkedQueue<>();

	private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	RecordedObservations() {
		this.registry.observationConfig().observationHandler(this);
	}

	ObservationRegistry registry() {
		return this.registry;
	}

	@Override
	public void onStart(Observation.Context context) {
		this.started.add(context);
	}

	@Override
	public void onStop(Observation.Context context) {
		this.stopped.add(context);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof CallObservationContext || context instanceof AttemptObservationContext;
	}

	List<CallObservationContext> calls() {
		return of(CallObservationContext.class);
	}

	List<AttemptObservationContext> attempts() {
		return of(AttemptObservationContext.class);
	}

	List<Observation.Context> all() {
		return List.copyOf(this.started);
	}

	/**
	 * Whether each observation has been stopped once.
	 * @return {@code true} if none is open
	 */
	boolean areStopped() {
		List<Observation.Context> open = new ArrayList<>(this.started);
		return this.stopped.stream().allMatch(open::remove) && open.isEmpty();
	}

	private <C extends Observation.Context> List<C> of(Class<C> type) {
		return this.started.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
