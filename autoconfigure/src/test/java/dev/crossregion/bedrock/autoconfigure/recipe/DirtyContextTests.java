package dev.crossregion.bedrock.autoconfigure.recipe;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Contexts that are shared by tests, or closed between them, around one emulator.
 */
class DirtyContextTests {

	/** What every test below does: it must find everything as the first one did. */
	@SpringBootTest(
			properties = { "bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0",
					"bedrock.cross-region.routing.max-attempts=3" })
	abstract static class Base {

		@Autowired
		ChatModel chatModel;

		@Autowired
		RouteStateRegistry states;

		@Autowired
		BedrockEmulator emulator;

		@RepeatedTest(3)
		void findsEverythingAsTheFirstTestDid() {
			assertThat(this.emulator.journal().size()).as("the journal").isLessThanOrEqualTo(2);
			assertThat(this.chatModel.chat("Good morning")).contains("Good morning");
			assertThat(this.chatModel).isInstanceOf(BedrockChatModel.class);
			this.emulator.fail(Fault.accessDeniedByScp("eu-south-1"));
			assertThat(catchThrowable(() -> this.chatModel.chat("Good morning"))).isNotNull();
			assertThat(this.states.of(route()).status()).isEqualTo(RouteStatus.Status.DENIED);
		}

		private static Route.Key route() {
			return new Route.Key(new RegionCode("eu-central-1"), "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
		}

	}

	@Import(WithExtension.Emulated.class)
	abstract static class WithExtension extends Base {

		@RegisterExtension
		static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

		@TestConfiguration(proxyBeanMethods = false)
		static class Emulated {

			@Bean
			BedrockEmulator bedrockEmulator() {
				return bedrock.emulator();
			}

		}

	}

	@Nested
	class SharedOnce extends WithExtension {

	}

	@Nested
	class SharedAgain extends WithExtension {

	}

	@Nested
	@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
	class DirtyAfterEachTest extends WithExtension {

	}

	@Nested
	@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
	class DirtyBeforeEachTest extends WithExtension {

	}

}
