package dev.crossregion.bedrock;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server for HTTP/1.1 alone that writes down the head of each request, those to a proxy
 * included, and answers all of them with the same error.
 */
public final class RecordingServer implements AutoCloseable {

	private static final String ANSWER = "HTTP/1.1 418 Recorded\r\nContent-Type: application/json\r\n"
			+ "Content-Length: 22\r\nConnection: close\r\n\r\n{\"message\":\"recorded\"}";

	private final List<String> heads = new CopyOnWriteArrayList<>();

	private final ServerSocket server;

	/**
	 * Start a server on a free port of the loopback interface.
	 * @throws IOException if it cannot start
	 */
	public RecordingServer() throws IOException {
		this.server = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));
		daemon(() -> {
			while (!this.server.isClosed()) {
				Socket socket = this.server.accept();
				daemon(() -> serve(socket));
			}
		});
	}

	private static void daemon(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The other side, or the end of the test, closed the connection.
			}
		}, "recording-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void serve(Socket socket) throws IOException {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int next = in.read();
				if (next == -1) {
					break;
				}
				head.write(next);
			}
			String text = head.toString(StandardCharsets.ISO_8859_1);
			if (!text.isEmpty()) {
				this.heads.add(text);
			}
			in.readNBytes(text.lines()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
				.mapToInt((line) -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
				.findFirst()
				.orElse(0));
			socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
		}
	}

	/**
	 * Where the server is.
	 * @return the URI, with the scheme http
	 */
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort());
	}

	/**
	 * The port of the server.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * The heads of the requests so far.
	 * @return request lines and headers as they came
	 */
	public List<String> heads() {
		return List.copyOf(this.heads);
	}

	/**
	 * The values of a header in all requests so far.
	 * @param name the name of the header
	 * @return the values in order, an empty one for requests without it
	 */
	public List<String> header(String name) {
		return heads().stream()
			.map((head) -> head.lines()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(""))
			.toList();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private interface Task {

		void run() throws IOException;

	}

}
