package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call. Every call ends in exactly one record.
 *
 * @param model the configured model that the call came through
 * @param operation what was called
 * @param requested what the request named as the model, as {@link DisplayText#of} shows
 * it
 * @param startedAt when the call started
 * @param duration how long it took as a whole
 * @param firstContent streaming: from the start to the first content that reached the
 * caller, or {@code null}
 * @param attempts the calls over the wire, in order; empty when the call was refused
 * @param outcome how the call ended
 * @param usage the tokens that were used, or {@code null} when the response does not say
 * @param refusal why the call was refused before any network call, or {@code null}
 * @param failure why the call failed, or {@code null} when it did not
 * @since 0.1.0
 */
public record InvocationRecord(String model, Operation operation, String requested, Instant startedAt,
		Duration duration, @Nullable Duration firstContent, List<Attempt> attempts, Outcome outcome,
		@Nullable TokenCounts usage, @Nullable Refusal refusal, @Nullable Throwable failure) {

	/**
	 * Create a record.
	 */
	public InvocationRecord {
		requested = DisplayText.of(requested);
		attempts = List.copyOf(attempts);
	}

	/**
	 * The route of the last attempt: the one that served the call, if it succeeded.
	 * @return the route, or {@code null} when nothing was sent
	 */
	public @Nullable Route route() {
		return (!this.attempts.isEmpty()) ? this.attempts.get(this.attempts.size() - 1).route() : null;
	}

}
