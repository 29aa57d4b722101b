package dev.crossregion.bedrock.profile;

import java.util.List;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.Theories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DisplayTextTests {

	private static final List<Integer> UNSAFE = List.of((int) '\n', (int) '\r', 0x0b, 0x0c, 0x1b, 0x7f, 0x85, 0xad,
			0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0xd83d, 0xdc00,
			0xe0001);

	@ParameterizedTest
	@ValueSource(ints = { '\n', '\r', '\t', 0, 0x1b, 0x85, 0x2028, 0x2029, 0x202e, 0x2066, 0x200f, 0xd800 })
	void replacesWhatBreaksTheLineOrReordersIt(int character) {
		assertThat(DisplayText.of("a" + (char) character + "b")).isEqualTo("a?b");
	}

	@Test
	void keepsOrdinaryTextAndCutsTheRest() {
		assertThat(DisplayText.of("x".repeat(120))).isEqualTo("x".repeat(120));
		assertThat(DisplayText.of("x".repeat(121))).isEqualTo("x".repeat(120) + "...");
		assertThat(DisplayText.of(null)).isEmpty();
	}

	@Test
	void malformedReferenceIsShownInOneLine() {
		assertThatThrownBy(() -> ModelReference.parse("bad\nERROR forged"))
			.isInstanceOf(MalformedModelReferenceException.class)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").contains("bad?ERROR forged"));
	}

	@Test
	void onlyTheNumbersOfAccountsAreMasked() {
		assertThat(DisplayText.withoutAccounts("arn:aws:iam::123456789012:role/app-123456789012 calls 1234567890123"))
			.isEqualTo("arn:aws:iam::${AccountId}:role/app-${AccountId} calls 1234567890123");
	}

	@Test
	void noPartOfAnAccountIsLeftWhereTheTextIsCut() {
		for (int before = 90; before < 130; before++) {
			String shown = DisplayText.of("x".repeat(before) + ":987654321098:" + "y".repeat(200));
			assertThat(shown).doesNotContain("9876").hasSize(123).endsWith("...");
		}
	}

	@Test
	void anyTextBecomesOneLine() {
		Theories.theory("text from outside becomes one line")
			.forAll((source) -> text(new Theories.Choices(source)))
			.checkAssert((text) -> {
				String shown = DisplayText.of(text);
				assertThat(shown.length()).isLessThanOrEqualTo(123);
				assertThat(shown.codePoints()).noneMatch(DisplayTextTests::isUnsafe);
				assertThat(DisplayText.line(text).codePoints()).noneMatch(DisplayTextTests::isUnsafe);
				assertThat(DisplayText.of(shown).length()).isLessThanOrEqualTo(123);
			});
	}

	@Test
	void plainTextIsTreatedLikeAnyOther() {
		Theories.theory("the short cut for plain text changes nothing")
			.forAll((source) -> plain(new Theories.Choices(source)))
			.checkAssert((text) -> assertThat(DisplayText.line(text))
				.isEqualTo(DisplayText.withoutAccounts(DisplayText.oneLine(text))));
	}

	@Test
	void textWithoutTwelveDigitsIsTreatedLikeAnyOther() {
		Pattern account = Pattern.compile("(?<!\\w)[0-9]{12}(?!\\w)");
		Theories.theory("the short cut for text without accounts changes nothing")
			.forAll((source) -> plain(new Theories.Choices(source)))
			.checkAssert((text) -> assertThat(DisplayText.withoutAccounts(text))
				.isEqualTo(account.matcher(text).replaceAll("\\${AccountId}")));
	}

	private static String plain(Theories.Choices choices) {
		StringBuilder text = new StringBuilder();
		for (int part = choices.below(6); part >= 0; part--) {
			text.append("7".repeat(choices.below(15)));
			text.append((char) choices.below(0x90));
		}
		return text.toString();
	}

	private static String text(Theories.Choices choices) {
		StringBuilder text = new StringBuilder();
		for (int length = choices.below(260); length > 0; length--) {
			text.appendCodePoint((choices.chance(40)) ? choices.below(0x110000) : choices.oneOf(UNSAFE));
		}
		return text.toString();
	}

	private static boolean isUnsafe(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR ->
				true;
			default -> false;
		};
	}

}
