package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.crossregion.bedrock.emulator.JournalEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What {@link QuotaTokens} computes is what the emulator books.
 */
class QuotaTokensTests {

	private static final int CALLS = 20;

	@BeforeAll
	static void credentials() {
		System.setProperty("aws.accessKeyId", "emulated");
		System.setProperty("aws.secretAccessKey", "emulated");
	}

	static Stream<Shape> shapes() {
		return Stream.of(Shape.NO_MAXIMUM, Shape.LARGE_MAXIMUM, Shape.HEAVY_TAIL, Shape.FEW);
	}

	@ParameterizedTest
	@MethodSource("shapes")
	void callsUseWhatIsComputed(Shape shape) {
		try (BedrockEmulator emulator = BedrockEmulator.start(); Contender tuned = tuned(emulator, shape)) {
			IntStream.range(0, CALLS).forEach((number) -> tuned.call(shape.calls().prompts().prompt(number)));
			List<Long> computed = IntStream.range(0, CALLS).mapToObj((number) -> shape.size(number).used()).toList();
			assertThat(emulator.journal().entries()).extracting(QuotaTokensTests::used).isEqualTo(computed);
		}
	}

	@ParameterizedTest
	@MethodSource("shapes")
	void callsReserveWhatIsComputed(Shape shape) {
		QuotaTokens size = shape.size(0);
		QuotaTokens second = shape.size(1);
		long room = size.used() + second.reserved();
		try (BedrockEmulator emulator = emulator(Math.max(room, size.reserved()));
				Contender tuned = tuned(emulator, shape)) {
			tuned.call(shape.calls().prompts().prompt(0));
			tuned.call(shape.calls().prompts().prompt(1));
			assertThat(emulator.statistics().total().successes()).isEqualTo(2);
		}
		try (BedrockEmulator emulator = emulator(room - 1); Contender tuned = tuned(emulator, shape)) {
			tuned.call(shape.calls().prompts().prompt(0));
			assertThatException().isThrownBy(() -> tuned.call(shape.calls().prompts().prompt(1)));
			assertThat(emulator.statistics().total().throttled()).isEqualTo(1);
		}
	}

	@Test
	void theHeavyTailGoesFromOneTokenToAHundredThousand() {
		List<Integer> tokens = IntStream.range(0, 5000)
			.mapToObj((number) -> (Shape.HEAVY_TAIL.calls().prompts().length(number) + 3) / 4)
			.sorted()
			.toList();
		assertThat(tokens.get(0)).isEqualTo(1);
		assertThat(tokens.get(tokens.size() - 1)).isBetween(99_000, 100_000);
		assertThat(tokens.get(tokens.size() / 2)).isBetween(300, 330);
	}

	private static BedrockEmulator emulator(long tokens) {
		return BedrockEmulator.builder()
			.quota(ShapeRound.REGION, Setup.PROFILE,
					EmulatorQuota.tokensPerMinute(tokens).refill(EmulatorQuota.Refill.FIXED_WINDOW))
			.quotaWindow(Duration.ofHours(1))
			.start();
	}

	private static Contender tuned(BedrockEmulator emulator, Shape shape) {
		return Baselines.tuned(Setup.of(emulator.uri())
			.regions(List.of(ShapeRound.REGION))
			.maxOutputTokens((shape.calls().maxTokens() > 0) ? shape.calls().maxTokens() : null));
	}

	private static long used(JournalEntry entry) {
		return entry.inputTokens() + 5 * entry.outputTokens();
	}

}
