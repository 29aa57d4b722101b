package dev.crossregion.bedrock.ledger.reconciliation;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;

/**
 * A limit of both sides by time.
 *
 * @param from the beginning, or {@code null} for none
 * @param to the end, which lies outside, or {@code null} for none
 */
record TimeWindow(@Nullable Instant from, @Nullable Instant to) {

	boolean contains(long millis) {
		return (this.from == null || millis >= this.from.toEpochMilli())
				&& (this.to == null || millis < this.to.toEpochMilli());
	}

	/**
	 * Whether a span has a part in this window.
	 * @param first the beginning of the span
	 * @param last its end, which belongs to it
	 * @return {@code true} if it has
	 */
	boolean overlaps(long first, long last) {
		return (this.from == null || last >= this.from.toEpochMilli())
				&& (this.to == null || first < this.to.toEpochMilli());
	}

	/**
	 * Read a time with any offset.
	 * @param text the time in ISO 8601, such as {@code 2026-11-28T18:00:00Z}
	 * @return the time in milliseconds of the epoch
	 * @throws DateTimeParseException if it is none
	 */
	static long millis(String text) {
		try {
			return Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text)).toEpochMilli();
		}
		catch (ArithmeticException ex) {
			throw new DateTimeParseException("The time is too far away for milliseconds", text, 0, ex);
		}
	}

}
