package dev.crossregion.bedrock.autoconfigure.properties;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.PropertyNames;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * Properties under {@code bedrock.cross-region}, as they are configured.
 * {@code ModelDeclarations} applies the inheritance between levels.
 *
 * @param enabled whether the starter is active
 * @param sourceRegion Region whose endpoint is called and whose quotas are used. Taken
 * from an AwsRegionProvider bean, else from where the AWS SDK looks, when not set
 * @param mode how far from its source Region a prompt may be processed. Never guessed
 * @param geography prefix that a geographic profile must carry, such as "eu". Means mode
 * "geographic"
 * @param residency where prompts may be processed
 * @param catalog evidence of what can be called from where
 * @param routes routes that models without routes of their own use, in order
 * @param routing how a call moves along the routes of its plan
 * @param quotas where the sizes of quotas come from
 * @param prices prices by the ID of a model or of a profile, in brackets and quotes. They
 * take the place of those of the snapshot, and count the cost of calls
 * @param client how calls reach Amazon Bedrock
 * @param springAi the models of Spring AI, where it is on the class path
 * @param ledger a line for each call that has ended, for audits
 * @param chatModel the default model: beans "bedrockChatModel" and
 * "bedrockStreamingChatModel", with Spring AI "bedrockSpringAiChatModel"
 * @param models further models by name: "fast" makes the beans "fastChatModel" and
 * "fastStreamingChatModel", with Spring AI "fastSpringAiChatModel". A name has lower-case
 * letters and digits, a letter first
 * @since 0.1.0
 */
