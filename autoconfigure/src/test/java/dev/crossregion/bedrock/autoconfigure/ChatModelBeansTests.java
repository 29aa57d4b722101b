package dev.crossregion.bedrock.autoconfigure;

import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChatModelBeansTests {

	private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

	@Test
	void eachBeanTellsTheModelThatItBelongsTo() {
		Theories.theory("the name of a bean has the name of its model", 10_000)
			.forAll((source) -> name(new Theories.Choices(source)))
			.checkAssert((name) -> {
				assertThat(ChatModelBeans.model(ChatModelBeans.chatModel(name))).isEqualTo(name);
				assertThat(ChatModelBeans.model(ChatModelBeans.streamingChatModel(name))).isEqualTo(name);
				assertThat(ChatModelBeans.model(ChatModelBeans.springAiChatModel(name))).isEqualTo(name);
				assertThat(Stream
					.of(ChatModelBeans.chatModel(name), ChatModelBeans.streamingChatModel(name),
							ChatModelBeans.springAiChatModel(name))
					.distinct()).hasSize(3);
			});
	}

	// Names that contain the words of the suffixes, as far as a name may.
	private static String name(Theories.Choices choices) {
		StringBuilder name = new StringBuilder();
		name.append(LETTERS.charAt(choices.below(LETTERS.length())));
		int parts = choices.below(4);
		for (int part = 0; part < parts; part++) {
			name.append(new String[] { "chat", "model", "streaming", "springai", "7" }[choices.below(5)]);
		}
		return name.toString();
	}

}
