package dev.crossregion.bedrock.client.observation;

import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. Has no text of the answer or of a failure.
 *
 * @param outcome the outcome
 * @param reason why it failed, in fixed words, or {@code null} if it did not
 * @param requestId the ID that AWS gave to the request, or {@code null} if there was no
 * answer
 * @since 0.1.0
 */
public record AttemptEnd(Outcome outcome, @Nullable String reason, @Nullable String requestId) {
}
