package dev.crossregion.bedrock.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link RedisServer}.
 */
class RedisServerTests {

	private static final int LONG = 60_000;

	@BeforeAll
	static void isInstalled() {
		assumeThat(RedisServer.program()).as("redis-server on the path").isPresent();
	}

	@Test
	void aHaltedServerAcceptsAndDoesNotAnswerUntilItProceeds() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			assertThat(ping(server, LONG)).isEqualTo('+');
			server.halt();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> ping(server, 200));
			server.proceed();
			assertThat(ping(server, LONG)).isEqualTo('+');
		}
	}

	@Test
	void aKilledServerComesBackOnItsPort() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			int port = server.port();
			server.kill();
			assertThatIOException().isThrownBy(() -> ping(server, LONG));
			server.restart();
			assertThat(server.port()).isEqualTo(port);
			assertThat(ping(server, LONG)).isEqualTo('+');
		}
	}

	private static int ping(RedisServer server, int timeout) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setSoTimeout(timeout);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			return socket.getInputStream().read();
		}
	}

}
