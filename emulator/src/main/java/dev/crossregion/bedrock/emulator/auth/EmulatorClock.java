package dev.crossregion.bedrock.emulator.auth;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the times of signatures. Without an offset it checks nothing. Thread-safe.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class EmulatorClock {

	private static final DateTimeFormatter AMZ_DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final Duration TOLERANCE = Duration.ofMinutes(5);

	private final Clock system;

	private final @Nullable Duration initial;

	private volatile @Nullable Duration offset;

	public EmulatorClock(Clock system, @Nullable Duration offset) {
		this.system = system;
		this.initial = offset;
		this.offset = offset;
	}

	public void reset() {
		this.offset = this.initial;
	}

	public void offset(@Nullable Duration offset) {
		this.offset = offset;
	}

	/**
	 * The time of answers, if the clock has an offset.
	 * @return the value of a {@code Date} header
	 */
	public Optional<String> date() {
		Duration offset = this.offset;
		return (offset != null) ? Optional.of(HTTP_DATE.format(this.system.instant().plus(offset))) : Optional.empty();
	}

	/**
	 * Check the time of a signature.
	 * @param date the {@code X-Amz-Date} of a request, or {@code null}
	 * @return the error, or empty if the time is correct or is not checked
	 */
	Optional<ErrorAnswer> check(@Nullable String date) {
		Duration offset = this.offset;
		if (offset == null) {
			return Optional.empty();
		}
		Instant signed = parse(date);
		if (signed == null) {
			return Optional.of(ErrorAnswer.incompleteSignature());
		}
		Instant now = this.system.instant().plus(offset);
		if (signed.isBefore(now.minus(TOLERANCE))) {
			return Optional.of(expired(signed, now));
		}
		return (signed.isAfter(now.plus(TOLERANCE))) ? Optional.of(notYetCurrent(signed, now)) : Optional.empty();
	}

	private static @Nullable Instant parse(@Nullable String date) {
		try {
			return (date != null) ? AMZ_DATE.parse(date, Instant::from) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	public static ErrorAnswer expired(Instant signed, Instant now) {
		return ErrorAnswer.invalidSignature("Signature expired: " + AMZ_DATE.format(signed) + " is now earlier than "
				+ AMZ_DATE.format(now.minus(TOLERANCE)) + " (" + AMZ_DATE.format(now) + " - 5 min.)");
	}

	public static ErrorAnswer notYetCurrent(Instant signed, Instant now) {
		return ErrorAnswer
			.invalidSignature("Signature not yet current: " + AMZ_DATE.format(signed) + " is still later than "
					+ AMZ_DATE.format(now.plus(TOLERANCE)) + " (" + AMZ_DATE.format(now) + " + 5 min.)");
	}

}
