package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Guardrail;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.autoconfigure.properties.RequestFields;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamProcessingMode;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceTier;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceTierType;

import org.springframework.ai.bedrock.converse.api.ConverseApiUtils;
import org.springframework.util.StringUtils;

/**
 * What a model adds to its requests because Spring AI has no option for it: guardrail,
 * service tier, and fields with other values than text.
 *
 * @param guardrail the guardrail, or {@code null}
 * @param streamProcessingMode whether a stream waits for the guardrail, or {@code null}
 * for the default of Amazon Bedrock
 * @param serviceTier the service tier, or {@code null}
 * @param fields the fields, or {@code null}
 */
record RequestAdditions(@Nullable GuardrailConfiguration guardrail,
		@Nullable GuardrailStreamProcessingMode streamProcessingMode, @Nullable ServiceTier serviceTier,
		@Nullable Document fields) {

	/**
	 * Read the additions of a model.
	 * @param property the full name of the model's property
	 * @param model the properties of the model
	 * @return the additions
	 */
	static RequestAdditions of(String property, Model model) {
		Guardrail guardrail = model.guardrail();
		boolean guarded = PropertyChecks.isGuardrail(property + ".guardrail", guardrail);
		return new RequestAdditions(
				(guarded) ? GuardrailConfiguration.builder()
					.guardrailIdentifier(guardrail.identifier())
					.guardrailVersion(guardrail.version())
					.build() : null,
				(guarded && StringUtils.hasText(guardrail.streamProcessingMode()))
						? PropertyChecks
							.constant(property + ".guardrail.stream-processing-mode", guardrail.streamProcessingMode(),
									ProcessingMode.class)
							.mode()
						: null,
				(StringUtils.hasText(model.serviceTier()))
						? PropertyChecks.constant(property + ".service-tier", model.serviceTier(), Tier.class).tier()
						: null,
				(model.additionalModelRequestFields().isEmpty()) ? null : ConverseApiUtils
					.convertObjectToDocument(RequestFields.of(model.additionalModelRequestFields())));
	}

	boolean isEmpty() {
		return this.guardrail == null && this.serviceTier == null && this.fields == null;
	}

	ConverseRequest addTo(ConverseRequest request) {
		if (isEmpty()) {
			return request;
		}
		return request.toBuilder()
			.guardrailConfig(this.guardrail)
			.serviceTier(this.serviceTier)
			.additionalModelRequestFields(fieldsWith(request.additionalModelRequestFields()))
			.build();
	}

	ConverseStreamRequest addTo(ConverseStreamRequest request) {
		if (isEmpty()) {
			return request;
		}
		GuardrailStreamConfiguration guarded = (this.guardrail != null) ? GuardrailStreamConfiguration.builder()
			.guardrailIdentifier(this.guardrail.guardrailIdentifier())
			.guardrailVersion(this.guardrail.guardrailVersion())
			.streamProcessingMode(this.streamProcessingMode)
			.build() : null;
		return request.toBuilder()
			.guardrailConfig(guarded)
			.serviceTier(this.serviceTier)
			.additionalModelRequestFields(fieldsWith(request.additionalModelRequestFields()))
			.build();
	}

	// What the request itself says wins.
	private @Nullable Document fieldsWith(@Nullable Document requested) {
		if (this.fields == null || requested == null || !requested.isMap()) {
			return (this.fields != null) ? this.fields : requested;
		}
		Map<String, Document> all = new LinkedHashMap<>(this.fields.asMap());
		all.putAll(requested.asMap());
		return Document.fromMap(all);
	}

	/** Service tiers, as the SDK has them, without its constant for unknown ones. */
	private enum Tier {

		DEFAULT, PRIORITY, FLEX, RESERVED;

		ServiceTier tier() {
			return ServiceTier.builder().type(ServiceTierType.valueOf(name())).build();
		}

	}

	/** Whether a stream waits for its guardrail. */
	private enum ProcessingMode {

		SYNC, ASYNC;

		GuardrailStreamProcessingMode mode() {
			return GuardrailStreamProcessingMode.valueOf(name());
		}

	}

}
