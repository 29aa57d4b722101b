package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that has not ended, which the close of {@link RegionalClients} fails. Closed by
 * the end of the call. Thread-safe.
 */
public final class OpenCall implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegionalClients.class);

	private final Runnable failer;

	private final Consumer<OpenCall> onEnd;

	private final AtomicBoolean ended = new AtomicBoolean();

	OpenCall(Runnable failer, Consumer<OpenCall> onEnd) {
		this.failer = failer;
		this.onEnd = onEnd;
	}

	/**
	 * Fail the call, unless it has ended.
	 */
	void fail() {
		if (this.ended.compareAndSet(false, true)) {
			this.onEnd.accept(this);
			try {
				this.failer.run();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A call that was open at the close could not be failed", ex);
			}
		}
	}

	/**
	 * Record that the call has ended.
	 */
	@Override
	public void close() {
		this.ended.set(true);
		this.onEnd.accept(this);
	}

}
