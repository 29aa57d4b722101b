package dev.crossregion.bedrock.client;

import java.time.Duration;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, which sent its request once.
 *
 * @param route the route
 * @param outcome the outcome
 * @param offset the time from the start of the call to the start of the attempt
 * @param duration the duration of the attempt
 * @param failure why it failed, or {@code null}
 * @param requestId the ID that AWS gave the request, as it was received, or {@code null}
 * if no answer of AWS has arrived
 * @since 0.1.0
 */
public record Attempt(Route route, Outcome outcome, Duration offset, Duration duration, @Nullable Throwable failure,
		@Nullable String requestId) {
}
