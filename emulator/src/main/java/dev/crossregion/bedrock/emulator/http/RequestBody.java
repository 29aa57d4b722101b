package dev.crossregion.bedrock.emulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

/**
 * Reads the body of a request without blocking a thread.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class RequestBody implements ReadListener {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final byte[] buffer = new byte[8192];

	private final ServletInputStream input;

	private final AsyncContext async;

	private final Handler handler;

	private RequestBody(ServletInputStream input, AsyncContext async, Handler handler) {
		this.input = input;
		this.async = async;
		this.handler = handler;
	}

	/**
	 * Read the body of a request.
	 * @param async the request; completed without an answer if the body cannot be read
	 * @param handler takes the complete body
	 * @throws IOException if the body cannot be read
	 */
	public static void read(AsyncContext async, Handler handler) throws IOException {
		ServletInputStream input = async.getRequest().getInputStream();
		input.setReadListener(new RequestBody(input, async, handler));
	}

	@Override
	public void onDataAvailable() throws IOException {
		while (this.input.isReady()) {
			int count = this.input.read(this.buffer);
			if (count < 0) {
				return;
			}
			this.bytes.write(this.buffer, 0, count);
		}
	}

	@Override
	public void onAllDataRead() throws IOException {
		this.handler.handle(this.bytes.toByteArray());
	}

	@Override
	public void onError(Throwable ex) {
		this.async.complete();
	}

	/**
	 * Takes the complete body.
	 */
	@FunctionalInterface
	public interface Handler {

		void handle(byte[] body) throws IOException;

	}

}
