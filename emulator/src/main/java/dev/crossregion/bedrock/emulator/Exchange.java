package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One request and its answer. Holds no thread between its steps, nor while its client
 * does not read. Ends once, with one entry in the journal.
 */
final class Exchange implements Outbox.Events {

	private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

	private static final byte[] NOTHING = {};

	/** How long an answer that is complete may need until it is on its way. */
	private static final int MOMENT = 50;

	private static final System.Logger LOGGER = System.getLogger(Exchange.class.getName());

	private final AsyncContext async;

	private final HttpServletResponse response;

	private final Response connectorResponse;

	private final Outbox outbox;

	private final ScheduledExecutorService scheduler;

	private final Consumer<Exchange> atEnd;

	private final AtomicBoolean over = new AtomicBoolean();

	private final Instant eventTime = Instant.now();

	private final String protocol;

	private final int clientPort;

	private final Operation operation;

	private final Caller caller;

	private final String modelId;

	private final Supplier<String> guardrail;

	private volatile @Nullable Connections closing;

	private volatile QuotaLedger.@Nullable Reservation reservation;

	private volatile @Nullable String inferenceRegion;

	private volatile @Nullable Reply reply;

	private volatile int burndown = 1;

	private volatile double sent;

	private volatile long inputTokens;

	private volatile long outputTokens;

	private volatile boolean frozen;

	private volatile int status;

	private volatile @Nullable String errorCode;

	private volatile boolean completed;

	Exchange(HttpServletRequest request, AsyncContext async, Operation operation, Caller caller, String modelId,
			Supplier<String> guardrail, ScheduledExecutorService scheduler, Consumer<Exchange> atEnd)
			throws IOException {
		this.async = async;
		this.response = (HttpServletResponse) async.getResponse();
		this.connectorResponse = (Response) request.getAttribute(EmulatorServer.RESPONSE);
		this.outbox = new Outbox(this.response.getOutputStream(), this);
		this.protocol = request.getProtocol();
		this.clientPort = request.getRemotePort();
		this.operation = operation;
		this.caller = caller;
		this.modelId = modelId;
		this.guardrail = guardrail;
		this.scheduler = scheduler;
		this.atEnd = atEnd;
	}

	/**
	 * Begin to write when the connection takes it.
	 * @throws IOException if the client has gone away
	 */
	void listen() throws IOException {
		this.response.getOutputStream().setWriteListener(this.outbox);
	}

	Operation operation() {
		return this.operation;
	}

	String sourceRegion() {
		return this.caller.region();
	}

	String modelId() {
		return this.modelId;
	}

	/**
	 * Whether an API key authorizes the request, and no signature.
	 * @return {@code true} for an API key
	 */
	boolean isWithKey() {
		return this.caller.scheme().equals(Caller.BEARER);
	}

	/**
	 * The guardrail that the request names.
	 * @return its ID or ARN, or empty
	 */
	String guardrail() {
		return this.guardrail.get();
	}

	boolean isGuarded() {
		return !guardrail().isEmpty();
	}

	boolean isHttp2() {
		return this.protocol.startsWith("HTTP/2");
	}

	boolean isOver() {
		return this.over.get();
	}

	void runIn(String region) {
		this.inferenceRegion = region;
	}

	/**
	 * Hold room of a quota until this ends, however it ends.
	 * @param reservation the room
	 * @param burndown how many tokens of quota a token of the answer costs
	 */
	void hold(QuotaLedger.Reservation reservation, int burndown) {
		this.burndown = burndown;
		this.reservation = reservation;
		if (isOver()) {
			reservation.settle(quotaTokens());
		}
	}

	void replied(Reply reply) {
		this.reply = reply;
	}

	/**
	 * Say how much of the reply is on its way. That is what counts if the rest is cut
	 * off.
	 * @param share from 0 to 1
	 */
	void sent(double share) {
		this.sent = share;
	}

	/**
	 * The tokens that count on a quota, known when this is over.
	 * @return input, and output multiplied by its burndown
	 */
	long quotaTokens() {
		return this.inputTokens + this.outputTokens * this.burndown;
	}

