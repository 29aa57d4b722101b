package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Configures TCP keep-alive, so that NAT gateways and VPC endpoints of AWS do not drop
 * idle connections, which they do after 350 seconds. The default of the operating system,
 * two hours on Linux, is too late.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-timeout">Internet
 * connection drops after 350 seconds</a>
 */
final class KeepAlive {

	/** Seconds without traffic before the first keep-alive probe. */
	static final int IDLE = 60;

	/** Seconds between unanswered probes. */
	static final int INTERVAL = 30;

	/** The number of unanswered probes after which a connection is dropped. */
	static final int COUNT = 5;

	private static final Logger logger = LoggerFactory.getLogger(KeepAlive.class);

	private static final Map<SocketOption<Integer>, Integer> OPTIONS = options();

	private KeepAlive() {
	}

	private static Map<SocketOption<Integer>, Integer> options() {
		Map<SocketOption<Integer>, Integer> options = new LinkedHashMap<>();
		options.put(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE);
		options.put(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL);
		options.put(ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);
		try (Socket socket = new Socket()) {
			options.keySet().retainAll(socket.supportedOptions());
		}
		catch (IOException ex) {
			options.clear();
		}
		return options;
	}

	static void configure(NettyNioAsyncHttpClient.Builder builder) {
		builder.tcpKeepAlive(true);
		OPTIONS.forEach((option, value) -> builder.putChannelOption(NioChannelOption.of(option), value));
	}

	/**
	 * Configure a blocking client. Its builder gives access to the socket only through a
	 * TLS strategy, and a TLS strategy replaces the trust and key stores of the builder,
	 * so this is only for clients without customizers.
	 * @param builder the builder
	 */
	static void configure(Apache5HttpClient.Builder builder) {
		if (!OPTIONS.isEmpty()) {
			try {
				builder.tlsSocketStrategy(new Tls(new DefaultClientTlsStrategy(SSLContext.getDefault())));
			}
			catch (NoSuchAlgorithmException ex) {
				logger.debug("Blocking calls have the keep-alive times of the operating system", ex);
			}
		}
	}

	/**
	 * Sets the keep-alive times of a connected socket before the TLS handshake.
	 *
	 * @param delegate performs the TLS handshake
	 */
	record Tls(TlsSocketStrategy delegate) implements TlsSocketStrategy {

		@Override
		public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
				throws IOException {
			for (Map.Entry<SocketOption<Integer>, Integer> option : OPTIONS.entrySet()) {
				socket.setOption(option.getKey(), option.getValue());
			}
			return this.delegate.upgrade(socket, target, port, attachment, context);
		}

	}

}
