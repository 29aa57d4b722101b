package dev.crossregion.bedrock.autoconfigure.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A TCP relay on loopback between clients and a server: what a network does to
 * connections while the server knows nothing of it.
 */
final class Relay implements AutoCloseable {

	private static final int BACKLOG = 100;

	/**
	 * A frame of type GOAWAY: eight bytes of payload, no flags, stream 0; then the last
	 * stream that was taken, and NO_ERROR.
	 */
	private static final byte[] GOAWAY = { 0, 0, 8, 7, 0, 0, 0, 0, 0 };

	private static final int ANY_STREAM = Integer.MAX_VALUE;

	private final InetSocketAddress target;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "relay");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger resets = new AtomicInteger();

	private final int port;

	private volatile ServerSocket server;

	private volatile CompletableFuture<Void> accepting;

	/** Keeps the port while connections are refused. */
	private @Nullable Socket held;

	private final AtomicReference<Duration> delay = new AtomicReference<>(Duration.ZERO);

	Relay(URI target) {
		this.target = new InetSocketAddress(target.getHost(), target.getPort());
		this.server = listen(0);
		this.port = this.server.getLocalPort();
	}

	URI uri() {
		return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + this.port);
	}

	private ServerSocket listen(int port) {
		try {
			ServerSocket server = new ServerSocket();
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
			this.accepting = CompletableFuture.runAsync(() -> accept(server), this.threads);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket server) {
		while (!server.isClosed()) {
			try {
				Socket client = server.accept();
				if (server.isClosed()) {
					client.close();
					return;
				}
				Connection connection = new Connection(client);
				this.connections.add(connection);
				this.threads.execute(connection::fromClient);
			}
			catch (IOException ex) {
				// Closed: nothing is accepted any more.
			}
		}
	}

	/**
	 * Refuse new connections. One that is being accepted in this moment is closed. The
	 * port stays taken, so that no other server can answer there meanwhile.
	 */
	synchronized void refuse() {
		close(this.server);
		this.accepting.orTimeout(10, TimeUnit.SECONDS).join();
		Socket held = new Socket();
		try {
			held.setReuseAddress(true);
			held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			this.held = held;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Refuse new connections for a moment.
	 * @param moment how long
	 */
	void refuse(Duration moment) {
		ServerSocket refusing = this.server;
		refuse();
		CompletableFuture.delayedExecutor(moment.toMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> acceptAgain(refusing));
	}

	// What refuses later is none of its business.
	private synchronized void acceptAgain(ServerSocket refusing) {
		if (this.server == refusing) {
			accept();
		}
	}

	/**
	 * Accept connections again.
	 */
	synchronized void accept() {
		if (this.server.isClosed()) {
			release();
			this.server = listen(this.port);
		}
	}

	/**
	 * Reset the next connections when the first bytes of a request come, which the server
	 * never sees.
	 * @param times how many
	 */
	void resetRequests(int times) {
		this.resets.set(times);
	}

	/**
	 * Hold back what the server sends next, once.
	 * @param delay how long
	 */
	void delay(Duration delay) {
		this.delay.set(delay);
	}

	/**
	 * Close every connection that there is, as a server does with idle ones.
	 */
	void closeConnections() {
		this.connections.forEach(Connection::end);
	}

	/**
	 * Reset every connection that there is, as a gateway does that has forgotten them.
	 */
	void resetConnections() {
		this.connections.forEach(Connection::reset);
	}

	/**
	 * Swallow whatever comes on the connections that there are, as a NAT does that has
	 * forgotten them and says nothing.
	 */
	void silenceConnections() {
		this.connections.forEach(Connection::silence);
	}

	/**
	 * Say on every HTTP/2 connection that there is that it takes no more requests, as a
	 * server does that drains.
	 */
	void goAway() {
		this.connections.forEach(Connection::goAway);
	}

	/**
	 * Answer the next bytes on every HTTP/2 connection that there is with the message
	 * that their request was not taken, and close the connection.
	 */
	void goAwayAtTheNextRequest() {
		this.connections.forEach(Connection::goAwayAtTheNextRequest);
	}

	/**
	 * Relay everything again. Connections that were broken stay so.
	 */
	void restore() {
		this.resets.set(0);
		this.delay.set(Duration.ZERO);
		accept();
	}

	private synchronized void release() {
		if (this.held != null) {
			close(this.held);
			this.held = null;
		}
	}

	@Override
	public void close() {
		close(this.server);
		release();
		resetConnections();
		this.threads.shutdownNow();
	}

	private static void close(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One connection of a client, and the one to the server that belongs to it.
	 */
	private final class Connection {

		private final Socket client;

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Socket upstream = new Socket();

		private volatile boolean silent;

		private volatile boolean refusing;

		Connection(Socket client) {
			this.client = client;
		}

		void fromClient() {
			try {
				this.client.setTcpNoDelay(true);
				byte[] buffer = new byte[8192];
				InputStream in = this.client.getInputStream();
				boolean begun = false;
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					if (!begun && Relay.this.resets.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
						reset();
						return;
					}
					if (!begun) {
						begun = true;
						this.upstream.connect(Relay.this.target);
						this.upstream.setTcpNoDelay(true);
						Relay.this.threads.execute(this::fromServer);
					}
					if (this.refusing) {
						sendGoAway(0);
						end();
						return;
					}
					if (!this.silent) {
						this.upstream.getOutputStream().write(buffer, 0, count);
					}
				}
				end();
			}
			catch (IOException ex) {
				reset();
			}
		}

		private void fromServer() {
			try {
				byte[] buffer = new byte[8192];
				InputStream in = this.upstream.getInputStream();
				OutputStream out = this.client.getOutputStream();
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					this.ended.await(Relay.this.delay.getAndSet(Duration.ZERO).toMillis(), TimeUnit.MILLISECONDS);
					if (!this.silent) {
						out.write(buffer, 0, count);
					}
				}
				end();
			}
			catch (IOException ex) {
				reset();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void silence() {
			this.silent = true;
		}

		void goAway() {
			try {
				sendGoAway(ANY_STREAM);
			}
			catch (IOException ex) {
				reset();
			}
		}

		void goAwayAtTheNextRequest() {
			this.refusing = true;
		}

		private void sendGoAway(int lastStream) throws IOException {
			this.client.getOutputStream()
				.write(ByteBuffer.allocate(GOAWAY.length + 8).put(GOAWAY).putInt(lastStream).putInt(0).array());
		}

		void end() {
			Relay.this.connections.remove(this);
			this.ended.countDown();
			Relay.close(this.client);
			Relay.close(this.upstream);
		}

		void reset() {
			try {
				this.client.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// Closed already.
			}
			end();
		}

	}

}
