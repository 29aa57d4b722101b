package dev.crossregion.bedrock.profile;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a foundation model, whatever Region or profile it is called through.
 * {@code null} means that it is not known, never that it is not so. Immutable.
 *
 * @param model the model
 * @param limits how much it takes and answers, and what that costs of a quota
 * @param features what requests may ask of it
 * @param lifecycle when it came and when it ends
 * @param note what else is to be known, or {@code null}
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html">Model cards</a>
 */
public record ModelFacts(FoundationModelId model, Limits limits, Features features, Lifecycle lifecycle,
		@Nullable String note) {

	private static final Set<String> KEYS = Set.of("max-output", "context", "burndown", "sampling", "streaming",
			"caching-implicit", "caching-explicit", "caching-min", "tools", "stream-tools", "count-tokens", "tiers",
			"status", "status-where", "launch", "legacy", "extended-access", "eol", "eol-not-before", "legacy-period",
			"note");

	static ModelFacts of(FoundationModelId model, Map<String, String> facts) {
		if (!KEYS.containsAll(facts.keySet())) {
			throw new IllegalArgumentException("Of model '" + model + "' one of the facts " + facts.keySet()
					+ " is of no known kind; there are " + new TreeSet<>(KEYS));
		}
		Limits limits = new Limits(value(facts, "max-output", Integer::valueOf),
				value(facts, "context", Integer::valueOf), value(facts, "burndown", Integer::valueOf));
		Features features = new Features(value(facts, "sampling", Sampling::of), flag(facts, "streaming"),
				new Caching(flag(facts, "caching-implicit"), flag(facts, "caching-explicit"),
						value(facts, "caching-min", Integer::valueOf)),
				new Tools(flag(facts, "tools"), flag(facts, "stream-tools")), flag(facts, "count-tokens"),
				value(facts, "tiers", (tiers) -> List.of(tiers.split(","))));
		Lifecycle lifecycle = new Lifecycle(value(facts, "status", Status::valueOf), facts.get("status-where"),
				new Dates(facts.get("launch"), value(facts, "legacy", LocalDate::parse),
						value(facts, "extended-access", LocalDate::parse), value(facts, "eol", LocalDate::parse),
						value(facts, "eol-not-before", LocalDate::parse)),
				facts.get("legacy-period"));
		return new ModelFacts(model, limits, features, lifecycle, facts.get("note"));
	}

	private static @Nullable Boolean flag(Map<String, String> facts, String key) {
		return value(facts, key, (value) -> switch (value) {
			case "yes" -> true;
			case "no" -> false;
			default -> throw new IllegalArgumentException("'" + key + "' is yes or no, and not '" + value + "'");
		});
	}

	private static <T> @Nullable T value(Map<String, String> facts, String key, Function<String, T> reader) {
		String value = facts.get(key);
		return (value != null) ? reader.apply(value) : null;
	}

	/**
	 * How much a model takes and answers, and what that costs of a quota.
	 *
	 * @param maxOutputTokens the most tokens of an answer; AWS rounds it, so a request is
	 * not to be refused on it
	 * @param contextWindow the most tokens of a request and its answer; rounded too
	 * @param burndown how many tokens of quota one token of the answer costs
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html">Token
	 * burndown rate</a>
	 */
	public record Limits(@Nullable Integer maxOutputTokens, @Nullable Integer contextWindow,
			@Nullable Integer burndown) {
	}

	/**
	 * What requests may ask of a model.
	 *
	 * @param sampling which sampling parameters it takes
	 * @param streaming whether it answers in streams
	 * @param caching whether prompts are cached
	 * @param tools whether it calls tools
	 * @param countTokens whether CountTokens of Bedrock Runtime counts for it
	 * @param serviceTiers the service tiers that it has; {@code standard} is
	 * {@code default} in a request
	 */
	public record Features(@Nullable Sampling sampling, @Nullable Boolean streaming, Caching caching, Tools tools,
			@Nullable Boolean countTokens, @Nullable List<String> serviceTiers) {
	}

	/**
	 * Whether prompts are cached.
	 *
	 * @param implicit whether they are without a cache point
	 * @param explicit whether a cache point in Converse is taken
	 * @param minTokens how many tokens a prompt has to have for it
	 */
	public record Caching(@Nullable Boolean implicit, @Nullable Boolean explicit, @Nullable Integer minTokens) {
	}

	/**
	 * Whether a model calls tools.
	 *
	 * @param converse in Converse
	 * @param converseStream in ConverseStream
	 */
	public record Tools(@Nullable Boolean converse, @Nullable Boolean converseStream) {
	}

	/**
	 * When a model came and when it ends.
	 *
	 * @param status its status as AWS words it, or past its end
	 * @param where the Regions of which the status is known, or {@code null} for all
	 * @param dates the days
	 * @param legacyPeriod how long it will be Legacy before its end, in AWS's words
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html">Model
	 * lifecycle</a>
	 */
	public record Lifecycle(@Nullable Status status, @Nullable String where, Dates dates,
			@Nullable String legacyPeriod) {
	}

	/**
	 * The days in the life of a model.
	 *
	 * @param launch the day or the month of its launch
	 * @param legacy from when it is Legacy
	 * @param extendedAccess from when it is in public extended access
	 * @param endOfLife when it ends
	 * @param endOfLifeNotBefore before when it does not end
	 */
	public record Dates(@Nullable String launch, @Nullable LocalDate legacy, @Nullable LocalDate extendedAccess,
			@Nullable LocalDate endOfLife, @Nullable LocalDate endOfLifeNotBefore) {
	}

	/**
	 * Which of {@code temperature} and {@code topP} a model takes.
	 */
	public enum Sampling {

		/** Either of the two, not both. */
		ONE_OF,

		/** Neither with another value than the default; {@code top_k} neither. */
		DEFAULT_ONLY;

		static Sampling of(String value) {
			return switch (value) {
				case "one-of" -> ONE_OF;
				case "default-only" -> DEFAULT_ONLY;
				default -> throw new IllegalArgumentException("There is no sampling rule '" + value + "'");
			};
		}

	}

	/**
	 * The status of a model.
	 */
	public enum Status {

		/** It can be used. */
		ACTIVE,

		/** It will end; new customers are refused. */
		LEGACY,

		/** It has ended: calls are refused. */
		EOL

	}

}
