package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

import dev.crossregion.bedrock.emulator.auth.Authentication;
import dev.crossregion.bedrock.emulator.auth.Caller;
import dev.crossregion.bedrock.emulator.auth.EmulatorClock;
import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.http.RequestBody;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Parses each request into operation, caller and model. Answers rejected callers and
 * malformed paths itself, then applies the first fault that matches, and otherwise passes
 * the request to the API that answers it. Answers are asynchronous.
 */
final class EmulatorServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private final transient Apis apis;

	private final transient FaultScript faults;

	private final transient Authentication authentication;

	private final transient EmulatorClock clock;

	private final transient RequestListener listener;

	private final transient Connections connections;

	private final transient ScheduledExecutorService scheduler;

	private final transient Set<Exchange> open = ConcurrentHashMap.newKeySet();

	private volatile boolean closing;

	EmulatorServlet(Apis apis, FaultScript faults, Authentication authentication, EmulatorClock clock,
			RequestListener listener, Connections connections, ScheduledExecutorService scheduler) {
		this.apis = apis;
		this.faults = faults;
		this.authentication = authentication;
		this.clock = clock;
		this.listener = listener;
		this.connections = connections;
		this.scheduler = scheduler;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext async = request.startAsync();
		async.setTimeout(0);
		// A thread that blocked on a body could not read HTTP/2 frames meanwhile.
		RequestBody.read(async, (body) -> begin(request, async, body));
	}

	private void begin(HttpServletRequest request, AsyncContext async, byte[] body) throws IOException {
		RequestTarget target = RequestTarget.parse(request);
		Caller caller = this.authentication.identify(request);
		Exchange exchange = new Exchange(async, caller, target.operation(), target.modelId(body),
				Guardrails.named(target, request, body), this.scheduler, this::ended);
		this.clock.date().ifPresent((date) -> exchange.header("Date", date));
		this.listener.started(exchange);
		this.open.add(exchange);
		async.addListener(new DisconnectListener(exchange));
		exchange.startWriting();
		exchange.run(() -> {
			if (caller.rejection().isPresent()) {
				exchange.error(caller.rejection().get());
			}
			else if (target.malformed()) {
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
	 * Record a request that Tomcat rejected before it reached this servlet.
	 * @param request the request
	 * @param status the status that Tomcat gave it
	 * @return the error to answer it with
	 */
	ErrorAnswer rejected(HttpServletRequest request, int status) {
		RequestTarget target = RequestTarget.parse(request);
		ErrorAnswer error = switch (status) {
			case 400 -> ErrorAnswer.malformedIdentifier("path");
			case 404, 405, 501 -> ErrorAnswer.unknownOperation();
			default -> new ErrorAnswer(status, "InternalServerException", "The emulator's server answers " + status);
		};
		Caller caller = this.authentication.identify(request);
		String requestId = UUID.randomUUID().toString();
		this.listener.rejected(new JournalEntry(Instant.now(), target.operation(), caller.region(), target.identifier(),
				Optional.empty(), error.status(), Optional.of(error.type()), request.getProtocol(), 0, 0, true,
				requestId, caller.scheme()));
		return error.with(JournalEntry.REQUEST_ID, requestId);
	}

	private void answer(Exchange exchange, HttpServletRequest request, byte[] body) {
		FaultEffect fault = this.faults
			.next(exchange.operation(), exchange.sourceRegion(), exchange.modelId(), exchange::isGuarded)
			.orElseGet(FaultEffect.None::new);
		if (fault instanceof FaultEffect.CloseAfterAnswer) {
			exchange.closeAfterAnswer(this.connections);
		}
		if (fault instanceof FaultEffect.Failure failure) {
			exchange.error(failure.error().filled(this.apis.runtime().placeholders(exchange)));
		}
		else if (fault instanceof FaultEffect.InvalidJson) {
			exchange.invalidJson();
		}
		else if (fault instanceof FaultEffect.BlackHole) {
			exchange.freeze();
		}
		else if (fault instanceof FaultEffect.Cut cut && !exchange.operation().isStreaming()) {
			exchange.after(cut.pause(), () -> cutWithoutAnswer(exchange, cut));
		}
		else if (exchange.operation().isServiceQuotas()) {
			this.apis.serviceQuotas().answer(exchange, body);
		}
		else if (exchange.operation().isControlPlane()) {
			this.apis.controlPlane().answer(exchange, request);
		}
		else {
			this.apis.runtime().answer(exchange, body, fault, this.connections);
		}
	}

	private void cutWithoutAnswer(Exchange exchange, FaultEffect.Cut cut) {
		switch (cut.kind()) {
			case CONNECTION_RESET -> exchange.reset(this.connections);
			case STALL -> exchange.freeze();
			default -> exchange.cut();
		}
	}

	private void ended(Exchange exchange) {
		this.open.remove(exchange);
		this.listener.ended(exchange);
	}

	/**
	 * Apply a fault to the open requests that it matches, if it is meant for them.
	 * @param entry the fault
	 */
	void applyToOpen(FaultScript.Entry entry) {
		if (!entry.fault().match().isInFlight()) {
			return;
		}
		for (Exchange exchange : this.open) {
			if (!exchange.isEnded() && entry.tryHit(exchange.operation(), exchange.sourceRegion(), exchange.modelId(),
					exchange::isGuarded)) {
				applyToOpen(exchange, entry.fault().effect());
			}
		}
	}

	private void applyToOpen(Exchange exchange, FaultEffect effect) {
		if (effect instanceof FaultEffect.BlackHole) {
			exchange.freeze();
		}
		else if (effect instanceof FaultEffect.Cut cut) {
			cutWithoutAnswer(exchange, cut);
		}
		else if (effect instanceof FaultEffect.CloseAfterAnswer) {
			exchange.closeAfterAnswer(this.connections);
		}
		else if (!(effect instanceof FaultEffect.None || effect instanceof FaultEffect.MisplacedMetadata)) {
			exchange.cut();
		}
	}

	int openRequests() {
		return this.open.size();
	}

	/**
	 * End the open exchanges whose clients have disconnected.
	 */
	void endDisconnected() {
		this.open.forEach((exchange) -> exchange.endIfDisconnected(this.connections));
	}

	void cutAll() {
		this.closing = true;
		this.open.forEach(Exchange::cut);
	}

	/**
	 * The APIs behind the one endpoint.
	 *
	 * @param runtime the runtime operations of Amazon Bedrock
	 * @param controlPlane the control plane of Amazon Bedrock
	 * @param serviceQuotas Service Quotas
	 */
	record Apis(RuntimeApi runtime, ControlPlane controlPlane, ServiceQuotasApi serviceQuotas) {
	}

	/**
	 * Is notified of each request.
	 */
	interface RequestListener {

		/**
		 * A request has arrived.
		 * @param exchange the request
		 */
		void started(Exchange exchange);

		/**
		 * A request has ended, with a complete answer or without one.
		 * @param exchange the request
		 */
		void ended(Exchange exchange);

		/**
		 * Tomcat has rejected a request, which is neither started nor ended.
		 * @param entry the journal entry of the request
		 */
		void rejected(JournalEntry entry);

	}

	/**
	 * Ends an exchange when the container finds its client disconnected.
	 */
	private static final class DisconnectListener implements AsyncListener {

		private final Exchange exchange;

		DisconnectListener(Exchange exchange) {
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
