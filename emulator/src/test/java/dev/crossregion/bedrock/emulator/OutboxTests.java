package dev.crossregion.bedrock.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests implements Outbox.Events {

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
		assertThat(this.events).hasToString("ending:true ended ");
	}

	@Test
	void abortDropsWhatIsWaiting() {
		this.outbox.send(bytes("one"));
		this.outbox.abort(() -> this.events.append("aborted "));
		this.client.reads = true;
		this.outbox.onWritePossible();
		this.outbox.finish(bytes("two"), true);
		assertThat(this.client.received.size()).isZero();
		assertThat(this.events).hasToString("aborted ");
	}

	@Test
	void findsOutThatAClientHasGone() {
		this.outbox.look(() -> false);
		assertThat(this.events).isEmpty();
		this.outbox.look(() -> true);
		assertThat(this.events).hasToString("lost ");
	}

	@Override
	public boolean ending(boolean completed) {
		this.events.append("ending:").append(completed).append(' ');
		return true;
	}

	@Override
	public void ended() {
		this.events.append("ended ");
	}

	@Override
	public void lost() {
		this.events.append("lost ");
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
