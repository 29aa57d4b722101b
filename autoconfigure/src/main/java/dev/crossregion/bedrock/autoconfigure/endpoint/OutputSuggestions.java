package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Suggests a maximum output for each model from the answers since the start of the
 * application: half as much again as 99 of 100 answers need. Thread-safe.
 */
final class OutputSuggestions implements InvocationListener {

	/** Fewer answers do not show which ones are rare. */
	static final long MIN_ANSWERS = 100;

	private static final double PART = 0.99;

	private static final double MARGIN = 1.5;

	/** Suggestions are multiples of it, so that they do not change with each answer. */
	private static final long STEP = 128;

	private final ConcurrentMap<Key, TokenHistogram> answers = new ConcurrentHashMap<>();

	@Override
	public void onInvocation(InvocationRecord invocation) {
		Route route = invocation.route();
		if (invocation.outcome() == Outcome.SUCCESS && route != null && invocation.reservedTokens() != null
				&& invocation.usage() != null && invocation.usage().output() > 0) {
			this.answers.computeIfAbsent(new Key(invocation.model(), route.model()), (added) -> new TokenHistogram())
				.add(invocation.usage().output());
		}
	}

	/**
	 * The suggestion for a model.
	 * @param model the name of the model
	 * @param foundationModel its foundation model, or {@code null} if it is not known
	 * @param reserved the output that a call reserves now
	 * @return the suggestion; empty after too few answers, and where it would not reserve
	 * less
	 */
	OptionalLong suggestion(String model, @Nullable FoundationModelId foundationModel, long reserved) {
		TokenHistogram counted = this.answers.get(new Key(model, foundationModel));
		if (counted == null || counted.size() < MIN_ANSWERS) {
			return OptionalLong.empty();
		}
		long needed = (long) Math.ceil(counted.percentile(PART) * MARGIN / STEP) * STEP;
		return (needed < reserved) ? OptionalLong.of(needed) : OptionalLong.empty();
	}

	/**
	 * A request may name another model than the configured one.
	 *
	 * @param model the name of the configured model
	 * @param foundationModel the model that answered, or {@code null} if it is not known
	 */
	private record Key(String model, @Nullable FoundationModelId foundationModel) {
	}

}
