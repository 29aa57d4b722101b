package dev.crossregion.bedrock.profile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShownTextTests {

	@ParameterizedTest
	@ValueSource(ints = { '\n', '\r', '\t', 0, 0x1b, 0x85, 0x2028, 0x2029, 0x202e, 0x2066, 0x200f, 0xd800 })
	void replacesWhatBreaksTheLineOrReordersIt(int character) {
		assertThat(ShownText.of("a" + (char) character + "b")).isEqualTo("a?b");
	}

	@Test
	void keepsOrdinaryTextAndCutsTheRest() {
		assertThat(ShownText.of("x".repeat(120))).isEqualTo("x".repeat(120));
		assertThat(ShownText.of("x".repeat(121))).isEqualTo("x".repeat(120) + "...");
		assertThat(ShownText.of(null)).isEmpty();
	}

	@Test
	void malformedReferenceIsShownInOneLine() {
		assertThatThrownBy(() -> ModelReference.parse("bad\nERROR forged"))
			.isInstanceOf(MalformedModelReferenceException.class)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").contains("bad?ERROR forged"));
	}

}
