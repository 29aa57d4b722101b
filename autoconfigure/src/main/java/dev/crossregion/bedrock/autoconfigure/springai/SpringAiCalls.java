package dev.crossregion.bedrock.autoconfigure.springai;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;

/**
 * How calls of Spring AI's models use tools and are observed: its own beans, as in its
 * own auto-configuration.
 *
 * @param tools calls tools
 * @param eligibility decides whether a tool is called here or by the caller
 * @param observations observes calls
 * @param convention names observations, or {@code null} for Spring AI's own names
 */
record SpringAiCalls(ToolCallingManager tools, ToolExecutionEligibilityPredicate eligibility,
		ObservationRegistry observations, @Nullable ChatModelObservationConvention convention) {
}