@ConfigurationProperties(prefix = CrossRegionProperties.PREFIX, ignoreUnknownFields = false)
public record CrossRegionProperties(@DefaultValue("true") boolean enabled, @Nullable String sourceRegion,
		@Nullable InferenceMode mode, @Nullable String geography, @DefaultValue Residency residency,
		@DefaultValue Catalog catalog, @Nullable List<RouteEntry> routes, @DefaultValue Routing routing,
		@DefaultValue Quotas quotas, @DefaultValue Map<String, Price> prices, @DefaultValue Client client,
		@DefaultValue SpringAi springAi, @DefaultValue Ledger ledger, @Nullable Model chatModel,
		@DefaultValue Map<String, Model> models) {

	/** Prefix of all properties. */
	public static final String PREFIX = PropertyNames.PREFIX;

	/** The prefix in the form in which Spring Boot compares names. */
	public static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(PREFIX);

	/** The property that declares the default model. */
	public static final String CHAT_MODEL = PropertyNames.CHAT_MODEL;

	/** The property that switches the starter on or off. */
	public static final String ENABLED = PREFIX + ".enabled";

	/** The property that switches the models of Spring AI on or off. */
	public static final String SPRING_AI_ENABLED = PREFIX + ".spring-ai.enabled";

	/** The level of the quotas that several instances share. */
	public static final String SHARED_QUOTAS = PREFIX + ".quotas.shared";

	/** The level of the ledger. */
	public static final String LEDGER = PREFIX + ".ledger";

	/** The name of the default model. */
	public static final String CHAT_MODEL_NAME = PropertyNames.CHAT_MODEL_NAME;

	/**
	 * All declared models in the order of the configuration, the default model first.
	 * @return the models by name
	 */
	public Map<String, Model> allModels() {
		Map<String, Model> all = new LinkedHashMap<>();
		if (this.chatModel != null) {
			all.put(CHAT_MODEL_NAME, this.chatModel);
		}
		all.putAll(this.models);
		return all;
	}

	/**
	 * The property that declares a model.
	 * @param name the name of the model
	 * @return the full name of the property
	 */
	public static String property(String name) {
		return PropertyNames.model(name);
	}

	/**
	 * Where prompts may be processed.
	 *
	 * @param allow places where a prompt may be processed: AWS Regions, ISO 3166-1
	 * countries, "EU" (the 27 member states) or "EEA". No limit when absent; present and
	 * empty stops the start-up
	 * @param deny places where a prompt may never be processed. Wins over allow
	 * @param retention loosest data-retention mode that the account may have in a source
	 * Region: "none" or "default". Any when absent
	 */
	public record Residency(@Nullable List<String> allow, @Nullable List<String> deny,
			@Nullable RetentionLimit retention) {
	}

	/**
	 * Evidence of what can be called from where.
	 *
	 * @param source where evidence comes from: the Bedrock control plane, the snapshot in
	 * the jar, or the snapshot only where the control plane does not answer
	 * @param timeout time for the whole look-up at start, all source Regions in parallel
	 * @param refreshInterval how often evidence is renewed, and quotas are read again. 0
	 * for never
	 * @param maxAge how old live evidence may be: older evidence closes its routes until
	 * it is renewed. Only with the source "live"; longer than the refresh interval
	 * @param endOfLifeWarning how long before the end of life of a model it is warned of.
	 * 0 for never
	 */
	public record Catalog(@DefaultValue("live-or-bundled") CatalogSource source, @DefaultValue("3s") Duration timeout,
			@DefaultValue("6h") Duration refreshInterval, @Nullable Duration maxAge,
			@DefaultValue("90d") Duration endOfLifeWarning) {
	}

	/**
	 * A route. What it leaves out comes from the level above.
	 *
	 * @param sourceRegion Region where calls of this route start
	 * @param mode how far from its source Region a prompt may be processed
	 * @param geography prefix that the geographic profile must carry
	 * @param profile ID of a system-defined inference profile, or ARN of an inference
	 * profile
	 * @param endpointOverride endpoint of Amazon Bedrock Runtime that calls from this
	 * source Region use, such as a VPC endpoint
	 * @param quota the quota that the route draws on, as far as it is known
	 */
	public record RouteEntry(@Nullable String sourceRegion, @Nullable InferenceMode mode, @Nullable String geography,
			@Nullable String profile, @Nullable URI endpointOverride, @DefaultValue Quota quota) {
	}

	/**
	 * A quota of a source Region and a kind of profile.
	 *
	 * @param tokensPerMinute tokens in a minute
	 * @param requestsPerMinute requests in a minute
	 */
	public record Quota(@Nullable Long tokensPerMinute, @Nullable Long requestsPerMinute) {
	}

	/**
	 * The price of tokens in US dollars.
	 *
	 * @param input price of a million tokens of input
	 * @param output price of a million tokens of output
	 */
	public record Price(@Nullable Double input, @Nullable Double output) {
	}

	/**
	 * Where the sizes of quotas come from.
	 *
	 * @param source where the size of a quota comes from that routes do not declare: it
	 * is learned from throttles, or read from AWS Service Quotas at start and with each
	 * refresh
	 * @param shared quotas that several instances of the application share
	 */
	public record Quotas(@DefaultValue("declared-or-learned") Source source, @DefaultValue Shared shared) {

		/** Where the size of a quota comes from. */
		public enum Source {

			/** Declared by routes, otherwise learned from throttles. */
			DECLARED_OR_LEARNED,

			/**
			 * Declared by routes, else read from AWS Service Quotas, otherwise learned.
			 */
			SERVICE_QUOTAS

		}

	}

	/**
	 * Quotas that several instances of the application share.
	 *
	 * @param enabled whether all instances draw on one quota, kept by Bucket4j on the
	 * application's Redis or Valkey, or on any ProxyManager bean
	 * @param keyPrefix what the keys on the engine begin with
	 * @param timeout how long a call waits for the engine before its own instance decides
	 */
	public record Shared(@DefaultValue("false") boolean enabled,
			@DefaultValue("bedrock-cross-region:") String keyPrefix, @DefaultValue("50ms") Duration timeout) {
	}

	/**
	 * How a call moves along the routes of its plan.
	 *
	 * @param strategy in which order routes are tried: the first with room, or by
	 * estimated headroom
	 * @param deadline time for a call as a whole, all attempts and waits
	 * @param maxWait how long a call may wait for room when every route is throttled,
	 * before it fails as throttled
	 * @param maxAttempts how often a call is sent at most, all routes together, and at
	 * least once along each route that it may use
	 */
	public record Routing(@DefaultValue("ordered") RoutingStrategy strategy, @DefaultValue("20m") Duration deadline,
			@DefaultValue("5s") Duration maxWait, @DefaultValue("6") int maxAttempts) {
	}

	/**
	 * What a model changes of the shared routing.
	 *
	 * @param strategy in which order routes are tried. Taken from the shared routing when
	 * not set
	 * @param deadline time for a call as a whole, all attempts and waits. Taken from the
	 * shared routing when not set
	 * @param maxWait how long a call may wait for room when every route is throttled.
	 * Taken from the shared routing when not set
	 * @param maxAttempts how often a call is sent at most, all routes together. Taken
	 * from the shared routing when not set
	 */
	public record ModelRouting(@Nullable RoutingStrategy strategy, @Nullable Duration deadline,
			@Nullable Duration maxWait, @Nullable Integer maxAttempts) {
	}

	/**
	 * How calls reach Amazon Bedrock, the same for all Regions.
	 *
	 * @param endpointOverride one endpoint that answers for runtime and control plane of
	 * all source Regions: an emulator or a gateway, no VPC endpoint and no HTTP proxy
	 * @param maxConnections size of the connection pool that all Regions share
	 * @param connectTimeout time for opening a connection
	 * @param readTimeout how long a socket may be silent
	 * @param firstTokenTimeout streaming: time from the start of an attempt to its first
	 * content
	 * @param stallTimeout streaming: time between contents, while the caller has asked
	 * for more
	 */
	public record Client(@Nullable URI endpointOverride, @DefaultValue("1000") int maxConnections,
			@DefaultValue("2s") Duration connectTimeout, @DefaultValue("10m") Duration readTimeout,
			@DefaultValue("60s") Duration firstTokenTimeout, @DefaultValue("60s") Duration stallTimeout) {
	}

	/**
	 * The models of Spring AI.
	 *
	 * @param enabled whether each configured model gets a chat model of Spring AI.
	 * Without them Spring AI makes its own, on the routing clients
	 */
	public record SpringAi(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * A line for each call that has ended, in files that rotate.
	 *
	 * @param enabled whether calls are written down
	 * @param directory directory of the files. Created when it does not exist
	 * @param maxFileSize size at which a new file begins
	 * @param maxHistory how many files the directory keeps, those of all processes
	 * together
	 */
	public record Ledger(@DefaultValue("false") boolean enabled, @DefaultValue("bedrock-ledger") String directory,
			@DefaultValue("64MB") DataSize maxFileSize, @DefaultValue("30") int maxHistory) {
	}

	/**
	 * A model. The description of a property is the first that starts with its name, so
	 * the mode must stand before the model ID.
	 *
	 * @param mode how far from its source Region a prompt to this model may be processed.
	 * Never guessed
	 * @param modelId foundation model ID. The ID or ARN of an inference profile is
	 * accepted and means "profile"
	 * @param profile ID of a system-defined inference profile, or ARN of an inference
	 * profile
	 * @param sourceRegion Region whose endpoint is called for this model
	 * @param geography prefix that a geographic profile of this model must carry
	 * @param residency where prompts to this model may be processed. Can only narrow the
	 * shared limit
	 * @param routes routes of this model, in order. They replace the shared ones
	 * @param routing what this model changes of the shared routing
	 * @param temperature randomness of the answer
	 * @param topP share of the likeliest next tokens that are considered
	 * @param maxOutputTokens maximum of output tokens of an answer. Bedrock reserves them
	 * when it admits a call
	 * @param stopSequences texts at which the answer ends
	 * @param returnThinking whether the model's reasoning is part of the answer
	 * @param sendThinking whether reasoning of earlier answers is sent along
	 * @param supportedCapabilities what the model can do beyond text, such as
	 * "response-format-json-schema"
	 * @param serviceTier service tier that processes calls: "default", "priority", "flex"
	 * or "reserved"
	 * @param promptCaching where a cache point is put: "after-system",
	 * "after-user-message", "after-last-user-message" or "after-tools"
	 * @param guardrail guardrail that prompts and answers pass through
	 * @param additionalModelRequestFields parameters specific to the model, sent
	 * unchanged. A key with anything but letters, digits and hyphens is written as
	 * "[key_name]"
	 */
	public record Model(@Nullable InferenceMode mode, @Nullable String modelId, @Nullable String profile,
			@Nullable String sourceRegion, @Nullable String geography, @DefaultValue Residency residency,
			@Nullable List<RouteEntry> routes, @DefaultValue ModelRouting routing, @Nullable Double temperature,
			@Nullable Double topP, @Nullable Integer maxOutputTokens, @Nullable List<String> stopSequences,
			@Nullable Boolean returnThinking, @Nullable Boolean sendThinking,
			@Nullable List<String> supportedCapabilities, @Nullable String serviceTier, @Nullable String promptCaching,
			@DefaultValue Guardrail guardrail, @DefaultValue Map<String, Object> additionalModelRequestFields) {
	}

	/**
	 * A guardrail.
	 *
	 * @param identifier ID or ARN of the guardrail
	 * @param version version of the guardrail, such as "1" or "DRAFT"
	 * @param streamProcessingMode whether a stream waits for the guardrail: "sync" or
	 * "async"
	 */
	public record Guardrail(@Nullable String identifier, @Nullable String version,
			@Nullable String streamProcessingMode) {
	}

}
