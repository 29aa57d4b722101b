package dev.crossregion.bedrock.client;

import java.util.List;

import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one attempt, in order. Not thread-safe.
 *
 * @param <E> the type of the events
 */
interface StreamGateReader<E> {

	/**
	 * Read the next event.
	 * @param event the event
	 * @return what it means
	 */
	StreamGateEvent.Kind read(E event);

	/**
	 * Whether a stream that stops here may be whole, though nothing said so.
	 * @return {@code false} if an answer that stops here was truncated
	 */
	boolean mayStopHere();

	/**
	 * What the caller gets after the last event.
	 * @return events that came early
	 */
	List<E> rest();

	/**
	 * What a truncated stream lacks.
	 * @return the event, as AWS calls it
	 */
	String missing();

	/**
	 * What the stream said of the tokens that it used.
	 * @return the tokens, or {@code null} when it has not said so
	 */
	@Nullable TokenCounts usage();

}
