package dev.crossregion.bedrock.autoconfigure.comparison;

import java.net.URI;
import java.time.Duration;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;

import static org.awaitility.Awaitility.await;

/**
 * What a client under test meets: a server, the network before it, and credentials.
 */
final class Stage implements AutoCloseable {

	private final BedrockEmulator emulator = BedrockEmulator.builder().journalCapacity(0).start();

	private final Relay relay = new Relay(this.emulator.uri());

	private final FailingCredentials credentials = new FailingCredentials();

	BedrockEmulator emulator() {
		return this.emulator;
	}

	Relay relay() {
		return this.relay;
	}

	FailingCredentials credentials() {
		return this.credentials;
	}

	URI endpoint() {
		return this.relay.uri();
	}

	/**
	 * Let faults happen one after another, and nothing after the last.
	 * @param faults the faults
	 */
	void next(Fault... faults) {
		this.emulator.failInSequence(faults);
	}

	/**
	 * Let a fault happen until the stage is restored.
	 * @param fault the fault
	 */
	void always(Fault fault) {
		this.emulator.fail(fault);
	}

	/**
	 * How many requests have reached the server.
	 * @return the number since the start
	 */
	long requests() {
		return this.emulator.statistics().total().requests();
	}

	/**
	 * Wait until nothing of a client that was closed is under way.
	 */
	void clear() {
		restore();
		this.relay.resetConnections();
		await().atMost(Duration.ofSeconds(30)).until(() -> this.emulator.statistics().total().open() == 0);
	}

	/**
	 * End whatever goes wrong.
	 */
	void restore() {
		this.emulator.clearFaults();
		this.relay.restore();
		this.credentials.restore();
	}

	@Override
	public void close() {
		this.relay.close();
		this.emulator.close();
	}

}
