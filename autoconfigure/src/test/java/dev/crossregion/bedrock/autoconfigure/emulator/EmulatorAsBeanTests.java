package dev.crossregion.bedrock.autoconfigure.emulator;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An emulator as a bean: of one context, of several, twice in one, and started by
 * somebody else.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class EmulatorAsBeanTests {

	private final ApplicationContextRunner runner = Runners.bundled();

	@AfterEach
	void stop() {
		Static.EMULATOR.close();
	}

	private static void assertAnswers(ApplicationContext context) {
		assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
	}

	private static void assertStopped(BedrockEmulator emulator) {
		ApplicationContextRunner other = Runners.bundled()
			.withPropertyValues("bedrock.cross-region.client.endpoint-override=" + emulator.uri(),
					"bedrock.cross-region.routing.max-attempts=1")
			.withSystemProperties("aws.accessKeyId=nobody", "aws.secretAccessKey=nothing");
		other.run((context) -> assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning")));
	}

	@Test
	void anEmulatorOfAContextIsClosedWithIt() {
		BedrockEmulator[] emulator = new BedrockEmulator[1];
		this.runner.withUserConfiguration(Own.class).run((context) -> {
			assertAnswers(context);
			emulator[0] = context.getBean(BedrockEmulator.class);
		});
		assertStopped(emulator[0]);
	}

	@Test
	void anEmulatorThatAContextHasClosedIsOpenedForTheNext() {
		for (int start = 0; start < 2; start++) {
			this.runner.withUserConfiguration(Static.class).run(EmulatorAsBeanTests::assertAnswers);
			assertStopped(Static.EMULATOR);
		}
	}

	@Test
	void anEmulatorOfSeveralContextsStaysOpenUntilTheLastIsClosed() {
		this.runner.withUserConfiguration(Static.class).run((context) -> {
			this.runner.withUserConfiguration(Static.class).run(EmulatorAsBeanTests::assertAnswers);
			assertAnswers(context);
		});
		assertStopped(Static.EMULATOR);
	}

	@Test
	void anEmulatorThatTheContextIsToldNotToCloseStaysOpen() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator).run(EmulatorAsBeanTests::assertAnswers);
			Runners.emulated(emulator).run(EmulatorAsBeanTests::assertAnswers);
			assertThat(emulator.journal().entries()).hasSize(2);
		}
	}

	@Test
	void anEmulatorThatATestClosesIsClosed() {
		this.runner.withUserConfiguration(Static.class)
			.withPropertyValues("bedrock.cross-region.routing.max-attempts=3")
			.run((context) -> {
				assertAnswers(context);
				Static.EMULATOR.close();
				assertThat(catchThrowable(() -> context.getBean(ChatModel.class).chat("Good morning"))).isNotNull();
				assertThat(state(context)).satisfies((state) -> {
					assertThat(state.status()).isEqualTo(RouteStatus.Status.FAULTY);
					assertThat(state.reason()).isEqualTo("connection refused");
				});
				Static.EMULATOR.reopen();
				assertAnswers(context);
			});
	}

	@Test
	void oneEmulatorMayBeTwoBeans() {
		this.runner.withUserConfiguration(Twice.class).run((context) -> {
			assertThat(context.getBeansOfType(BedrockEmulator.class)).hasSize(2);
			assertAnswers(context);
		});
		assertStopped(Static.EMULATOR);
	}

	@Test
	void ofTwoEmulatorsThePrimaryOneIsCalled() {
		this.runner.withUserConfiguration(Own.class, PrimaryOne.class).run((context) -> {
			assertAnswers(context);
			assertThat(context.getBean("primary", BedrockEmulator.class).journal().entries()).hasSize(1);
			assertThat(context.getBean("own", BedrockEmulator.class).journal().entries()).isEmpty();
		});
	}

	@Test
	void ofTwoEmulatorsWithoutAPrimaryOneTheStartNamesBoth() {
		this.runner.withUserConfiguration(Own.class, Static.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("own,emulator"));
	}

	@Test
	void resetClearsTheStateOfRoutesAndRetries() {
		this.runner.withUserConfiguration(Own.class)
			.withPropertyValues("bedrock.cross-region.routing.max-attempts=3")
			.run((context) -> {
				BedrockEmulator emulator = context.getBean(BedrockEmulator.class);
				for (Fault fault : List.of(Fault.throttled(), Fault.throttledForTheDay(), Fault.internalError(),
						Fault.accessDeniedByScp("eu-south-1"))) {
					emulator.fail(fault);
					catchThrowable(() -> context.getBean(ChatModel.class).chat("Good morning"));
					assertThat(state(context).status()).as("%s", fault).isNotEqualTo(RouteStatus.Status.AVAILABLE);
					emulator.reset();
					assertThat(state(context)).as("%s", fault).isEqualTo(RouteStatus.UNUSED);
					assertAnswers(context);
				}
				emulator.fail(Fault.expiredToken());
				catchThrowable(() -> context.getBean(ChatModel.class).chat("Good morning"));
				emulator.reset();
				assertThat(context.getBean(RouteStateRegistry.class).credentials().value()).isEqualTo("valid");
			});
	}

	@Test
	void noCredentialsAreNeeded() {
		this.runner.withUserConfiguration(Own.class)
			.withSystemProperties("aws.profile=nobody-has-this-profile", "aws.disableEc2Metadata=true")
			.run(EmulatorAsBeanTests::assertAnswers);
	}

	@Test
	void theStartNamesTheBeanOfTheUser(CapturedOutput output) {
		this.runner.withUserConfiguration(Own.class)
			.withPropertyValues("bedrock.cross-region.residency.allow=EU")
			.run((context) -> assertThat(output).contains(", set by the BedrockEmulator bean.")
				.doesNotContain("endpoint-override", "EmulatorConnectionDetails"));
	}

	private static RouteStatus state(ApplicationContext context) {
		assertThat(context.getBean(RegionalClients.class)).isNotNull();
		return context.getBean(RouteStateRegistry.class)
			.of(context.getBean(RoutePlans.class).all().get("bedrock").routes().get(0).key());
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		BedrockEmulator own() {
			return BedrockEmulator.start();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Static {

		static final BedrockEmulator EMULATOR = BedrockEmulator.start();

		@Bean
		BedrockEmulator emulator() {
			return EMULATOR;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Twice {

		@Bean
		BedrockEmulator one() {
			return Static.EMULATOR;
		}

		@Bean
		BedrockEmulator other() {
			return Static.EMULATOR;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryOne {

		@Bean
		@Primary
		BedrockEmulator primary() {
			return BedrockEmulator.start();
		}

	}

}
