package dev.crossregion.bedrock.client.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All calls that have not ended. Thread-safe.
 */
final class OpenCalls {

	private final Set<OpenCall> calls = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Register a call.
	 * @param failer fails the call; runs at most once, and at once after
	 * {@link #failAll()}
	 * @return the call, to be closed when it has ended
	 */
	OpenCall register(Runnable failer) {
		OpenCall call = new OpenCall(failer, this.calls::remove);
		this.calls.add(call);
		if (this.closed) {
			call.fail();
		}
		return call;
	}

	/**
	 * Fail all calls, and each one that is registered later.
	 */
	void failAll() {
		this.closed = true;
		this.calls.forEach(OpenCall::fail);
	}

}
