package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Guardrail;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.autoconfigure.properties.RequestFields;
import dev.langchain4j.model.bedrock.BedrockCachePointPlacement;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.bedrock.BedrockGuardrailConfiguration;
import dev.langchain4j.model.bedrock.BedrockServiceTier;
import dev.langchain4j.model.chat.Capability;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Converts the properties of a model to request parameters of LangChain4j.
 */
final class ChatModelParameters {

	private final String property;

	private final Model model;

	ChatModelParameters(String property, Model model) {
		this.property = property;
		this.model = model;
	}

	@Nullable Boolean returnThinking() {
		return this.model.returnThinking();
	}

	@Nullable Boolean sendThinking() {
		return this.model.sendThinking();
	}

	Set<Capability> capabilities() {
		List<String> names = this.model.supportedCapabilities();
		if (names == null) {
			return Set.of();
		}
		return IntStream.range(0, names.size())
			.mapToObj((index) -> PropertyChecks.constant(this.property + ".supported-capabilities[" + index + "]",
					names.get(index), Capability.class))
			.collect(Collectors.toUnmodifiableSet());
	}

	BedrockChatRequestParameters defaults() {
		BedrockChatRequestParameters.Builder parameters = BedrockChatRequestParameters.builder()
			.temperature(
					PropertyChecks.fraction(this.property + ".temperature", this.model.temperature(), Double.MAX_VALUE))
			.topP(PropertyChecks.fraction(this.property + ".top-p", this.model.topP(), 1))
			.maxOutputTokens(PropertyChecks.atLeastOne(this.property + ".max-output-tokens",
					this.model.maxOutputTokens(), "4096"))
			.stopSequences(this.model.stopSequences());
		if (StringUtils.hasText(this.model.serviceTier())) {
			parameters.serviceTier(PropertyChecks.constant(this.property + ".service-tier", this.model.serviceTier(),
					BedrockServiceTier.class));
		}
		if (StringUtils.hasText(this.model.promptCaching())) {
			parameters.promptCaching(PropertyChecks.constant(this.property + ".prompt-caching",
					this.model.promptCaching(), BedrockCachePointPlacement.class));
		}
		BedrockGuardrailConfiguration guardrail = guardrail(this.model.guardrail());
		if (guardrail != null) {
			parameters.guardrailConfiguration(guardrail);
		}
		if (!this.model.additionalModelRequestFields().isEmpty()) {
			parameters.additionalModelRequestFields(RequestFields.of(this.model.additionalModelRequestFields()));
		}
		return parameters.build();
	}

	private @Nullable BedrockGuardrailConfiguration guardrail(Guardrail guardrail) {
		if (!PropertyChecks.isGuardrail(this.property + ".guardrail", guardrail)) {
			return null;
		}
		return BedrockGuardrailConfiguration.builder()
			.guardrailIdentifier(guardrail.identifier())
			.guardrailVersion(guardrail.version())
			.streamProcessingMode((!StringUtils.hasText(guardrail.streamProcessingMode())) ? null
					: PropertyChecks.constant(this.property + ".guardrail.stream-processing-mode",
							guardrail.streamProcessingMode(), BedrockGuardrailConfiguration.ProcessingMode.class))
			.build();
	}

}
