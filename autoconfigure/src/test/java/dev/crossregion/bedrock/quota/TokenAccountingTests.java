package dev.crossregion.bedrock.quota;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TokenAccounting}.
 */
class TokenAccountingTests {

	private static final long ASSUMED = TokenAccounting.ASSUMED_MAX_OUTPUT_TOKENS;

	@Test
	void factsHold() {
		assertThat(TokenAccounting.of("anthropic.claude-opus-4-8", 7, 32_000, true))
			.isEqualTo(new TokenAccounting(7, 32_000, false));
		assertThat(TokenAccounting.of("example.without-streams-v1:0", 1, 8_000, false))
			.isEqualTo(new TokenAccounting(1, 8_000, false));
	}

	@Test
	void whatIsNotKnownIsAssumed() {
		assertThat(TokenAccounting.of("anthropic.claude-opus-4-8", null, null, true))
			.isEqualTo(new TokenAccounting(15, ASSUMED, true));
		assertThat(TokenAccounting.of("example.new-v1:0", null, null, null))
			.isEqualTo(new TokenAccounting(1, ASSUMED, true));
		assertThat(TokenAccounting.of(null, null, null, null)).isEqualTo(new TokenAccounting(1, ASSUMED, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "amazon.titan-embed-text-v2:0", "amazon.titan-embed-image-v1", "cohere.embed-english-v3",
			"cohere.embed-v4:0", "amazon.nova-2-multimodal-embeddings-v1:0", "twelvelabs.marengo-embed-3-0-v1:0",
			"cohere.rerank-v3-5:0", "amazon.rerank-v1:0" })
	void embeddingsAndRanksAreNoText(String model) {
		assertThat(TokenAccounting.of(model, null, null, null).maxOutputTokens()).isZero();
		assertThat(TokenAccounting.of(model, null, null, false).maxOutputTokens()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.embedded-chat-v1:0", "embed.chat-v1:0", "example.membed-v1:0",
			"example.reranked-chat-v1:0" })
	void otherNamesAreNoEmbeddings(String model) {
		assertThat(TokenAccounting.of(model, null, null, null).maxOutputTokens()).isEqualTo(ASSUMED);
	}

	@Test
	void modelsKnownNotToStreamAnswerWithNoText() {
		assertThat(TokenAccounting.of("stability.stable-outpaint-v1:0", null, null, false))
			.isEqualTo(new TokenAccounting(1, 0, false));
	}

	@Test
	void numbersThatCannotBeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenAccounting(0, 1, false));
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenAccounting(1, -1, false));
	}

}
