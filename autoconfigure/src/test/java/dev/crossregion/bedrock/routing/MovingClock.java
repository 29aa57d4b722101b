package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves when it is told to. */
public final class MovingClock extends Clock {

	private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");

	private final Instant start;

	private volatile Instant now;

	public MovingClock() {
		this(START);
	}

	public MovingClock(Instant start) {
		this.start = start;
		this.now = start;
	}

	public void move(Duration duration) {
		this.now = this.now.plus(duration);
	}

	public void moveTo(Instant instant) {
		this.now = instant;
	}

	/**
	 * Nanoseconds as {@link System#nanoTime()} would tell them.
	 * @return the time passed since some moment
	 */
	long nanos() {
		return Duration.between(this.start, this.now).toNanos() - 1_000_000_000;
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
