package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * What still has to be sent to one client. Written when the connection takes it, so that
 * a client that does not read holds no thread. Whoever finds work while nobody else works
 * does it; no lock is held while the container is called.
 */
final class Outbox implements WriteListener {

	private final ServletOutputStream output;

	private final Events events;

	private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger work = new AtomicInteger();

	private volatile @Nullable Last last;

	private volatile @Nullable Runnable abort;

	private boolean unflushed;

	private boolean done;

	Outbox(ServletOutputStream output, Events events) {
		this.output = output;
		this.events = events;
	}

	void send(byte[] bytes) {
		this.waiting.add(bytes);
		work();
	}

	/**
	 * End after everything that is waiting.
	 * @param bytes the last that is sent
	 * @param completed whether that is all of the answer
	 */
	void finish(byte[] bytes, boolean completed) {
		this.last = new Last(bytes, completed);
		work();
	}

	/**
	 * End without what is waiting.
	 * @param action the last that is done
	 */
	void abort(Runnable action) {
		this.abort = action;
		work();
	}

	/**
	 * Ask whether the client is there, unless something is just being sent to it.
	 * @param gone answers {@code true} if it has gone away
	 */
	void look(BooleanSupplier gone) {
		if (this.work.compareAndSet(0, 1)) {
			if (!this.done && gone.getAsBoolean()) {
				this.events.lost();
			}
			work(1);
		}
	}

	@Override
	public void onWritePossible() {
		work();
	}

	@Override
	public void onError(Throwable ex) {
		this.events.lost();
	}

	private void work() {
		if (this.work.getAndIncrement() == 0) {
			work(1);
		}
	}

	private void work(int found) {
		int seen = found;
		while (seen != 0) {
			if (!this.done) {
				try {
					step();
				}
				catch (IOException | IllegalStateException ex) {
					// The connection or the stream was closed by its client.
					this.events.lost();
				}
			}
			seen = this.work.addAndGet(-seen);
		}
	}

	private void step() throws IOException {
		while (this.abort == null && (this.unflushed || !this.waiting.isEmpty()) && this.output.isReady()) {
			byte[] next = this.waiting.poll();
			if (next != null) {
				this.output.write(next);
				this.unflushed = true;
			}
			else {
				this.output.flush();
				this.unflushed = false;
			}
		}
		Runnable abort = this.abort;
		Last last = this.last;
		if (abort != null) {
			this.done = true;
			abort.run();
		}
		else if (last != null && !this.unflushed && this.waiting.isEmpty() && this.output.isReady()
				&& this.events.ending(last.completed())) {
			this.output.write(last.bytes());
			this.done = true;
			this.events.ended();
		}
	}

	/**
	 * What happens to an answer.
	 */
	interface Events {

		/**
		 * The last bytes are about to be sent.
		 * @param completed whether that is all of the answer
		 * @return whether they may be sent
		 */
		boolean ending(boolean completed);

		/**
		 * The last bytes are on their way.
		 */
		void ended();

		/**
		 * The client has gone away.
		 */
		void lost();

	}

	private record Last(byte[] bytes, boolean completed) {
	}

}
