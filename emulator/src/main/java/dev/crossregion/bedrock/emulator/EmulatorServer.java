package dev.crossregion.bedrock.emulator;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardEngine;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.core.StandardServer;
import org.apache.catalina.core.StandardService;
import org.apache.catalina.startup.Tomcat.FixContextListener;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Embedded Tomcat on loopback: HTTP/1.1 and, with prior knowledge, HTTP/2 in cleartext on
 * one port.
 */
final class EmulatorServer {

	/** The request attribute that holds the connector's own response. */
	static final String RESPONSE = EmulatorServer.class.getName() + ".response";

	private static final int CONNECTIONS = 20_000;

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final StandardServer server = new StandardServer();

	private final Endpoint endpoint = new Endpoint();

	private final Connector connector;

	EmulatorServer(int port, Servlet servlet) {
		Http11NioProtocol protocol = new Http11NioProtocol(this.endpoint);
		this.connector = new Connector(protocol);
		this.connector.setPort(port);
		this.connector.setXpoweredBy(false);
		this.connector.setAsyncTimeout(0);
		// ARNs arrive percent-encoded in the path.
		this.connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		this.connector.setMaxPostSize(-1);
		protocol.setAddress(InetAddress.getLoopbackAddress());
		protocol.setMaxConnections(CONNECTIONS);
		protocol.setAcceptCount(CONNECTIONS);
		protocol.setMaxKeepAliveRequests(-1);
		protocol.setKeepAliveTimeout(600_000);
		protocol.setConnectionTimeout(600_000);
		protocol.setMaxThreads(16);
		protocol.setMinSpareThreads(2);
		protocol.setTcpNoDelay(true);
		protocol.setMaxHttpRequestHeaderSize(64 * 1024);
		this.connector.addUpgradeProtocol(http2());
		StandardEngine engine = new StandardEngine();
		// Tomcat registers what it runs by name, in the whole JVM.
		engine.setName("emulator-" + COUNT.incrementAndGet());
		engine.setDefaultHost("localhost");
		engine.setBackgroundProcessorDelay(-1);
		StandardService service = new StandardService();
		service.setName(engine.getName());
		service.setContainer(engine);
		service.addConnector(this.connector);
		this.server.addService(service);
		this.server.setPort(-1);
		File base = new File(System.getProperty("java.io.tmpdir"));
		this.server.setCatalinaHome(base);
		this.server.setCatalinaBase(base);
		this.server.setUtilityThreadsAsDaemon(true);
		engine.addChild(host(servlet));
	}

	private static Http2Protocol http2() {
		Http2Protocol protocol = new Http2Protocol();
		protocol.setMaxConcurrentStreams(CONNECTIONS);
		protocol.setMaxConcurrentStreamExecution(CONNECTIONS);
		protocol.setReadTimeout(600_000);
		protocol.setKeepAliveTimeout(600_000);
		protocol.setStreamReadTimeout(600_000);
		protocol.setStreamWriteTimeout(60_000);
		protocol.setOverheadCountFactor(0);
		protocol.setOverheadDataThreshold(0);
		protocol.setOverheadWindowUpdateThreshold(0);
		protocol.setOverheadResetFactor(0);
		return protocol;
	}

	private static StandardHost host(Servlet servlet) {
		StandardHost host = new StandardHost();
		host.setName("localhost");
		host.setAutoDeploy(false);
		host.setDeployOnStartup(false);
		host.setCreateDirs(false);
		StandardContext context = new StandardContext();
		context.setName("");
		context.setPath("");
		context.setUseNaming(false);
		context.setCookies(false);
		context.setClearReferencesRmiTargets(false);
		context.setClearReferencesStopThreads(false);
		context.setClearReferencesThreadLocals(false);
		context.addLifecycleListener(new FixContextListener());
		Wrapper wrapper = context.createWrapper();
		wrapper.setName("bedrock");
		wrapper.setServlet(servlet);
		wrapper.setAsyncSupported(true);
		context.addChild(wrapper);
		wrapper.addMapping("/");
		context.getPipeline().addValve(new ExposeResponse());
		host.addChild(context);
		return host;
	}

	void start() {
		try {
			this.server.start();
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException("The emulator cannot start on port " + this.connector.getPort(), ex);
		}
		if (this.connector.getLocalPort() <= 0) {
			throw new IllegalStateException("The emulator cannot listen on port " + this.connector.getPort());
		}
	}

	URI uri() {
		return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port());
	}

	int port() {
		return this.connector.getLocalPort();
	}

	/**
	 * Break the connection of a client with a TCP reset.
	 * @param clientPort the client's port
	 */
	void reset(int clientPort) {
		SocketChannel channel = this.endpoint.channels.remove(clientPort);
		if (channel != null) {
			try {
				channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				channel.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The connection of port " + clientPort + " cannot be reset", ex);
			}
		}
	}

	void stop() {
		try {
			this.connector.pause();
			this.endpoint.closeAll();
			this.server.stop();
			this.server.destroy();
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException("The emulator cannot stop", ex);
		}
	}

	/**
	 * Knows the channels of its clients, so that a fault can break one.
	 */
	private static final class Endpoint extends NioEndpoint {

		private static final int SWEEP = 1024;

		private final ConcurrentMap<Integer, SocketChannel> channels = new ConcurrentHashMap<>();

		@Override
		protected boolean setSocketOptions(SocketChannel socket) {
			try {
				SocketAddress remote = socket.getRemoteAddress();
				if (remote instanceof InetSocketAddress address) {
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

		private void closeAll() {
			for (SocketChannel channel : this.channels.values()) {
				try {
					channel.close();
				}
				catch (IOException ex) {
					getLog().debug("A connection cannot be closed", ex);
				}
			}
			this.channels.clear();
		}

	}

	/**
	 * Lets the servlet reach the connector's response, which can reset a stream.
	 */
	private static final class ExposeResponse extends ValveBase {

		ExposeResponse() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			request.setAttribute(RESPONSE, response);
			getNext().invoke(request, response);
		}

	}

}
