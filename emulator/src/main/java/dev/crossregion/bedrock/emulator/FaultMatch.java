package dev.crossregion.bedrock.emulator;

import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides which requests a fault hits, and how often.
 *
 * @param filter the requests that it can hit
 * @param frequency how often it hits them
 * @param isInFlight whether it also hits requests that are already open when it is added
 */
record FaultMatch(Filter filter, Frequency frequency, boolean isInFlight) {

	private static final int UNLIMITED = Integer.MAX_VALUE;

	/** Every runtime request that arrives after the fault was added. */
	static final FaultMatch ALL = new FaultMatch(new Filter("", "", Set.of(), false, false),
			new Frequency(UNLIMITED, 1), false);

	FaultMatch from(String sourceRegion) {
		return with(new Filter(sourceRegion, this.filter.model, this.filter.operations, this.filter.isControlPlane,
				this.filter.isGuarded));
	}

	FaultMatch forModel(String model) {
		return with(new Filter(this.filter.sourceRegion, model, this.filter.operations, this.filter.isControlPlane,
				this.filter.isGuarded));
	}

	FaultMatch on(Set<Operation> operations) {
		return with(new Filter(this.filter.sourceRegion, this.filter.model, operations, this.filter.isControlPlane,
				this.filter.isGuarded));
	}

	FaultMatch onControlPlane() {
		return with(new Filter(this.filter.sourceRegion, this.filter.model, this.filter.operations, true,
				this.filter.isGuarded));
	}

	FaultMatch guarded() {
		return with(new Filter(this.filter.sourceRegion, this.filter.model, this.filter.operations,
				this.filter.isControlPlane, true));
	}

	private FaultMatch with(Filter filter) {
		return new FaultMatch(filter, this.frequency, this.isInFlight);
	}

	FaultMatch times(int times) {
		return new FaultMatch(this.filter, new Frequency(times, this.frequency.probability), this.isInFlight);
	}

	FaultMatch withProbability(double probability) {
		return new FaultMatch(this.filter, new Frequency(this.frequency.times, probability), this.isInFlight);
	}

	FaultMatch alsoInFlight() {
		return new FaultMatch(this.filter, this.frequency, true);
	}

	/**
	 * Limit a fault without a number of its own to one hit.
	 * @return this match, or one with the number 1
	 */
	FaultMatch inSequence() {
		return (this.frequency.times == UNLIMITED) ? times(1) : this;
	}

	/**
	 * The requests that a fault can hit.
	 *
	 * @param sourceRegion the source Region, or empty for all
	 * @param model the model as requests name it, or empty for all
	 * @param operations the operations, or empty for all
	 * @param isControlPlane whether it hits the control plane instead of the runtime
	 * @param isGuarded whether it hits only requests with a guardrail
	 */
	record Filter(String sourceRegion, String model, Set<Operation> operations, boolean isControlPlane,
			boolean isGuarded) {

		/**
		 * Whether a request passes this filter.
		 * @param operation its operation
		 * @param from its source Region
		 * @param requested the model that it names
		 * @param guarded tells whether it has a guardrail, which may need its body
		 * @return {@code true} if the fault can hit it
		 */
		boolean matches(Operation operation, String from, String requested, BooleanSupplier guarded) {
			return operation.isControlPlane() == this.isControlPlane
					&& (this.sourceRegion.isEmpty() || this.sourceRegion.equals(from))
					&& (this.model.isEmpty() || this.model.equals(requested))
					&& (this.operations.isEmpty() || this.operations.contains(operation))
					&& (!this.isGuarded || guarded.getAsBoolean());
		}

	}

	/**
	 * How often a fault hits.
	 *
	 * @param times the maximum number of hits
	 * @param probability the probability of a hit, from 0 to 1
	 */
	record Frequency(int times, double probability) {
	}

}
