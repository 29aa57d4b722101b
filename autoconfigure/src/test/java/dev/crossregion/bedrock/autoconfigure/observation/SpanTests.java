package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.model.chat.ChatModel;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans that Micrometer Tracing makes of the observations of a call.
 */
class SpanTests {

	@Test
	void failoverIsASpanBesideTheFirstAttempt() {
		SimpleTracer tracer = new SimpleTracer();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, Propagator.NOOP),
					new DefaultTracingObservationHandler(tracer)));
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.throttled().from("eu-central-1"));
			Runners.emulated(emulator)
				.withBean(ObservationRegistry.class, () -> registry)
				.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
						"bedrock.cross-region.routes[1].source-region=eu-west-1")
				.run((context) -> {
					context.getBean(ChatModel.class).chat("Good morning");
					List<SimpleSpan> spans = List.copyOf(tracer.getSpans());
					assertThat(spans).extracting(SimpleSpan::getName)
						.containsExactly("chat " + Runners.SONNET, "attempt eu-central-1", "attempt eu-west-1");
					SimpleSpan call = spans.get(0);
					assertThat(call.getKind()).isEqualTo(Span.Kind.CLIENT);
					assertThat(call.getRemoteServiceName()).isEqualTo("Amazon Bedrock");
					assertThat(spans.subList(1, 3)).allSatisfy((attempt) -> {
						assertThat(attempt.getParentId()).isEqualTo(call.getSpanId());
						assertThat(attempt.getTraceId()).isEqualTo(call.getTraceId());
					});
					assertThat(spans.get(1).getError()).hasMessage("throttled: too many requests (HTTP 429)");
					assertThat(spans.get(1).getTags()).containsEntry("bedrock.crossregion.outcome", "throttled")
						.containsKey("aws.request_id");
					assertThat(spans).allSatisfy((span) -> assertThat(span.getEndTimestamp()).isNotNull());
				});
		}
	}

}
