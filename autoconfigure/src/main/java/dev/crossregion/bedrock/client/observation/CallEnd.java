package dev.crossregion.bedrock.client.observation;

import java.time.Duration;

import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended. Has no text of the request, of the answer or of a failure.
 *
 * @param outcome the outcome
 * @param reason why it failed, in fixed words, or {@code null} if it did not
 * @param usage the tokens that it used, or {@code null} if they are unknown
 * @param firstContent streaming: the time until the first content reached the caller, or
 * {@code null}
 * @since 0.1.0
 */
public record CallEnd(Outcome outcome, @Nullable String reason, @Nullable TokenCounts usage,
		@Nullable Duration firstContent) {
}
