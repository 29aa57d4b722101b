package dev.crossregion.bedrock;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.quicktheories.QuickTheory;
import org.quicktheories.core.RandomnessSource;
import org.quicktheories.impl.Constraint;

/**
 * How property-based tests of this module run: {@code -Dproperty.examples} says how many
 * examples, {@code -Dproperty.seed} which ones.
 */
public final class Theories {

	/** Examples of a property that is checked in full. */
	public static final int EXAMPLES = Integer.getInteger("property.examples", 100_000);

	private static final long SEED = Long.getLong("property.seed", 20_261_123L);

	private Theories() {
	}

	/**
	 * A property that is checked with all examples.
	 * @param property what is checked, for the log
	 * @return the theory
	 */
	public static QuickTheory theory(String property) {
		return theory(property, EXAMPLES);
	}

	/**
	 * A property that needs fewer examples.
	 * @param property what is checked, for the log
	 * @param examples how many examples are tried
	 * @return the theory
	 */
	public static QuickTheory theory(String property, int examples) {
		System.out.printf("Property '%s': %,d examples, -Dproperty.seed=%d%n", property, examples, SEED);
		return QuickTheory.qt().withFixedSeed(SEED).withExamples(examples).withGenerateAttempts(1000);
	}

	/**
	 * Random choices that QuickTheories can shrink: the first one of each is the
	 * simplest.
	 *
	 * @param source where they come from
	 */
	public record Choices(RandomnessSource source) {

		/**
		 * A number.
		 * @param bound what it is less than
		 * @return the number, at least 0
		 */
		public int below(int bound) {
			return (int) this.source.next(Constraint.between(0, bound - 1));
		}

		/**
		 * Something that happens now and then.
		 * @param percent how often
		 * @return whether it happens
		 */
		public boolean chance(int percent) {
			return below(100) >= 100 - percent;
		}

		/**
		 * One of several values.
		 * @param <T> their type
		 * @param values the values
		 * @return one of them
		 */
		public <T> T oneOf(List<T> values) {
			return values.get(below(values.size()));
		}

		/**
		 * Some of several values.
		 * @param <T> their type
		 * @param values the values
		 * @param least the least number of draws
		 * @param most the largest number of draws
		 * @return the values drawn, each once
		 */
		public <T> List<T> some(List<T> values, int least, int most) {
			Set<T> drawn = new LinkedHashSet<>();
			for (int draws = least + below(most - least + 1); draws > 0; draws--) {
				drawn.add(oneOf(values));
			}
			return List.copyOf(drawn);
		}

	}

}