	/**
	 * Do the next step later, without holding a thread.
	 * @param delay how much later
	 * @param step the step
	 */
	void after(Duration delay, Runnable step) {
		if (delay.isZero()) {
			step.run();
			return;
		}
		try {
			this.scheduler.schedule(() -> {
				if (!isOver() && !this.frozen) {
					run(step);
				}
			}, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			cut();
		}
	}

	/**
	 * Do a step. What it throws is a defect of the emulator, and is answered as one: a
	 * request is never left without an answer.
	 * @param step the step
	 */
	void run(Runnable step) {
		try {
			step.run();
		}
		catch (JacksonException ex) {
			error(ErrorAnswer.malformed());
		}
		catch (RuntimeException | Error ex) {
			LOGGER.log(System.Logger.Level.ERROR, "A request cannot be answered", ex);
			if (this.response.isCommitted()) {
				cut();
			}
			else {
				error(ErrorAnswer.defect(ex));
			}
		}
	}

	void json(JsonNode body) {
		json(body, ErrorAnswer.JSON);
	}

	void json(JsonNode body, String contentType) {
		answer(200, contentType, Json.write(body));
	}

	void notJson() {
		answer(200, ErrorAnswer.JSON, "<html>Not what you expect</html>".getBytes(StandardCharsets.UTF_8));
	}

	void error(ErrorAnswer answer) {
		ErrorAnswer error = (this.operation.isServiceQuotas()) ? ServiceQuotasApi.shape(answer) : answer;
		if (!error.type().isEmpty()) {
			this.errorCode = error.type();
			this.response.setHeader("x-amzn-ErrorType", error.type());
		}
		if (error.status() == ErrorAnswer.OVERLOADED) {
			this.response.setHeader("Retry-After", "1");
		}
		error.headers().forEach(this.response::setHeader);
		answer(error.status(), error.contentType(), error.body());
	}

	void header(String name, String value) {
		this.response.setHeader(name, value);
	}

	private void answer(int status, String contentType, byte[] body) {
		this.status = status;
		this.response.setStatus(status);
		if (!contentType.isEmpty()) {
			this.response.setContentType(contentType);
		}
		this.response.setContentLength(body.length);
		this.outbox.finish(body, true);
	}

	void openStream() {
		this.status = 200;
		this.response.setStatus(200);
		this.response.setContentType(EVENT_STREAM);
		this.outbox.send(NOTHING);
	}

	void send(byte[] bytes) {
		this.outbox.send(bytes);
	}

	/**
	 * End a stream cleanly.
	 * @param last its last bytes
	 * @param errorCode the error that it ends with, or {@code null}
	 * @param completed whether that is all of the answer
	 */
	void endStream(byte[] last, @Nullable String errorCode, boolean completed) {
		this.errorCode = errorCode;
		this.outbox.finish(last, completed);
	}

	/**
	 * Say nothing more, until the client goes away or the emulator is closed.
	 */
	void freeze() {
		this.frozen = true;
	}

	/**
	 * End this answer abruptly: on HTTP/2 the stream, otherwise the connection.
	 */
	void cut() {
		cut(this::closeNow);
	}

	private void closeNow() {
		try {
			this.connectorResponse.action(ActionCode.CLOSE_NOW, new IOException("Cut by the emulator"));
		}
		catch (NullPointerException ex) {
			// The client went away in this moment, and the server has taken back what
			// belongs to the connection. It does not say so beforehand.
		}
	}

	/**
	 * Break the connection under this answer.
	 * @param connections breaks it
	 */
	void reset(Connections connections) {
		cut(() -> connections.reset(this.clientPort));
	}

	/**
	 * Close the connection when this has been answered.
	 * @param connections closes it
	 */
	void closeAfterwards(Connections connections) {
		this.closing = connections;
	}

	private void cut(Runnable how) {
		if (ending(false)) {
			this.outbox.abort(() -> {
				how.run();
				ended();
			});
		}
	}

	/**
	 * Ask whether the client is still there.
	 * @param connections knows connections
	 */
	void look(Connections connections) {
		this.outbox.look(
				() -> (isHttp2()) ? Http2Streams.isReset(this.connectorResponse) : connections.isGone(this.clientPort));
	}

	@Override
	public boolean ending(boolean completed) {
		if (!this.over.compareAndSet(false, true)) {
			return false;
		}
		this.completed = completed;
		settle(completed);
		this.atEnd.accept(this);
		return true;
	}

	private void settle(boolean completed) {
		Reply said = this.reply;
		double share = (completed) ? 1 : this.sent;
		if (said != null && share > 0) {
			this.inputTokens = said.inputTokens();
			this.outputTokens = (long) Math.ceil(said.outputTokens() * share);
		}
		QuotaLedger.Reservation reservation = this.reservation;
		if (reservation != null) {
			reservation.settle(quotaTokens());
		}
	}

	@Override
	public void ended() {
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			// The container has ended it already, because the client went away.
			this.completed = false;
		}
		Connections closing = this.closing;
		if (closing != null) {
			try {
				this.scheduler.schedule(() -> closing.close(this.clientPort), MOMENT, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				closing.close(this.clientPort);
			}
		}
	}

	@Override
	public void lost() {
		cut();
	}

	JournalEntry entry() {
		return new JournalEntry(this.eventTime, this.operation, this.caller.region(), this.modelId,
				Optional.ofNullable(this.inferenceRegion), this.status, Optional.ofNullable(this.errorCode),
				this.protocol, this.inputTokens, this.outputTokens, this.completed, this.caller.scheme());
	}

}
