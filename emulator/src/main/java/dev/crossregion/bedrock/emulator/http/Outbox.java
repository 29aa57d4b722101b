package dev.crossregion.bedrock.emulator.http;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Queues the bytes of one answer, and writes them whenever the connection accepts data,
 * so that a client that does not read blocks no thread. The thread that adds work while
 * no other thread is writing does the writing; no lock is held while the container is
 * called. Thread-safe.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Outbox implements WriteListener {

	private final ServletOutputStream output;

	private final Listener listener;

	private final Queue<byte[]> pending = new ConcurrentLinkedQueue<>();

	/** The requests for work since the thread that writes last looked; 0 if none does. */
	private final AtomicInteger workRequests = new AtomicInteger();

	private volatile @Nullable Last last;

	private volatile @Nullable Runnable abort;

	private boolean unflushed;

	private boolean finished;

	public Outbox(ServletOutputStream output, Listener listener) {
		this.output = output;
		this.listener = listener;
	}

	public void send(byte[] bytes) {
		this.pending.add(bytes);
		requestWork();
	}

	/**
	 * End the answer after all pending bytes.
	 * @param bytes the last bytes
	 * @param completed whether the answer is complete
	 */
	public void finish(byte[] bytes, boolean completed) {
		this.last = new Last(bytes, completed);
		requestWork();
	}

	/**
	 * End the answer without the pending bytes.
	 * @param action the last action
	 */
	public void abort(Runnable action) {
		this.abort = action;
		requestWork();
	}

	/**
	 * Check whether the client is still connected, unless another thread is writing.
	 * @param disconnected returns {@code true} if the client has disconnected
	 */
	public void checkClient(BooleanSupplier disconnected) {
		if (this.workRequests.compareAndSet(0, 1)) {
			if (!this.finished && disconnected.getAsBoolean()) {
				this.listener.onDisconnect();
			}
			work(1);
		}
	}

	@Override
	public void onWritePossible() {
		requestWork();
	}

	@Override
	public void onError(Throwable ex) {
		this.listener.onDisconnect();
	}

	private void requestWork() {
		if (this.workRequests.getAndIncrement() == 0) {
			work(1);
		}
	}

	private void work(int requests) {
		int seen = requests;
		while (seen != 0) {
			if (!this.finished) {
				try {
					write();
				}
				catch (IOException | IllegalStateException ex) {
					// The connection or the stream was closed by its client.
					this.listener.onDisconnect();
				}
			}
			seen = this.workRequests.addAndGet(-seen);
		}
	}

	private void write() throws IOException {
		while (this.abort == null && (this.unflushed || !this.pending.isEmpty()) && this.output.isReady()) {
			byte[] next = this.pending.poll();
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
			this.finished = true;
			abort.run();
		}
		else if (last != null && !this.unflushed && this.pending.isEmpty() && this.output.isReady()
				&& this.listener.tryEnd(last.completed())) {
			this.output.write(last.bytes());
			this.finished = true;
			this.listener.onSent();
		}
	}

	/**
	 * Is notified of the end of an answer.
	 */
	public interface Listener {

		/**
		 * End the answer, just before its last bytes are written.
		 * @param completed whether the answer is complete
		 * @return {@code true} to write them, {@code false} if the answer has ended
		 * already
		 */
		boolean tryEnd(boolean completed);

		/**
		 * The last bytes have been written.
		 */
		void onSent();

		/**
		 * The client has disconnected.
		 */
		void onDisconnect();

	}

	private record Last(byte[] bytes, boolean completed) {
	}

}
