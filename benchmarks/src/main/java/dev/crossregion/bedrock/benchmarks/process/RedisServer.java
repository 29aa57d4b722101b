package dev.crossregion.bedrock.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Runs a Redis or Valkey server of this machine on loopback and a free port, without
 * persistence. The server can be halted, so that it accepts requests and does not answer,
 * or killed and restarted on the same port. It ends when it is closed, or with this JVM
 * unless that is killed.
 *
 * @since 0.1.0
 */
public final class RedisServer implements AutoCloseable {

	private static final List<String> NAMES = List.of("redis-server", "valkey-server");

	private static final Duration START = Duration.ofSeconds(20);

	private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

	private final Path program;

	private final Path directory;

	private final int port;

	private final Thread end = new Thread(this::kill, "end-redis");

	private @Nullable Process process;

	private RedisServer(Path program, Path directory, int port) {
		this.program = program;
		this.directory = directory;
		this.port = port;
	}

	/**
	 * Find the program on the path.
	 * @return the program, or empty if there is none
	 */
	public static Optional<Path> program() {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin", "/usr/local/bin"))
			.filter((directory) -> !directory.isEmpty())
			.flatMap((directory) -> NAMES.stream().map((name) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Start a server.
	 * @return the server, ready for requests
	 * @throws IOException if it does not start, or if there is no program
	 * @throws InterruptedException if the wait for it is interrupted
	 */
	public static RedisServer start() throws IOException, InterruptedException {
		Path program = program().orElseThrow(() -> new IOException("This machine has none of " + NAMES));
		RedisServer server = new RedisServer(program, Files.createTempDirectory("benchmark-redis"), freePort());
		Runtime.getRuntime().addShutdownHook(server.end);
		server.restart();
		return server;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * The port on which it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Halt the server: it accepts connections and requests, and answers none.
	 * @throws IOException if it cannot be signalled
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void halt() throws IOException, InterruptedException {
		signal("STOP");
	}

	/**
	 * Resume the server after {@link #halt()}.
	 * @throws IOException if it cannot be signalled
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void proceed() throws IOException, InterruptedException {
		signal("CONT");
	}

	private synchronized void signal(String signal) throws IOException, InterruptedException {
		Process process = Objects.requireNonNull(this.process, "The server is not running");
		int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).inheritIO()
			.start()
			.waitFor();
		if (code != 0) {
			throw new IOException("kill -" + signal + " ended with " + code);
		}
	}

	/**
	 * Kill the server, which loses its data.
	 */
	public synchronized void kill() {
		Process process = this.process;
		if (process != null) {
			process.destroyForcibly().onExit().join();
			this.process = null;
		}
	}

	/**
	 * Restart the server on its port after {@link #kill()}.
	 * @throws IOException if it does not start
	 * @throws InterruptedException if the wait for it is interrupted
	 */
	public synchronized void restart() throws IOException, InterruptedException {
		Process process = new ProcessBuilder(this.program.toString(), "--port", String.valueOf(this.port), "--bind",
				"127.0.0.1", "--save", "", "--appendonly", "no", "--dir", this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
		this.process = process;
		long until = System.nanoTime() + START.toNanos();
		while (!isAnswering()) {
			if (!process.isAlive() || System.nanoTime() > until) {
				kill();
				throw new IOException(this.program + " does not start on port " + this.port + ":\n"
						+ Files.readString(this.directory.resolve("log")));
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private boolean isAnswering() {
		try (Socket socket = new Socket()) {
			int timeout = 1000;
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), timeout);
			socket.setSoTimeout(timeout);
			socket.getOutputStream().write(PING);
			return socket.getInputStream().read() == '+';
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() throws IOException {
		kill();
		Runtime.getRuntime().removeShutdownHook(this.end);
		Files.deleteIfExists(this.directory.resolve("log"));
		Files.deleteIfExists(this.directory);
	}

}
