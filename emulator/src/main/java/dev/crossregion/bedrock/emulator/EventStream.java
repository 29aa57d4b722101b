package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.payload.EventFrames;
import dev.crossregion.bedrock.emulator.payload.StreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Sends the frames of one streamed answer at the configured pace, up to its end or to the
 * cut of a fault.
 */
final class EventStream {

	private static final byte[] EMPTY = {};

	private final Exchange exchange;

	private final List<EventFrames.Frame> frames;

	private final Duration pace;

	private final FaultEffect.@Nullable Cut cut;

	private final Connections connections;

	private final long contents;

	private long sentContents;

	EventStream(Exchange exchange, List<EventFrames.Frame> frames, Duration pace, FaultEffect.@Nullable Cut cut,
			Connections connections) {
		this.exchange = exchange;
		this.frames = frames;
		this.pace = pace;
		this.cut = cut;
		this.connections = connections;
		this.contents = frames.stream().filter(EventFrames.Frame::content).count();
	}

	void start() {
		this.exchange.openStream();
		sendFrom(0);
	}

	private void sendFrom(int start) {
		for (int index = start; index < this.frames.size() && !this.exchange.isEnded(); index++) {
			if (this.cut != null && this.cut.afterEvents() == index) {
				cut(this.frames.get(index).bytes());
				return;
			}
			EventFrames.Frame frame = this.frames.get(index);
			if (frame.paced() && !this.pace.isZero()) {
				int next = index + 1;
				this.exchange.after(this.pace, () -> {
					send(frame);
					sendFrom(next);
				});
				return;
			}
			send(frame);
		}
		cut(EMPTY);
	}

	private void send(EventFrames.Frame frame) {
		if (this.cut == null && frame == this.frames.get(this.frames.size() - 1)) {
			this.exchange.endStream(frame.bytes(), null, true);
			return;
		}
		if (frame.content()) {
			this.exchange.sentShare(++this.sentContents / (double) this.contents);
		}
		this.exchange.send(frame.bytes());
	}

	private void cut(byte[] next) {
		FaultEffect.Cut cut = this.cut;
		if (cut != null) {
			this.exchange.after(cut.pause(), () -> cut(cut, next));
		}
	}

	private void cut(FaultEffect.Cut cut, byte[] next) {
		switch (cut.kind()) {
			case FRAME -> {
				StreamFrame frame = Objects.requireNonNull(cut.frame());
				this.exchange.endStream(frame.encode(), frame.errorCode(), false);
			}
			case END -> this.exchange.endStream(EMPTY, null, false);
			case END_IN_FRAME -> this.exchange.endStream(Arrays.copyOf(next, next.length / 2), null, false);
			case CONNECTION_RESET -> this.exchange.reset(this.connections);
			case STREAM_RESET -> {
				if (this.exchange.isHttp2()) {
					this.exchange.cut();
				}
				else {
					this.exchange.reset(this.connections);
				}
			}
			case STALL -> {
				// Nothing follows until the client disconnects or the emulator is closed.
			}
		}
	}

}
