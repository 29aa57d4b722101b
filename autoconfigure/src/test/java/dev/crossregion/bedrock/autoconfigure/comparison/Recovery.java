package dev.crossregion.bedrock.autoconfigure.comparison;

import java.time.Duration;

import org.awaitility.core.ConditionTimeoutException;

import org.springframework.boot.health.contributor.Status;

import static org.awaitility.Awaitility.await;

/**
 * What the starter did with a failure, and how it went on when the fault was gone.
 *
 * @param failed the call that met the failure
 * @param healthAfterFailure health right after it
 * @param next the next call
 * @param healthAfterNext health after that, which has the time that the documentation
 * promises to be up again
 */
record Recovery(Observation failed, Status healthAfterFailure, Observation next, Status healthAfterNext) {

	/** As docs/routing.md promises. */
	private static final Duration PROMISED = Duration.ofSeconds(10);

	/**
	 * Let a call fail, end the fault, and call again.
	 * @param stage where the fault is
	 * @param starter the application
	 * @param failure what goes wrong
	 * @return what was seen
	 */
	static Recovery of(Stage stage, Starter starter, Failure failure) {
		failure.begin().accept(stage);
		Observation failed = Observation.of(stage, starter);
		Status health = starter.health();
		stage.restore();
		Observation next = Observation.of(stage, starter);
		return new Recovery(failed, health, next, healthWithinTheTimeThatIsPromised(starter));
	}

	private static Status healthWithinTheTimeThatIsPromised(Starter starter) {
		try {
			return await().atMost(PROMISED).until(starter::health, Status.UP::equals);
		}
		catch (ConditionTimeoutException ex) {
			return starter.health();
		}
	}

}
