package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The record of one call. Every call ends in exactly one record.
 *
 * @param model the configured model
 * @param operation the operation
 * @param requested the model that the request named, as {@link DisplayText#of} shows it
 * @param startedAt the start of the call
 * @param duration the duration of the whole call
 * @param firstContent streaming: the time from the start to the first content that
 * reached the caller, or {@code null}
 * @param attempts the attempts in order; empty if nothing was sent
 * @param plan the plan that the call used last, or {@code null} if it was refused before
 * a plan was found
 * @param outcome the outcome
 * @param usage the tokens that the call used, or {@code null} if they are unknown
 * @param reservedTokens the tokens of quota that were reserved for the answer, or
 * {@code null} if the call failed or needs no reservation
 * @param refusal why the call was refused before an attempt, or {@code null}
 * @param failure why the call failed, or {@code null}
 * @since 0.1.0
 */
public record InvocationRecord(String model, Operation operation, String requested, Instant startedAt,
		Duration duration, @Nullable Duration firstContent, List<Attempt> attempts, @Nullable RoutePlan plan,
		Outcome outcome, @Nullable TokenCounts usage, @Nullable Long reservedTokens, @Nullable Refusal refusal,
		@Nullable Throwable failure) {

	/**
	 * Create a record.
	 */
	public InvocationRecord {
		requested = DisplayText.of(requested);
		attempts = List.copyOf(attempts);
	}

	/**
	 * The route of the last attempt, which answered the call if it succeeded.
	 * @return the route, or {@code null} if nothing was sent
	 */
	public @Nullable Route route() {
		return (!this.attempts.isEmpty()) ? this.attempts.get(this.attempts.size() - 1).route() : null;
	}

	/**
	 * The tokens of quota that were reserved for the answer, and given back with it.
	 * @return the tokens, or {@code null} if reservation or usage are unknown
	 */
	public @Nullable Long unusedTokens() {
		Route route = route();
		if (this.reservedTokens == null || this.usage == null || route == null) {
			return null;
		}
		double charged = this.usage.charged(route.accounting().burndown());
		return (long) Math.max(0, this.reservedTokens - charged);
	}

	static Builder builder(String model, Operation operation, String requested, Instant startedAt) {
		return new Builder(model, operation, requested, startedAt);
	}

	/**
	 * Builds the record of a call that has ended.
	 */
	static final class Builder {

		private final String model;

		private final Operation operation;

		private final String requested;

		private final Instant startedAt;

		private Duration duration = Duration.ZERO;

		private @Nullable Duration firstContent;

		private List<Attempt> attempts = List.of();

		private @Nullable RoutePlan plan;

		private Outcome outcome = Outcome.SUCCESS;

		private @Nullable TokenCounts usage;

		private @Nullable Long reservedTokens;

		private @Nullable Throwable failure;

		private Builder(String model, Operation operation, String requested, Instant startedAt) {
			this.model = model;
			this.operation = operation;
			this.requested = requested;
			this.startedAt = startedAt;
		}

		Builder duration(Duration duration) {
			this.duration = duration;
			return this;
		}

		Builder firstContent(@Nullable Duration firstContent) {
			this.firstContent = firstContent;
			return this;
		}

		Builder attempts(List<Attempt> attempts) {
			this.attempts = attempts;
			return this;
		}

		Builder plan(RoutePlan plan) {
			this.plan = plan;
			return this;
		}

		Builder usage(@Nullable TokenCounts usage) {
			this.usage = usage;
			return this;
		}

		Builder reservedTokens(@Nullable Long reservedTokens) {
			this.reservedTokens = reservedTokens;
			return this;
		}

		/**
		 * Set the end of the call.
		 * @param outcome the outcome
		 * @param failure why it failed, or {@code null}
		 * @return this
		 */
		Builder ended(Outcome outcome, @Nullable Throwable failure) {
			this.outcome = outcome;
			this.failure = failure;
			return this;
		}

		InvocationRecord build() {
			Refusal refusal = (this.failure instanceof RouteRefusedException refused) ? refused.getRefusal() : null;
			return new InvocationRecord(this.model, this.operation, this.requested, this.startedAt, this.duration,
					this.firstContent, this.attempts, this.plan, this.outcome, this.usage, this.reservedTokens, refusal,
					this.failure);
		}

	}

}
