package dev.crossregion.bedrock.profile;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Facts about a foundation model that hold in every Region and for every profile.
 * {@code null} always means "not known", never "no". Immutable.
 *
 * @param model the model
 * @param limits token limits and the burndown rate
 * @param features the request features that it supports
 * @param lifecycle its launch, its status and its end of life
 * @param prices what its tokens cost, or {@code null}
 * @param note a further remark, or {@code null}
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html">Model cards</a>
 */
public record ModelFacts(FoundationModelId model, Limits limits, Features features, Lifecycle lifecycle,
		@Nullable Prices prices, @Nullable String note) {

	private static final Set<String> KEYS = Set.of("max-output", "context", "burndown", "sampling", "streaming",
			"caching-implicit", "caching-explicit", "caching-min", "tools", "stream-tools", "count-tokens", "tiers",
			"status", "status-where", "launch", "legacy", "extended-access", "eol", "eol-not-before", "legacy-period",
			"prices", "prices-from", "note");

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
		return new ModelFacts(model, limits, features, lifecycle,
				Prices.of(facts.get("prices"), facts.get("prices-from")), facts.get("note"));
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
	 * Token limits and the burndown rate of a model.
	 *
	 * @param maxOutputTokens the maximum output tokens; AWS publishes a rounded number,
	 * so no request may be refused because of it
	 * @param contextWindow the maximum tokens of a request and its response together;
	 * also rounded
	 * @param burndown the tokens of quota that one output token consumes
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html">Token
	 * burndown rate</a>
	 */
	public record Limits(@Nullable Integer maxOutputTokens, @Nullable Integer contextWindow,
			@Nullable Integer burndown) {
	}

	/**
	 * The request features that a model supports.
	 *
	 * @param sampling which sampling parameters it accepts
	 * @param streaming whether it supports streaming responses
	 * @param caching whether prompts are cached
	 * @param tools whether it supports tool use
	 * @param countTokens whether CountTokens of Bedrock Runtime supports it
	 * @param serviceTiers the service tiers that it has; {@code standard} is
	 * {@code default} in a request
	 */
	public record Features(@Nullable Sampling sampling, @Nullable Boolean streaming, Caching caching, Tools tools,
			@Nullable Boolean countTokens, @Nullable List<String> serviceTiers) {
	}

	/**
	 * Whether prompts are cached.
	 *
	 * @param implicit whether prompts are cached without a cache point
	 * @param explicit whether Converse accepts a cache point
	 * @param minTokens the minimum tokens of a cached prompt
	 */
	public record Caching(@Nullable Boolean implicit, @Nullable Boolean explicit, @Nullable Integer minTokens) {
	}

	/**
	 * Whether a model supports tool use.
	 *
	 * @param converse in Converse
	 * @param converseStream in ConverseStream
	 */
	public record Tools(@Nullable Boolean converse, @Nullable Boolean converseStream) {
	}

	/**
	 * The launch, the status and the end of life of a model.
	 *
	 * @param status its status in the words of AWS
	 * @param where the Regions of which the status is known, or {@code null} for all
	 * @param dates the days
	 * @param legacyPeriod how long it stays Legacy before its end of life, in the words
	 * of AWS
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html">Model
	 * lifecycle</a>
	 */
	public record Lifecycle(@Nullable Status status, @Nullable String where, Dates dates,
			@Nullable String legacyPeriod) {

		/** The life cycle of a model of which nothing is known. */
		public static final Lifecycle UNKNOWN = new Lifecycle(null, null, new Dates(null, null, null, null, null),
				null);

		/**
		 * The life cycle in one Region.
		 * @param region the Region
		 * @return this life cycle, or {@link #UNKNOWN} where it is of other Regions
		 */
		public Lifecycle in(RegionCode region) {
			return (this.where == null || List.of(this.where.split(",")).contains(region.value())) ? this : UNKNOWN;
		}

		/**
		 * Whether the model is active, and neither a Legacy period nor an end of life is
		 * announced.
		 * @return {@code false} also where its status is not known
		 */
		public boolean isLasting() {
			return this.status == Status.ACTIVE && !isEnding();
		}

		/**
		 * Whether a Legacy period or an end of life is announced or has come.
		 * @return {@code false} also where nothing is known
		 */
		public boolean isEnding() {
			return this.status == Status.LEGACY || this.status == Status.EOL || this.dates.legacy() != null
					|| this.dates.endOfLife() != null;
		}

		/**
		 * Whether the Legacy period has begun.
		 * @param today the day in UTC
		 * @return {@code true} if so
		 */
		public boolean isLegacy(LocalDate today) {
			LocalDate legacy = this.dates.legacy();
			return this.status == Status.LEGACY || this.status == Status.EOL
					|| (legacy != null && !legacy.isAfter(today));
		}

		/**
		 * Whether the model is past its end of life. On the day of its end it is not: AWS
		 * ends a model on that day or shortly after.
		 * @param today the day in UTC
		 * @return {@code true} if so
		 */
		public boolean hasEnded(LocalDate today) {
			LocalDate endOfLife = this.dates.endOfLife();
			return this.status == Status.EOL || (endOfLife != null && endOfLife.isBefore(today));
		}

		/**
		 * The days until the end of life.
		 * @param today the day in UTC
		 * @return the days, 0 on the day of the end and negative after it; empty while no
		 * end is known
		 */
		public OptionalLong daysLeft(LocalDate today) {
			LocalDate endOfLife = this.dates.endOfLife();
			return (endOfLife != null) ? OptionalLong.of(ChronoUnit.DAYS.between(today, endOfLife))
					: OptionalLong.empty();
		}

	}

	/**
	 * The dates of a model's lifecycle.
	 *
	 * @param launch the day or the month of its launch
	 * @param legacy the first day as Legacy
	 * @param extendedAccess the first day of public extended access
	 * @param endOfLife the day of its end of life
	 * @param endOfLifeNotBefore the earliest possible day of its end of life
	 */
	public record Dates(@Nullable String launch, @Nullable LocalDate legacy, @Nullable LocalDate extendedAccess,
			@Nullable LocalDate endOfLife, @Nullable LocalDate endOfLifeNotBefore) {
	}

	/**
	 * What tokens of a model cost on demand in the standard service tier, without
	 * discounts for long-term use and without surcharges for long prompts.
	 *
	 * @param byKind prices by kind: {@code global} for global profiles, a prefix such as
	 * {@code eu} for geographic ones, and {@code standard} for geographic profiles of any
	 * prefix and for the model in a Region
	 * @param source the ID of the source, which has the date
	 */
	public record Prices(Map<String, TokenPrice> byKind, String source) {

		/**
		 * Create prices.
		 */
		public Prices {
			byKind = Map.copyOf(byKind);
		}

		static @Nullable Prices of(@Nullable String prices, @Nullable String source) {
			if (prices == null || source == null) {
				return null;
			}
			Map<String, TokenPrice> byKind = new HashMap<>();
			for (String entry : prices.split(",")) {
				String[] parts = entry.split("[:/]");
				byKind.put(parts[0], new TokenPrice(Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
			}
			return new Prices(byKind, source);
		}

	}

	/**
	 * The price of tokens.
	 *
	 * @param input US dollars for a million tokens of input
	 * @param output US dollars for a million tokens of output
	 */
	public record TokenPrice(double input, double output) {
	}

	/**
	 * Which of {@code temperature} and {@code topP} a model accepts.
	 */
	public enum Sampling {

		/** Either of the two, not both. */
		ONE_OF,

		/** Only the default values of both, and of {@code top_k}. */
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

		/** An end of life is planned; new customers have no access. */
		LEGACY,

		/** End of life: calls fail. */
		EOL

	}

}
