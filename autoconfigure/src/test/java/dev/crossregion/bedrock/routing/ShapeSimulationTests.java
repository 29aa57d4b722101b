package dev.crossregion.bedrock.routing;

import java.util.List;

import dev.crossregion.bedrock.routing.ShapeSimulation.Cell;
import dev.crossregion.bedrock.routing.ShapeSimulation.Quota;
import dev.crossregion.bedrock.routing.ShapeSimulation.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the calls look like, the routing engine serves nearly as many of them as are
 * served when each is sent at once, and has far fewer of them throttled. Where that does
 * not hold, the cell has bounds of its own, and docs/routing.md has the arithmetic.
 * {@code -Dshapes.seeds=4} prints the table of more runs and checks nothing.
 */
class ShapeSimulationTests {

	private static final double GOODPUT = 0.97;

	private static final double PART_OF_THROTTLES = 0.2;

	private static final int SEEDS = 2;

	/** Eight shapes with three quotas, and four with three more, each in four ways. */
	private static final int CELLS = (8 * 3 + 4 * 3) * 4;

	/** The first that fits holds. */
	private static final List<Bounds> BOUNDS = List.of(
			// Bursts of a call or two lose what refills while the mirror waits. What is
			// used between two throttles is less than what was refilled then, and the
			// mirror takes it for the rate.
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.TWO_CALLS, null, 1, 0.77, PART_OF_THROTTLES),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.TWO_CALLS, null, 8, 0.53, 0.45),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.ONE_CALL, null, 1, 0.89, PART_OF_THROTTLES),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.ONE_CALL, null, 8, 0.8, 0.35),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.HALF_A_CALL, null, 1, 0.78, PART_OF_THROTTLES),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.HALF_A_CALL, null, 8, 0.8, 0.35),
			// Few calls are that large, so few are throttled without a mirror.
			new Bounds(Shape.HEAVY_TAIL, Quota.TWO_CALLS, null, 1, GOODPUT, 0.6),
			new Bounds(Shape.HEAVY_TAIL, Quota.TWO_CALLS, null, 8, GOODPUT, 3.15),
			new Bounds(Shape.HEAVY_TAIL, Quota.ONE_CALL, null, 1, GOODPUT, 0.45),
			new Bounds(Shape.HEAVY_TAIL, Quota.ONE_CALL, null, 8, 0.91, 2.85),
			new Bounds(Shape.HEAVY_TAIL, Quota.HALF_A_CALL, null, 1, 0.39, 1.3),
			new Bounds(Shape.HEAVY_TAIL, Quota.HALF_A_CALL, null, 8, 0.57, 1.95),
			// Eight instances meet one other call in eight, and find room by chance.
			new Bounds(Shape.FEW_CALLS, Quota.TWO_CALLS, null, 1, GOODPUT, PART_OF_THROTTLES),
			new Bounds(Shape.FEW_CALLS, Quota.TWO_CALLS, null, 8, 0.9, 2),
			new Bounds(Shape.FEW_CALLS, Quota.ONE_CALL, null, 1, 0.81, PART_OF_THROTTLES),
			new Bounds(Shape.FEW_CALLS, Quota.ONE_CALL, null, 8, 0.6, 1.55),
			new Bounds(Shape.FEW_CALLS, Quota.HALF_A_CALL, null, 1, 0.65, PART_OF_THROTTLES),
			new Bounds(Shape.FEW_CALLS, Quota.HALF_A_CALL, null, 8, 0.61, 2.1),
			// What is not used comes back after ten seconds only.
			new Bounds(Shape.LONG_CALLS, Quota.TWO_CALLS, null, 1, GOODPUT, PART_OF_THROTTLES),
			new Bounds(Shape.LONG_CALLS, Quota.TWO_CALLS, null, 8, 0.75, 0.75),
			new Bounds(Shape.LONG_CALLS, Quota.ONE_CALL, null, 1, 0.63, PART_OF_THROTTLES),
			new Bounds(Shape.LONG_CALLS, Quota.ONE_CALL, null, 8, 0.39, 0.7),
			new Bounds(Shape.LONG_CALLS, Quota.HALF_A_CALL, null, 1, 0.52, PART_OF_THROTTLES),
			new Bounds(Shape.LONG_CALLS, Quota.HALF_A_CALL, null, 8, 0.35, 0.65),
			// What is reserved at once still grows when the run ends.
			new Bounds(Shape.UNSET_MAXIMUM, Quota.CONTINUOUS, null, 0, 0.68, PART_OF_THROTTLES),
			// Eight instances wait for one place, and only one of them learns that it is
			// free.
			new Bounds(Shape.UNSET_MAXIMUM, Quota.SHORT_BURST, false, 8, 0.62, PART_OF_THROTTLES),
			new Bounds(Shape.UNSET_MAXIMUM, null, null, 0, 0.92, PART_OF_THROTTLES),
			// The end of a window is not used up at a steady rate.
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.FIXED_WINDOW, null, 0, 0.86, 0.25),
			new Bounds(Shape.TENFOLD_MAXIMUM, Quota.SHORT_BURST, false, 8, 0.9, PART_OF_THROTTLES),
			// Where few calls are large, few are throttled without a mirror: less than
			// one for each instance.
			new Bounds(Shape.HEAVY_TAIL, Quota.FIXED_WINDOW, null, 8, GOODPUT, 0.7),
			new Bounds(Shape.HEAVY_TAIL, null, null, 8, 0.95, 2),
			// An instance meets one other call in eight.
			new Bounds(Shape.FEW_CALLS, Quota.SHORT_BURST, null, 8, 0.93, 3.2),
			new Bounds(Shape.FEW_CALLS, null, true, 8, GOODPUT, 2),
			new Bounds(Shape.FEW_CALLS, null, false, 8, GOODPUT, 4.5),
			new Bounds(Shape.FEW_CALLS, Quota.FIXED_WINDOW, false, 1, GOODPUT, 1.1),
			// What is sent before the throttle comes back is throttled too.
			new Bounds(Shape.SLOW_THROTTLING, Quota.FIXED_WINDOW, null, 0, 0.89, 0.55),
			new Bounds(Shape.SLOW_THROTTLING, null, false, 0, GOODPUT, 0.45),
			new Bounds(Shape.LONG_CALLS, Quota.FIXED_WINDOW, null, 0, 0.94, PART_OF_THROTTLES),
			// What others leave at the end of a window shows only when it is asked for.
			new Bounds(Shape.OTHERS, Quota.FIXED_WINDOW, null, 0, 0.8, PART_OF_THROTTLES),
			new Bounds(Shape.OTHERS, Quota.SHORT_BURST, null, 8, 0.94, PART_OF_THROTTLES),
			new Bounds(Shape.TINY_FIRST, Quota.FIXED_WINDOW, true, 1, 0.93, PART_OF_THROTTLES),
			new Bounds(null, null, null, 0, GOODPUT, PART_OF_THROTTLES));

	@Test
	void isNotWorseThanSendingEverything() {
		Integer seeds = Integer.getInteger("shapes.seeds");
		if (seeds != null) {
			System.out.println(Cell.HEADER);
			ShapeSimulation.cells(seeds).forEach(System.out::println);
			return;
		}
		List<Cell> cells = ShapeSimulation.cells(SEEDS);
		assertThat(cells).hasSize(CELLS);
		assertThat(cells).allSatisfy((cell) -> {
			Bounds bounds = BOUNDS.stream().filter((candidate) -> candidate.fits(cell)).findFirst().orElseThrow();
			assertThat(cell.ratio()).as("goodput of %s", cell).isGreaterThan(bounds.goodput);
			assertThat(cell.part()).as("throttles of %s", cell).isLessThan(bounds.throttles);
		});
	}

	@Test
	void callsFlowAgainSoonAfterATinyOneWasThrottled() {
		assertThat(ShapeSimulation.cells(Shape.TINY_FIRST, SEEDS)).hasSize(3 * 4)
			.allSatisfy((cell) -> assertThat(cell.first() - cell.reference().first()).as("%s", cell).isLessThan(2));
	}

	/**
	 * What is asked of a cell.
	 *
	 * @param shape the shape of the calls, or {@code null} for any
	 * @param quota the quota, or {@code null} for any
	 * @param given whether the quota is declared, or {@code null} for either
	 * @param instances how many instances there are, 0 for any number
	 * @param goodput the least part of the best reference
	 * @param throttles the largest part of the 429s of sending everything
	 */
	private record Bounds(@Nullable Shape shape, @Nullable Quota quota, @Nullable Boolean given, int instances,
			double goodput, double throttles) {

		private boolean fits(Cell cell) {
			return (this.shape == null || this.shape == cell.shape())
					&& (this.quota == null || this.quota == cell.quota())
					&& (this.given == null || this.given == cell.given())
					&& (this.instances == 0 || this.instances == cell.instances());
		}

	}

}
