package dev.crossregion.bedrock.client;

import java.time.Duration;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One call over the wire.
 *
 * @param route the route that it took
 * @param outcome how it ended
 * @param offset from the start of the call to the start of the attempt
 * @param duration how long it took
 * @param failure why it failed, or {@code null} when it did not
 * @since 0.1.0
 */
public record Attempt(Route route, Outcome outcome, Duration offset, Duration duration, @Nullable Throwable failure) {
}
