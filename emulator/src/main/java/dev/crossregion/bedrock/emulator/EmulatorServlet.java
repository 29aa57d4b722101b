package dev.crossregion.bedrock.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Takes requests apart: operation, source Region, model. Each is then answered
 * asynchronously.
 */
final class EmulatorServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private final transient RuntimeApi runtime;

	private final transient ControlPlane controlPlane;

	private final transient ServiceQuotasApi serviceQuotas;

	private final transient FaultScript faults;

	private final transient Authentication authentication;

	private final transient EmulatorClock clock;

	private final transient Consumer<Exchange> atEnd;

	private final transient Consumer<Exchange> atStart;

	private final transient Consumer<JournalEntry> atRefusal;

	private final transient ScheduledExecutorService scheduler;

	private final transient Set<Exchange> open = ConcurrentHashMap.newKeySet();

	private transient volatile @Nullable EmulatorServer server;

	private volatile boolean closing;

	EmulatorServlet(RuntimeApi runtime, ControlPlane controlPlane, ServiceQuotasApi serviceQuotas, FaultScript faults,
			Authentication authentication, EmulatorClock clock, Consumer<Exchange> atEnd, Consumer<Exchange> atStart,
			Consumer<JournalEntry> atRefusal, ScheduledExecutorService scheduler) {
		this.runtime = runtime;
		this.controlPlane = controlPlane;
		this.serviceQuotas = serviceQuotas;
		this.faults = faults;
		this.authentication = authentication;
		this.clock = clock;
		this.atEnd = atEnd;
		this.atStart = atStart;
		this.atRefusal = atRefusal;
		this.scheduler = scheduler;
	}

	void servedBy(EmulatorServer server) {
		this.server = server;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext async = request.startAsync();
		async.setTimeout(0);
		// Threads that wait for bodies would be missing where HTTP/2 frames are read.
		ServletInputStream input = request.getInputStream();
		input.setReadListener(new Body(input, async, (body) -> begin(request, async, body)));
	}

	private void begin(HttpServletRequest request, AsyncContext async, byte[] body) throws IOException {
		RequestPath path = RequestPath.of(request);
		Caller caller = this.authentication.identify(request);
		Exchange exchange = new Exchange(request, async, path.operation(), caller, modelId(path, body),
				Guardrails.named(path, request, body), this.scheduler, this::ended);
		this.clock.date().ifPresent((date) -> exchange.header("Date", date));
		this.atStart.accept(exchange);
		this.open.add(exchange);
		async.addListener(new ClientGone(exchange));
		exchange.listen();
		exchange.run(() -> {
			if (caller.refusal().isPresent()) {
				exchange.error(caller.refusal().get());
			}
			else if (path.malformed()) {
				exchange.error(ErrorAnswer.malformedIdentifier("identifier"));
			}
			else {
				answer(exchange, request, body);
			}
		});
		if (this.closing) {
			exchange.cut();
		}
	}

	/**
	 * Note a request that the server refused before it came here.
	 * @param request the request
	 * @param status the status that the server gave it
	 * @return what it is answered
	 */
	ErrorAnswer refused(HttpServletRequest request, int status) {
		RequestPath path = RequestPath.of(request);
		ErrorAnswer error = switch (status) {
			case 400 -> ErrorAnswer.malformedIdentifier("path");
			case 404, 405, 501 -> ErrorAnswer.unknownOperation();
			default -> new ErrorAnswer(status, "InternalServerException", "The emulator's server answers " + status);
		};
		Caller caller = this.authentication.identify(request);
		this.atRefusal.accept(
				new JournalEntry(Instant.now(), path.operation(), caller.region(), path.identifier(), Optional.empty(),
						error.status(), Optional.of(error.type()), request.getProtocol(), 0, 0, true, caller.scheme()));
		return error;
	}

	private void answer(Exchange exchange, HttpServletRequest request, byte[] body) {
		Connections connections = connections();
		Fault.Effect fault = this.faults
			.next(exchange.operation(), exchange.sourceRegion(), exchange.modelId(), exchange::isGuarded)
			.orElse(null);
		Fault.Cut cut = (fault instanceof Fault.Cut cutting) ? cutting : null;
		if (fault instanceof Fault.ClosedAfterwards) {
			exchange.closeAfterwards(connections);
		}
		if (fault instanceof Fault.Answer error) {
			exchange.error(error.error().filled(this.runtime.placeholders(exchange)));
		}
		else if (fault instanceof Fault.NotJson) {
			exchange.notJson();
		}
		else if (fault instanceof Fault.BlackHole) {
			exchange.freeze();
		}
		else if (cut != null && !exchange.operation().isStreaming()) {
			exchange.after(cut.pause(), () -> cut(exchange, cut, connections));
		}
		else if (exchange.operation().isServiceQuotas()) {
			this.serviceQuotas.answer(exchange, body);
		}
		else if (exchange.operation().isControlPlane()) {
			this.controlPlane.answer(exchange, request);
		}
		else {
			this.runtime.answer(exchange, body, fault, connections);
		}
	}

	// An answer that is no stream has nothing that could come before the cut.
	private static void cut(Exchange exchange, Fault.Cut cut, Connections connections) {
		switch (cut.kind()) {
			case CONNECTION_RESET -> exchange.reset(connections);
			case STALL -> exchange.freeze();
			default -> exchange.cut();
		}
	}

	private Connections connections() {
		EmulatorServer server = this.server;
		if (server == null) {
			throw new IllegalStateException("No server was set");
		}
		return server.connections();
	}

	private void ended(Exchange exchange) {
		this.open.remove(exchange);
		this.atEnd.accept(exchange);
	}

	/**
	 * Let a fault that says so hit what is open already.
	 * @param entry the fault
	 */
	void hitOpen(FaultScript.Entry entry) {
		if (!entry.fault().match().isInFlight()) {
			return;
		}
		for (Exchange exchange : this.open) {
			if (!exchange.isOver() && entry.strikes(exchange.operation(), exchange.sourceRegion(), exchange.modelId(),
					exchange::isGuarded)) {
				hitOpen(exchange, entry.fault().effect());
			}
		}
	}

	private void hitOpen(Exchange exchange, Fault.Effect effect) {
		if (effect instanceof Fault.BlackHole
				|| (effect instanceof Fault.Cut cut && cut.kind() == Fault.Cut.Kind.STALL)) {
			exchange.freeze();
		}
		else if (effect instanceof Fault.Cut cut && cut.kind() == Fault.Cut.Kind.CONNECTION_RESET) {
			exchange.reset(connections());
		}
		else if (effect instanceof Fault.ClosedAfterwards) {
			exchange.closeAfterwards(connections());
		}
		else if (!(effect instanceof Fault.None || effect instanceof Fault.Metadata)) {
			exchange.cut();
		}
	}

	int open() {
		return this.open.size();
	}

	/**
	 * End what is open for clients that have gone away.
	 */
	void lookAfterClients() {
		this.open.forEach((exchange) -> exchange.look(connections()));
	}

	void endAll() {
		this.closing = true;
		this.open.forEach(Exchange::cut);
	}

	private static String modelId(RequestPath path, byte[] body) {
		if (path.operation() == Operation.START_ASYNC_INVOKE) {
			try {
				return Json.read(body).path("modelId").asString("");
			}
			catch (JacksonException ex) {
				return "";
			}
		}
		return (path.operation() != Operation.APPLY_GUARDRAIL) ? path.identifier() : "";
	}

	/**
	 * Reads a body without holding a thread.
	 */
	private static final class Body implements ReadListener {

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private final byte[] buffer = new byte[8192];

		private final ServletInputStream input;

		private final AsyncContext async;

		private final Next next;

		Body(ServletInputStream input, AsyncContext async, Next next) {
			this.input = input;
			this.async = async;
			this.next = next;
		}

		@Override
		public void onDataAvailable() throws IOException {
			while (this.input.isReady()) {
				int count = this.input.read(this.buffer);
				if (count < 0) {
					return;
				}
				this.body.write(this.buffer, 0, count);
			}
		}

		@Override
		public void onAllDataRead() throws IOException {
			this.next.read(this.body.toByteArray());
		}

		@Override
		public void onError(Throwable ex) {
			this.async.complete();
		}

		/**
		 * Takes the whole body.
		 */
		@FunctionalInterface
		interface Next {

			void read(byte[] body) throws IOException;

		}

	}

	/**
	 * Ends an exchange whose client has gone away.
	 */
	private static final class ClientGone implements AsyncListener {

		private final Exchange exchange;

		ClientGone(Exchange exchange) {
			this.exchange = exchange;
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			this.exchange.cut();
		}

		@Override
		public void onError(AsyncEvent event) {
			this.exchange.cut();
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
