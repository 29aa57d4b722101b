package dev.crossregion.bedrock.emulator;

import java.time.Duration;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.EventFrames;
import dev.crossregion.bedrock.emulator.payload.StreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a fault on a request that it hits.
 */
sealed interface FaultEffect {

	/**
	 * No effect: the request is answered as usual.
	 */
	record None() implements FaultEffect {
	}

	/**
	 * An error instead of an answer.
	 *
	 * @param error the error
	 */
	record Failure(ErrorAnswer error) implements FaultEffect {
	}

	/**
	 * An answer with status 200 whose body is not JSON.
	 */
	record InvalidJson() implements FaultEffect {
	}

	/**
	 * No answer, on a connection that stays open.
	 */
	record BlackHole() implements FaultEffect {
	}

	/**
	 * A stream that ends early. For operations that do not stream, the cut comes instead
	 * of the answer.
	 *
	 * @param kind how the stream ends
	 * @param afterEvents the number of events before the cut
	 * @param frame the last frame of a cut of the kind {@link Kind#FRAME}, otherwise
	 * {@code null}
	 * @param pause the time without data before the cut
	 */
	record Cut(Kind kind, int afterEvents, @Nullable StreamFrame frame, Duration pause) implements FaultEffect {

		public Cut {
			if (afterEvents < 0) {
				throw new IllegalArgumentException("A stream cannot be cut after " + afterEvents + " events");
			}
			if (pause.isNegative()) {
				throw new IllegalArgumentException("A stream cannot be cut " + pause + " after its events");
			}
		}

		Cut(Kind kind, int afterEvents) {
			this(kind, afterEvents, null, Duration.ZERO);
		}

		Cut withPause(Duration pause) {
			return new Cut(this.kind, this.afterEvents, this.frame, pause);
		}

		enum Kind {

			CONNECTION_RESET, STREAM_RESET, FRAME, END, END_IN_FRAME, STALL

		}

	}

	/**
	 * A ConverseStream whose metadata event is early or missing.
	 *
	 * @param position the position of the event
	 */
	record MisplacedMetadata(EventFrames.MetadataPosition position) implements FaultEffect {
	}

	/**
	 * A complete answer, after which the connection is closed although the client may
	 * keep it.
	 */
	record CloseAfterAnswer() implements FaultEffect {
	}

}
