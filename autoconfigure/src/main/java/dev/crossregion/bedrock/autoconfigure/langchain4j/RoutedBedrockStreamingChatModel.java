package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;

import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.bedrock.GuardrailAssessmentSummary;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTrace;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

/**
 * LangChain4j's model, with {@link LangChain4jWorkarounds} applied.
 */
final class RoutedBedrockStreamingChatModel extends BedrockStreamingChatModel {

	private final BedrockChatRequestParameters defaults;

	private RoutedBedrockStreamingChatModel(RoutedBuilder builder) {
		super(builder);
		this.defaults = builder.complete(super.defaultRequestParameters());
	}

	@Override
	public BedrockChatRequestParameters defaultRequestParameters() {
		return this.defaults;
	}

	@Override
	protected FinishReason finishReasonFrom(StopReason stopReason) {
		FinishReason reason = LangChain4jWorkarounds.finishReason(stopReason);
		return (reason != null) ? reason : super.finishReasonFrom(stopReason);
	}

	@Override
	protected @Nullable GuardrailAssessmentSummary guardrailAssessmentSummaryFrom(@Nullable ConverseTrace trace) {
		return (LangChain4jWorkarounds.hasGuardrail(trace)) ? super.guardrailAssessmentSummaryFrom(trace) : null;
	}

	/**
	 * Builds the model.
	 */
	static final class RoutedBuilder extends BedrockStreamingChatModel.Builder {

		private BedrockChatRequestParameters complete(BedrockChatRequestParameters copied) {
			return LangChain4jWorkarounds.complete(copied, this.defaultRequestParameters);
		}

		/**
		 * Settings that apply only to a client that LangChain4j creates itself.
		 * @return the names of the settings
		 */
		List<String> withoutEffect() {
			return LangChain4jWorkarounds.withoutEffect(this.region, this.timeout, this.logRequests, this.logResponses,
					this.customHeadersSupplier);
		}

		@Override
		public BedrockStreamingChatModel build() {
			return new RoutedBedrockStreamingChatModel(this);
		}

	}

}
