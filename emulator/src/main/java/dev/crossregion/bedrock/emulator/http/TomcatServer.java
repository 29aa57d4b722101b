package dev.crossregion.bedrock.emulator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
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

/**
 * Runs an embedded Tomcat on loopback, with HTTP/1.1 and, with prior knowledge, HTTP/2 in
 * cleartext on one port.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class TomcatServer {

	/** The request attribute with the response of the protocol. */
	public static final String RESPONSE_ATTRIBUTE = TomcatServer.class.getName() + ".response";

	private static final int MAX_CONNECTIONS = 20_000;

	/** Longer than any test, so that only a client or a fault ends a connection. */
	private static final int TIMEOUT_MILLIS = 600_000;

	private static final AtomicInteger INSTANCES = new AtomicInteger();

	private final StandardServer server = new StandardServer();

	private final Connections connections;

	private final Connector connector;

	private final WorkDirectory directory = new WorkDirectory();

	private final int port;

	/**
	 * Create a server.
	 * @param port the port; 0 for a free one
	 * @param connections the endpoint
	 * @param servlet answers the requests
	 * @param rejections answers the requests that Tomcat rejects
	 */
	public TomcatServer(int port, Connections connections, HttpServlet servlet, Rejections rejections) {
		this.port = port;
		this.connections = connections;
		Http11NioProtocol protocol = new Http11NioProtocol(connections);
		this.connector = new Connector(protocol);
		this.connector.setPort(port);
		this.connector.setThrowOnFailure(true);
		this.connector.setXpoweredBy(false);
		this.connector.setAsyncTimeout(0);
		// ARNs arrive percent-encoded in the path.
		this.connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		this.connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		this.connector.setMaxPostSize(-1);
		protocol.setAddress(InetAddress.getLoopbackAddress());
		protocol.setMaxConnections(MAX_CONNECTIONS);
		protocol.setAcceptCount(MAX_CONNECTIONS);
		protocol.setMaxKeepAliveRequests(-1);
		protocol.setKeepAliveTimeout(TIMEOUT_MILLIS);
		protocol.setConnectionTimeout(TIMEOUT_MILLIS);
		protocol.setMaxThreads(16);
		protocol.setMinSpareThreads(2);
		protocol.setTcpNoDelay(true);
		protocol.setMaxHttpRequestHeaderSize(64 * 1024);
		this.connector.addUpgradeProtocol(http2());
		StandardEngine engine = new StandardEngine();
		// Tomcat registers engines by name, for the whole JVM.
		engine.setName("emulator-" + INSTANCES.incrementAndGet());
		engine.setDefaultHost("localhost");
		engine.setBackgroundProcessorDelay(-1);
		StandardService service = new StandardService();
		service.setName(engine.getName());
		service.setContainer(engine);
		service.addConnector(this.connector);
		this.server.addService(service);
		this.server.setPort(-1);
		this.server.setCatalinaHome(this.directory.file());
		this.server.setCatalinaBase(this.directory.file());
		this.server.setUtilityThreadsAsDaemon(true);
		engine.addChild(host(servlet, rejections));
	}

	private static Http2Protocol http2() {
		Http2Protocol protocol = new Http2Protocol();
		protocol.setMaxConcurrentStreams(MAX_CONNECTIONS);
		protocol.setMaxConcurrentStreamExecution(MAX_CONNECTIONS);
		protocol.setReadTimeout(TIMEOUT_MILLIS);
		protocol.setKeepAliveTimeout(TIMEOUT_MILLIS);
		protocol.setStreamReadTimeout(TIMEOUT_MILLIS);
		protocol.setStreamWriteTimeout(60_000);
		protocol.setOverheadCountFactor(0);
		protocol.setOverheadDataThreshold(0);
		protocol.setOverheadWindowUpdateThreshold(0);
		protocol.setOverheadResetFactor(0);
		return protocol;
	}

	private static StandardHost host(HttpServlet servlet, Rejections rejections) {
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
		context.getPipeline().addValve(new ResponseAttributeValve());
		// Tomcat's own error page is HTML, and rejected requests belong in the journal.
		host.setErrorReportValveClass("");
		host.getPipeline().addValve(new RejectionValve(rejections));
		host.addChild(context);
		return host;
	}

	public void start() {
		try {
			QuietTomcat.run(this.server::start);
		}
		catch (LifecycleException ex) {
			stop();
			throw new IllegalStateException(
					"The emulator cannot listen on port " + this.port + ": is it taken? Port 0 takes a free one.", ex);
		}
	}

	public URI uri() {
		return uri(InetAddress.getLoopbackAddress(), port());
	}

	/**
	 * Build a URI, with brackets around an IPv6 address.
	 * @param address the address
	 * @param port the port
	 * @return the URI
	 */
	public static URI uri(InetAddress address, int port) {
		try {
			return new URI("http", null, address.getHostAddress(), port, null, null, null);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(address + " cannot be written in a URI", ex);
		}
	}

	int port() {
		return this.connector.getLocalPort();
	}

	/**
	 * Accept no more connections, and reset those that are open.
	 */
	public void disconnect() {
		QuietTomcat.run(this.connector::pause);
		this.connections.resetAll();
	}

	public void stop() {
		try {
			QuietTomcat.run(() -> {
				this.server.stop();
				this.server.destroy();
			});
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException("The emulator cannot stop", ex);
		}
		finally {
			this.directory.delete();
		}
	}

	/**
	 * Answers requests that Tomcat rejects before the servlet is called.
	 */
	@FunctionalInterface
	public interface Rejections {

		/**
		 * Create the answer to a rejected request.
		 * @param request the request
		 * @param status the status that Tomcat gave it
		 * @return the answer
		 */
		ErrorAnswer answer(HttpServletRequest request, int status);

	}

	/**
	 * Gives the servlet the response of the protocol, which can reset a stream.
	 */
	private static final class ResponseAttributeValve extends ValveBase {

		ResponseAttributeValve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			request.setAttribute(RESPONSE_ATTRIBUTE, response.getCoyoteResponse());
			getNext().invoke(request, response);
		}

	}

	/**
	 * Answers requests that Tomcat rejects, such as one whose path cannot be decoded, in
	 * the form of Bedrock's errors.
	 */
	private static final class RejectionValve extends ValveBase {

		private final Rejections rejections;

		RejectionValve(Rejections rejections) {
			super(true);
			this.rejections = rejections;
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			getNext().invoke(request, response);
			if (response.isErrorReportRequired() && response.setErrorReported() && !request.isAsync()) {
				ErrorAnswer error = this.rejections.answer(request.getRequest(), response.getStatus());
				response.setStatus(error.status());
				response.setHeader("x-amzn-ErrorType", error.type());
				error.headers().forEach(response::setHeader);
				response.setContentType(error.contentType());
				response.setSuspended(false);
				byte[] body = error.body();
				response.setContentLength(body.length);
				response.getOutputStream().write(body);
				response.finishResponse();
			}
		}

	}

}
