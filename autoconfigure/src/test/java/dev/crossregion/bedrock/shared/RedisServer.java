package dev.crossregion.bedrock.shared;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * A Redis server in a process of its own, on a free port of loopback. It keeps nothing,
 * and ends by itself after some minutes, whatever becomes of the tests.
 */
public final class RedisServer implements AutoCloseable {

	private static final String LONGEST = "600";

	private final int port;

	private final Path directory;

	private Process process;

	private RedisServer(int port, Path directory) {
		this.port = port;
		this.directory = directory;
		this.process = launch();
	}

	/**
	 * The program.
	 * @return where it is, or {@code null} when it is not installed
	 */
	static @Nullable Path program() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "redis-server"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Start a server.
	 * @return the server, which answers
	 * @throws IOException if there is no port, or no folder
	 */
	public static RedisServer start() throws IOException {
		return new RedisServer(freePort(), Files.createTempDirectory("redis"));
	}

	private static int freePort() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
	}

	private Process launch() {
		try {
			Process process = new ProcessBuilder("timeout", LONGEST, String.valueOf(program()), "--port",
					String.valueOf(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir",
					this.directory.toString())
				.redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
			await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> command("PING").startsWith("+PONG"));
			return process;
		}
		catch (IOException ex) {
			throw new IllegalStateException("Redis cannot be started", ex);
		}
	}

	public int port() {
		return this.port;
	}

	/**
	 * Run a command without blanks in its arguments.
	 * @param command the command
	 * @return the answer as it came
	 * @throws IOException if there is none within ten seconds
	 */
	String command(String command) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * The keys that the server has.
	 * @return the keys in no order
	 * @throws IOException if it does not answer
	 */
	List<String> keys() throws IOException {
		return command("KEYS *").lines()
			.filter((line) -> !line.startsWith("*") && !line.startsWith("$") && !line.startsWith("+"))
			.toList();
	}

	/**
	 * Stop answering, with all connections open.
	 */
	public void freeze() {
		signal("STOP");
	}

	/**
	 * Answer again.
	 */
	public void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		this.process.descendants().forEach((server) -> {
			try {
				new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new IllegalStateException("Redis cannot be signalled", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	/**
	 * End at once, and close all connections.
	 */
	public void kill() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally((failure) -> this.process).join();
		this.process.destroyForcibly();
	}

	/**
	 * Start again on the same port, with nothing in it.
	 */
	public void restart() {
		this.process = launch();
	}

	@Override
	public void close() throws IOException {
		kill();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
