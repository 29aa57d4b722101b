package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What other tools call the properties of the starter. Edit distance does not find these:
 * the names mean the same and share few letters. They come from Amazon Bedrock's own
 * request fields and those of the models behind them ({@code maxTokens},
 * {@code max_tokens_to_sample}, {@code maxTokenCount}), from the AWS SDK
 * ({@code apiCallTimeout}, {@code maxConcurrency}), from LangChain4j's Bedrock builders
 * ({@code timeout}, {@code maxRetries}) and from Spring AI's and LangChain4j's properties
 * ({@code options.model}, {@code model-name}).
 */
final class KeySynonyms {

	private static final Map<String, List<String>> SYNONYMS = new LinkedHashMap<>();

	static {
		put("model-id", "model", "model-name", "model-identifier", "foundation-model", "foundation-model-id", "id",
				"name");
		put("profile", "inference-profile", "inference-profile-id", "inference-profile-arn", "profile-id",
				"profile-arn", "arn");
		put("source-region", "region", "aws-region", "region-name", "source", "home-region");
		put("routes[].source-region", "regions", "source-regions", "fallback-regions");
		put("geography", "geo", "area", "continent");
		put("mode", "scope", "inference-mode");
		put("residency.allow", "allowed", "allow-list", "allowed-regions", "allowed-countries", "data-residency");
		put("allow", "allowed", "allow-list", "allowed-regions", "allowed-countries", "include", "permit", "permitted",
				"regions", "countries", "places");
		put("residency.deny", "denied", "deny-list", "blocked-regions", "denied-regions");
		put("deny", "denied", "deny-list", "denied-regions", "block", "blocked", "exclude", "forbid", "forbidden");
		put("max-output-tokens", "max-tokens", "max-new-tokens", "max-tokens-to-sample", "max-completion-tokens",
				"max-gen-len", "max-token-count", "output-tokens", "num-predict");
		put("stop-sequences", "stop", "stop-words");
		put("prompt-caching", "cache", "caching", "cache-strategy", "cache-point");
		put("service-tier", "tier", "performance-config");
		put("return-thinking", "thinking", "reasoning");
		put("supported-capabilities", "capabilities");
		put("guardrail.identifier", "guardrail-id", "guardrail-identifier");
		put("guardrail.version", "guardrail-version");
		put("identifier", "id", "arn");
		put("read-timeout", "timeout", "socket-timeout", "request-timeout", "response-timeout", "idle-timeout");
		put("client.read-timeout", "timeout", "read-timeout", "socket-timeout", "request-timeout", "response-timeout");
		put("connect-timeout", "connection-timeout", "connection-acquisition-timeout");
		put("client.connect-timeout", "connection-timeout", "connect-timeout");
		put("routing.deadline", "api-call-timeout", "call-timeout", "total-timeout", "overall-timeout");
		put("deadline", "timeout", "api-call-timeout", "call-timeout", "total-timeout", "overall-timeout");
		put("first-token-timeout", "first-byte-timeout", "first-content-timeout", "time-to-first-token");
		put("endpoint-override", "endpoint", "endpoint-url", "base-url", "url", "uri");
		put("client.endpoint-override", "endpoint", "endpoint-override", "endpoint-url", "base-url", "url", "uri");
		put("max-connections", "max-concurrency", "pool-size", "max-pool-size", "connections");
		put("client.max-connections", "max-concurrency", "pool-size", "connections");
		put("max-attempts", "retries", "max-retries", "retry", "attempts", "max-retry-attempts");
		put("routing.max-attempts", "retries", "max-retries", "retry", "attempts", "max-attempts",
				"max-retry-attempts");
		put("max-wait", "wait", "max-wait-time", "wait-timeout", "queue-timeout");
		put("routing.max-wait", "max-wait-time", "wait-timeout", "queue-timeout");
		put("routing.strategy", "load-balancing", "balancing", "failover-strategy");
		put("quota.tokens-per-minute", "tpm", "tokens-per-minute", "tokens-per-min");
		put("quota.requests-per-minute", "rpm", "requests-per-minute", "requests-per-min");
		put("tokens-per-minute", "tpm", "tokens", "tokens-per-min");
		put("requests-per-minute", "rpm", "requests", "requests-per-min");
		put("refresh-interval", "refresh", "refresh-rate", "ttl", "cache-ttl");
		put("catalog.source", "catalogue", "evidence");
		put("source", "mode", "type");
		put("stream-processing-mode", "mode", "stream-mode", "processing-mode");
		put("chat-model", "chat", "default-model");
		put("routes", "route");
		put("client", "http", "http-client", "connection");
		put("residency", "data-residency", "limits");
		put("retention", "data-retention", "retention-mode", "data-retention-mode");
		put("residency.retention", "data-retention", "retention", "retention-mode", "data-retention-mode");
	}

	private KeySynonyms() {
	}

	private static void put(String property, String... names) {
		for (String name : names) {
			SYNONYMS.merge(uniform(name), List.of(property), KeySynonyms::joined);
		}
	}

	private static List<String> joined(List<String> first, List<String> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

	/**
	 * What a name of another tool may mean.
	 * @param name the last element of a key, or some of its last elements
	 * @return properties, relative to the level that has them; {@code []} is the
	 * placeholder for the index of an entry
	 */
	static List<String> of(String name) {
		return SYNONYMS.getOrDefault(uniform(name), List.of());
	}

	private static String uniform(String name) {
		return name.replaceAll("[^A-Za-z0-9.]", "").toLowerCase(Locale.ROOT);
	}

}
