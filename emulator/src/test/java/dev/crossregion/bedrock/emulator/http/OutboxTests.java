package dev.crossregion.bedrock.emulator.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests implements Outbox.Listener {

	private final Client client = new Client();

	private final Outbox outbox = new Outbox(this.client, this);

	private final StringBuilder events = new StringBuilder();

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void waitsForAClientThatDoesNotRead() {
		this.outbox.send(bytes("one "));
		this.outbox.send(bytes("two "));
		this.outbox.finish(bytes("three"), true);
		assertThat(this.client.received.size()).isZero();
		this.client.reads = true;
		this.outbox.onWritePossible();
		assertThat(this.client.received).hasToString("one two three");
		assertThat(this.events).hasToString("end:true sent ");
	}

	@Test
	void abortDropsPendingBytes() {
		this.outbox.send(bytes("one"));
		this.outbox.abort(() -> this.events.append("aborted "));
		this.client.reads = true;
		this.outbox.onWritePossible();
		this.outbox.finish(bytes("two"), true);
		assertThat(this.client.received.size()).isZero();
		assertThat(this.events).hasToString("aborted ");
	}

	@Test
	void detectsADisconnectedClient() {
		this.outbox.checkClient(() -> false);
		assertThat(this.events).isEmpty();
		this.outbox.checkClient(() -> true);
		assertThat(this.events).hasToString("disconnected ");
	}

	@Override
	public boolean tryEnd(boolean completed) {
		this.events.append("end:").append(completed).append(' ');
		return true;
	}

	@Override
	public void onSent() {
		this.events.append("sent ");
	}

	@Override
	public void onDisconnect() {
		this.events.append("disconnected ");
	}

	private static final class Client extends ServletOutputStream {

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private boolean reads;

		@Override
		public boolean isReady() {
			return this.reads;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
		}

		@Override
		public void write(int value) {
			this.received.write(value);
		}

	}

}
