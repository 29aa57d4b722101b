package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CrossRegionMetricsAutoConfigurationTests {

	@Test
	void refusedRequestsAreCountedByModelAndReasonAlone() {
		Runners.bundled()
			.withPropertyValues("bedrock.cross-region.residency.allow=EU")
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
				for (String model : new String[] { "us.first", "us.second", "global." + Runners.SONNET }) {
					assertThatExceptionOfType(RouteRefusedException.class)
						.isThrownBy(() -> client.converse((request) -> request.modelId(model)));
				}
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find(CrossRegionMeter.REFUSED.meterName()).counters()).singleElement()
					.satisfies((counter) -> assertThat(counter.count()).isEqualTo(3))
					.extracting(Meter::getId)
					.satisfies((id) -> assertThat(id.getTag("model")).isEqualTo("bedrock"))
					.satisfies((id) -> assertThat(id.getTag("reason")).isEqualTo("not-planned"));
			});
	}

	@Test
	void absentWithoutARegistry() {
		Runners.bundled().run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallMeters.class));
	}

	@Test
	void absentWithoutMicrometer() {
		Runners.bundled()
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("crossRegionCallMeters"));
	}

}
