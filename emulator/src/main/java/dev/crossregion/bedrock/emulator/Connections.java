package dev.crossregion.bedrock.emulator;

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
 * Tomcat's endpoint, which also knows the connections of its clients by their ports, so
 * that one can be broken or asked whether its client is still there.
 */
final class Connections extends NioEndpoint {

	private static final int SWEEP = 1024;

	private final ConcurrentMap<Integer, SocketChannel> channels = new ConcurrentHashMap<>();

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		try {
			if (socket.getRemoteAddress() instanceof InetSocketAddress address) {
				if (this.channels.size() > SWEEP) {
					this.channels.values().removeIf((channel) -> !channel.isOpen());
				}
				this.channels.put(address.getPort(), socket);
			}
		}
		catch (IOException ex) {
			getLog().debug("A connection was gone before it was accepted", ex);
		}
		return super.setSocketOptions(socket);
	}

	/**
	 * Whether a client has closed its connection. Only to be asked while nothing reads
	 * from it: between a request and its answer.
	 * @param clientPort the client's port
	 * @return {@code true} if it has gone away
	 */
	boolean isGone(int clientPort) {
		SocketChannel channel = this.channels.get(clientPort);
		SocketWrapperBase<?> wrapper = (channel != null) ? this.connections.get(channel) : null;
		if (channel == null || wrapper == null) {
			return true;
		}
		ByteBuffer early = ByteBuffer.allocate(1);
		try {
			int count = channel.read(early);
			if (count > 0) {
				// The next request, sent ahead of this answer.
				wrapper.unRead(early.flip());
			}
			return count < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Break the connection of a client with a TCP reset.
	 * @param clientPort the client's port
	 */
	void reset(int clientPort) {
		end(clientPort, true);
	}

	/**
	 * End the connection of a client in order.
	 * @param clientPort the client's port
	 */
	void close(int clientPort) {
		end(clientPort, false);
	}

	private void end(int clientPort, boolean reset) {
		SocketChannel channel = this.channels.remove(clientPort);
		if (channel != null) {
			try {
				if (reset) {
					channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				}
				channel.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The connection of port " + clientPort + " cannot be ended", ex);
			}
			// A channel is closed for its client only when its selector has let go.
			getPoller().getSelector().wakeup();
		}
	}

	void closeAll() {
		this.channels.keySet().forEach(this::closeQuietly);
	}

	private void closeQuietly(int clientPort) {
		try {
			reset(clientPort);
		}
		catch (UncheckedIOException ex) {
			getLog().debug("A connection cannot be closed", ex);
		}
	}

}
