package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.observation.CallObserver;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.model.chat.ChatModel;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

class CrossRegionObservationAutoConfigurationTests {

	// Spring Boot makes a timer of each observation that nobody claims.
	@Test
	void observationsAddNoMetersToThoseOfCalls() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator)
				.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
						ObservationAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.run((context) -> {
					context.getBean(ChatModel.class).chat("Good morning");
					Observation.start("another", context.getBean(ObservationRegistry.class)).stop();
					assertThat(context.getBean(MeterRegistry.class).getMeters()).extracting((meter) -> meter.getId())
						.extracting(Meter.Id::getName)
						.contains("another", "bedrock.crossregion.call", "bedrock.crossregion.attempt")
						.doesNotContain("bedrock.crossregion.operation", "bedrock.crossregion.request",
								"bedrock.crossregion.operation.active", "bedrock.crossregion.request.active");
				});
		}
	}

	@Test
	void absentWithoutARegistry() {
		Runners.bundled().run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallObserver.class));
	}

	@Test
	void absentWithoutMicrometer() {
		Runners.bundled()
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallObserver.class));
	}

	@Test
	void observesWithoutTheLibraryOfMeters() {
		Runners.bundled()
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CallObserver.class));
	}

	@Test
	void backsOffForAnotherObserver() {
		Runners.bundled()
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean("own", CallObserver.class, () -> CallObserver.NONE)
			.run((context) -> assertThat(context).getBean(CallObserver.class).isSameAs(CallObserver.NONE));
	}

}
