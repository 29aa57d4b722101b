package dev.crossregion.bedrock.emulator.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Extends Tomcat's endpoint by a registry of open connections by client port, which can
 * reset or close one of them, or check whether its client has closed it.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Connections extends NioEndpoint {

	private static final int PURGE_THRESHOLD = 1024;

	private final ConcurrentMap<Integer, SocketChannel> channels = new ConcurrentHashMap<>();

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		try {
			if (socket.getRemoteAddress() instanceof InetSocketAddress address) {
				if (this.channels.size() > PURGE_THRESHOLD) {
					this.channels.values().removeIf((channel) -> !channel.isOpen());
				}
				this.channels.put(address.getPort(), socket);
			}
		}
		catch (IOException ex) {
			getLog().debug("A connection was closed before it was accepted", ex);
		}
		return super.setSocketOptions(socket);
	}

	/**
	 * Whether a client has closed its connection. Call this only between a request and
	 * its answer, while nothing else reads from the connection.
	 * @param clientPort the client's port
	 * @return {@code true} if the client has closed it
	 */
	public boolean isClosedByClient(int clientPort) {
		SocketChannel channel = this.channels.get(clientPort);
		SocketWrapperBase<?> wrapper = (channel != null) ? this.connections.get(channel) : null;
		if (channel == null || wrapper == null) {
			return true;
		}
		ByteBuffer early = ByteBuffer.allocate(1);
		try {
			int count = channel.read(early);
			if (count > 0) {
				// The first byte of a pipelined request goes back.
				wrapper.unRead(early.flip());
			}
			return count < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Close the connection of a client with a TCP reset.
	 * @param clientPort the client's port
	 */
	public void reset(int clientPort) {
		close(clientPort, true);
	}

	/**
	 * Close the connection of a client regularly.
	 * @param clientPort the client's port
	 */
	public void close(int clientPort) {
		close(clientPort, false);
	}

	private void close(int clientPort, boolean reset) {
		SocketChannel channel = this.channels.remove(clientPort);
		if (channel != null) {
			try {
				if (reset) {
					channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				}
				channel.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The connection of port " + clientPort + " cannot be closed", ex);
			}
			// The socket is closed only when the selector deregisters its key.
			getPoller().getSelector().wakeup();
		}
	}

	void resetAll() {
		this.channels.keySet().forEach(this::resetQuietly);
	}

	private void resetQuietly(int clientPort) {
		try {
			reset(clientPort);
		}
		catch (UncheckedIOException ex) {
			getLog().debug("A connection cannot be reset", ex);
		}
	}

}
