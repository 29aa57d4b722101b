package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicInteger;

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

	private final Connections endpoint = new Connections();

	private final Connector connector;

	private final WorkDirectory directory = new WorkDirectory();

	private final int port;

	EmulatorServer(int port, EmulatorServlet servlet) {
		this.port = port;
		Http11NioProtocol protocol = new Http11NioProtocol(this.endpoint);
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
		this.server.setCatalinaHome(this.directory.file());
		this.server.setCatalinaBase(this.directory.file());
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

	private static StandardHost host(EmulatorServlet servlet) {
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
		// Tomcat's own report is HTML, and nothing that it refuses would be in the
		// journal.
		host.setErrorReportValveClass("");
		host.getPipeline().addValve(new ReportErrors(servlet));
		host.addChild(context);
		return host;
	}

	void start() {
		try {
			QuietTomcat.run(this.server::start);
		}
		catch (LifecycleException ex) {
			stop();
			throw new IllegalStateException(
					"The emulator cannot listen on port " + this.port + ": is it taken? Port 0 takes a free one.", ex);
		}
	}

	URI uri() {
		return uri(InetAddress.getLoopbackAddress(), port());
	}

	/**
	 * A URI, with brackets around an IPv6 address.
	 * @param address the address
	 * @param port the port
	 * @return the URI
	 */
	static URI uri(InetAddress address, int port) {
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

	Connections connections() {
		return this.endpoint;
	}

	/**
	 * Take no more connections, and break those that there are.
	 */
	void disconnect() {
		QuietTomcat.run(this.connector::pause);
		this.endpoint.closeAll();
	}

	void stop() {
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
	 * Lets the servlet reach the protocol's response, which can reset a stream.
	 */
	private static final class ExposeResponse extends ValveBase {

		ExposeResponse() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			request.setAttribute(RESPONSE, response.getCoyoteResponse());
			getNext().invoke(request, response);
		}

	}

	/**
	 * Answers what Tomcat refuses before the servlet sees it, such as a path that cannot
	 * be decoded, in the form of Bedrock's errors, with an entry in the journal.
	 */
	private static final class ReportErrors extends ValveBase {

		private final EmulatorServlet servlet;

		ReportErrors(EmulatorServlet servlet) {
			super(true);
			this.servlet = servlet;
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			getNext().invoke(request, response);
			if (response.isErrorReportRequired() && response.setErrorReported() && !request.isAsync()) {
				ErrorAnswer error = this.servlet.refused(request.getRequest(), response.getStatus());
				response.setStatus(error.status());
				response.setHeader("x-amzn-ErrorType", error.type());
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
