package dev.crossregion.bedrock.emulator;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
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

	@RepeatedTest(2)
	void eachTestBeginsWithAnOpenEmulator(BedrockEmulator emulator) {
		assertThat(converse().stopReasonAsString()).isEqualTo("end_turn");
		emulator.close();
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(BedrockEmulatorExtensionTests::converse);
	}

	@Test
	void classesThatInheritTheFieldShareOneEmulatorAndPort() {
		BedrockEmulatorExtension inherited = new BedrockEmulatorExtension();
		List<BedrockEmulator> emulators = new ArrayList<>();
		List<URI> places = new ArrayList<>();
		for (String testClass : List.of("one", "other")) {
			inherited.beforeAll(context(testClass));
			emulators.add(inherited.emulator());
			places.add(inherited.uri());
			inherited.afterAll(context(testClass));
			assertThatIllegalStateException().isThrownBy(inherited::emulator);
		}
		assertThat(emulators.get(1)).isSameAs(emulators.get(0));
		assertThat(places.get(1)).isEqualTo(places.get(0));
	}

	private static ExtensionContext context(String id) {
		return (ExtensionContext) Proxy.newProxyInstance(ExtensionContext.class.getClassLoader(),
				new Class<?>[] { ExtensionContext.class }, (proxy, method, arguments) -> {
					assertThat(method.getName()).isEqualTo("getUniqueId");
					return id;
				});
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
