package dev.crossregion.bedrock.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints for a native image: the tables of evidence, and the fields from which
 * {@link ModelClients} reads the clients of models.
 */
final class CrossRegionRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<String> TYPES_WITH_CLIENT_FIELDS = List.of(
			"dev.langchain4j.model.bedrock.BedrockChatModel", "dev.langchain4j.model.bedrock.BedrockStreamingChatModel",
			"dev.langchain4j.model.bedrock.AbstractBedrockEmbeddingModel",
			"org.springframework.ai.bedrock.api.AbstractBedrockApi",
			"org.springframework.ai.bedrock.cohere.BedrockCohereEmbeddingModel",
			"org.springframework.ai.bedrock.converse.BedrockProxyChatModel",
			"org.springframework.ai.bedrock.titan.BedrockTitanEmbeddingModel");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/crossregion/bedrock/profile/snapshot.tsv");
		hints.resources().registerPattern("dev/crossregion/bedrock/catalog/guardrail-profiles.tsv");
		TYPES_WITH_CLIENT_FIELDS.forEach((type) -> hints.reflection()
			.registerTypeIfPresent(classLoader, type, MemberCategory.ACCESS_DECLARED_FIELDS));
	}

}
