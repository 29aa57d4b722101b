package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.client.observation.AttemptEnd;
import dev.crossregion.bedrock.client.observation.CallEnd;
import dev.crossregion.bedrock.client.observation.CallObserver;
import dev.crossregion.bedrock.client.observation.CallStart;
import dev.crossregion.bedrock.client.observation.ObservedAttempt;
import dev.crossregion.bedrock.client.observation.ObservedCall;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each call, and one of each attempt as its child. The parent of
 * a call is what its caller observes at the start. Thread-safe.
 */
final class MicrometerCallObserver implements CallObserver {

	private static final CallObservationConvention DEFAULT_CALL = new DefaultCallObservationConvention();

	private static final AttemptObservationConvention DEFAULT_ATTEMPT = new DefaultAttemptObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable CallObservationConvention callConvention;

	private final @Nullable AttemptObservationConvention attemptConvention;

	MicrometerCallObserver(ObservationRegistry registry, @Nullable CallObservationConvention callConvention,
			@Nullable AttemptObservationConvention attemptConvention) {
		this.registry = registry;
		this.callConvention = callConvention;
		this.attemptConvention = attemptConvention;
	}

	@Override
	public ObservedCall started(CallStart start) {
		if (this.registry.isNoop()) {
			return ObservedCall.NONE;
		}
		CallObservationContext context = new CallObservationContext(start);
		return new Call(context,
				Observation.createNotStarted(this.callConvention, DEFAULT_CALL, () -> context, this.registry).start());
	}

	private static void stop(Observation observation, Outcome outcome, @Nullable String reason) {
		if (outcome != Outcome.SUCCESS && outcome != Outcome.CANCELLED) {
			observation.error(new CallFailure((reason != null) ? reason : outcome.value()));
		}
		observation.stop();
	}

	/**
	 * The observation of a call.
	 */
	private final class Call implements ObservedCall {

		private final CallObservationContext context;

		private final Observation observation;

		Call(CallObservationContext context, Observation observation) {
			this.context = context;
			this.observation = observation;
		}

		@Override
		public ObservedAttempt attemptStarted(Route route) {
			AttemptObservationContext attempt = new AttemptObservationContext(this.context.getStart().model(), route);
			return new Attempt(attempt,
					Observation
						.createNotStarted(MicrometerCallObserver.this.attemptConvention, DEFAULT_ATTEMPT, () -> attempt,
								MicrometerCallObserver.this.registry)
						.parentObservation(this.observation)
						.start());
		}

		@Override
		public void ended(CallEnd end) {
			this.context.setEnd(end);
			stop(this.observation, end.outcome(), end.reason());
		}

	}

	/**
	 * The observation of an attempt.
	 *
	 * @param context its context
	 * @param observation the observation
	 */
	private record Attempt(AttemptObservationContext context, Observation observation) implements ObservedAttempt {

		@Override
		public Scope openScope() {
			return this.observation.openScope()::close;
		}

		@Override
		public void ended(AttemptEnd end) {
			this.context.setEnd(end);
			stop(this.observation, end.outcome(), end.reason());
		}

	}

	/**
	 * What a span shows in place of a failure, whose message may quote a request.
	 */
	private static final class CallFailure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		CallFailure(String reason) {
			super(reason, null, false, false);
		}

	}

}
