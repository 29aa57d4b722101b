package dev.crossregion.bedrock.emulator;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BedrockEmulatorExtensionTests {

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	private static ConverseResponse converse() {
		return clients.sync(bedrock.uri(), Region.EU_CENTRAL_1)
			.converse((request) -> request.modelId("eu." + Clients.SONNET).messages(Clients.user("Hello")));
	}

	@RepeatedTest(2)
	void eachTestBeginsWithoutFaultsAndWithAnEmptyJournal(BedrockEmulator emulator) {
		assertThat(emulator.journal().size()).isZero();
		assertThat(converse().stopReasonAsString()).isEqualTo("end_turn");
		emulator.fail(Fault.throttled());
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(BedrockEmulatorExtensionTests::converse);
		assertThat(emulator.journal().size()).isEqualTo(2);
	}

	@Test
	void thereIsNoEmulatorOutsideOfTests() {
		assertThatIllegalStateException().isThrownBy(() -> new BedrockEmulatorExtension().emulator())
			.withMessageContaining("static");
	}

	@Nested
	class InNestedClasses {

		@Test
		void itIsTheSameEmulator(BedrockEmulator emulator) {
			assertThat(emulator).isSameAs(bedrock.emulator());
			assertThat(converse().stopReasonAsString()).isEqualTo("end_turn");
		}

	}

}
