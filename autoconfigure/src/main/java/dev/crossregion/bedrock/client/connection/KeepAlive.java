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
 * Sends a sign of life on a silent connection before NAT gateways and VPC endpoints of
 * AWS forget it, which they do after 350 seconds. What an operating system does by
 * itself, two hours on Linux, is too late.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-timeout">Internet
 * connection drops after 350 seconds</a>
 */
final class KeepAlive {

	/** Seconds of silence before the first sign of life. */
	static final int IDLE = 60;

	/** Seconds between signs of life that are not answered. */
	static final int INTERVAL = 30;

	/** How many may stay unanswered. */
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
	 * Configure a client that blocks. Its builder opens the socket only where TLS is
	 * negotiated, and whoever takes that place replaces trust and key stores, so this is
	 * only for clients that nobody else configures.
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
	 * Sets the times when a connection that is open is about to be made secure.
	 *
	 * @param delegate makes it secure
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
