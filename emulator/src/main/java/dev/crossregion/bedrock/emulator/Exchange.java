package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.crossregion.bedrock.emulator.auth.Caller;
import dev.crossregion.bedrock.emulator.http.Connections;
import dev.crossregion.bedrock.emulator.http.Http2Streams;
import dev.crossregion.bedrock.emulator.http.Outbox;
import dev.crossregion.bedrock.emulator.http.TomcatServer;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.Json;
import dev.crossregion.bedrock.emulator.payload.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Carries one request from its arrival to the end of its answer. Blocks no thread between
 * its steps, nor while its client does not read. Ends once, with one journal entry.
 */
final class Exchange implements Outbox.Listener {

	private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

	private static final byte[] EMPTY = {};

	/** The time until a complete answer has reached the socket. */
	private static final int CLOSE_DELAY_MILLIS = 50;

	private static final System.Logger LOGGER = System.getLogger(Exchange.class.getName());

	private final AsyncContext async;

	private final HttpServletResponse response;

	private final Response connectorResponse;

	private final Outbox outbox;

	private final ScheduledExecutorService scheduler;

	private final Consumer<Exchange> onEnd;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final Instant eventTime = Instant.now();

	private final String requestId = UUID.randomUUID().toString();

	private final String protocol;

	private final int clientPort;

	private final Operation operation;

	private final Caller caller;

	private final String modelId;

	private final Supplier<String> guardrail;

	private volatile @Nullable Connections closeAfterAnswer;

	private volatile QuotaLedger.@Nullable Reservation reservation;

	private volatile @Nullable String inferenceRegion;

	private volatile @Nullable Reply reply;

	private volatile int burndown = 1;

	private volatile double sentShare;

	private volatile long inputTokens;

	private volatile long outputTokens;

	private volatile boolean frozen;

	private volatile int status;

	private volatile @Nullable String errorCode;

	private volatile boolean completed;

	Exchange(AsyncContext async, Caller caller, Operation operation, String modelId, Supplier<String> guardrail,
			ScheduledExecutorService scheduler, Consumer<Exchange> onEnd) throws IOException {
		HttpServletRequest request = (HttpServletRequest) async.getRequest();
		this.async = async;
		this.response = (HttpServletResponse) async.getResponse();
		this.connectorResponse = (Response) request.getAttribute(TomcatServer.RESPONSE_ATTRIBUTE);
		this.outbox = new Outbox(this.response.getOutputStream(), this);
		this.protocol = request.getProtocol();
		this.clientPort = request.getRemotePort();
		this.operation = operation;
		this.caller = caller;
		this.modelId = modelId;
		this.guardrail = guardrail;
		this.scheduler = scheduler;
		this.onEnd = onEnd;
	}

	/**
	 * Start to write whenever the connection accepts data.
	 * @throws IOException if the client has disconnected
	 */
	void startWriting() throws IOException {
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
	 * Whether the request is authorized by an API key instead of a signature.
	 * @return {@code true} for an API key
	 */
	boolean hasApiKey() {
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

	boolean isEnded() {
		return this.ended.get();
	}

	void inferenceRegion(String region) {
		this.inferenceRegion = region;
	}

	/**
	 * Set the reservation that is settled when this exchange ends, however it ends.
	 * @param reservation the reservation
	 * @param burndown the number of quota tokens that one output token costs
	 */
	void settleAtEnd(QuotaLedger.Reservation reservation, int burndown) {
		this.burndown = burndown;
		this.reservation = reservation;
		if (isEnded()) {
			reservation.settle(quotaTokens());
		}
	}

	void reply(Reply reply) {
		this.reply = reply;
	}

	/**
	 * Record how much of the reply was sent. Only that much counts if the rest is cut.
	 * @param share from 0 to 1
	 */
	void sentShare(double share) {
		this.sentShare = share;
	}

	/**
	 * The tokens that count against a quota, known when this exchange has ended.
	 * @return input tokens, plus output tokens multiplied by the burndown
	 */
	long quotaTokens() {
		return this.inputTokens + this.outputTokens * this.burndown;
	}

	/**
	 * Run the next step after a delay, without blocking a thread.
	 * @param delay the delay; zero runs the step at once
	 * @param step the step; dropped if this exchange has ended or is frozen by then
	 */
	void after(Duration delay, Runnable step) {
		if (delay.isZero()) {
			step.run();
			return;
		}
		try {
			this.scheduler.schedule(() -> {
				if (!isEnded() && !this.frozen) {
					run(step);
				}
			}, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			cut();
		}
	}

	/**
	 * Run a step. An exception is a defect of the emulator and is answered with status
	 * 500, or cuts an answer that has begun, so that no request stays open.
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
		identify();
		answer(200, contentType, Json.write(body));
	}

	void invalidJson() {
		answer(200, ErrorAnswer.JSON, "<html>Not what you expect</html>".getBytes(StandardCharsets.UTF_8));
	}

	void error(ErrorAnswer answer) {
		ErrorAnswer error = (this.operation.isServiceQuotas()) ? ServiceQuotasApi.convert(answer) : answer;
		if (!error.type().isEmpty()) {
			this.errorCode = error.type();
			this.response.setHeader("x-amzn-ErrorType", error.type());
			identify();
		}
		if (error.status() == ErrorAnswer.OVERLOADED) {
			this.response.setHeader("Retry-After", "1");
		}
		error.headers().forEach(this.response::setHeader);
		answer(error.status(), error.contentType(), error.body());
	}

	// AWS gives each request that it answers an ID, a gateway in front of it does not.
	private void identify() {
		this.response.setHeader(JournalEntry.REQUEST_ID, this.requestId);
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
		identify();
		this.outbox.send(EMPTY);
	}

	void send(byte[] bytes) {
		this.outbox.send(bytes);
	}

	/**
	 * End a stream cleanly.
	 * @param last the last bytes
	 * @param errorCode the error that ends it, or {@code null}
	 * @param completed whether the answer is complete
	 */
	void endStream(byte[] last, @Nullable String errorCode, boolean completed) {
		this.errorCode = errorCode;
		this.outbox.finish(last, completed);
	}

	/**
	 * Send nothing more, until the client disconnects or the emulator is closed.
	 */
	void freeze() {
		this.frozen = true;
	}

	/**
	 * End this answer abruptly: on HTTP/2 by a reset of the stream, otherwise by closing
	 * the connection.
	 */
	void cut() {
		cut(this::closeNow);
	}

	private void closeNow() {
		try {
			this.connectorResponse.action(ActionCode.CLOSE_NOW, new IOException("Cut by the emulator"));
		}
		catch (NullPointerException ex) {
			// The client has just disconnected, and Tomcat has recycled the response,
			// which cannot be seen beforehand.
		}
	}

	/**
	 * Reset the TCP connection of this exchange.
	 * @param connections the connections
	 */
	void reset(Connections connections) {
		cut(() -> connections.reset(this.clientPort));
	}

	/**
	 * Close the connection when the answer has been sent.
	 * @param connections the connections
	 */
	void closeAfterAnswer(Connections connections) {
		this.closeAfterAnswer = connections;
	}

	private void cut(Runnable close) {
		if (tryEnd(false)) {
			this.outbox.abort(() -> {
				close.run();
				onSent();
			});
		}
	}

	/**
	 * End this exchange if its client has disconnected.
	 * @param connections the connections
	 */
	void endIfDisconnected(Connections connections) {
		this.outbox.checkClient(() -> (isHttp2()) ? Http2Streams.isReset(this.connectorResponse)
				: connections.isClosedByClient(this.clientPort));
	}

	@Override
	public boolean tryEnd(boolean completed) {
		if (!this.ended.compareAndSet(false, true)) {
			return false;
		}
		this.completed = completed;
		settle(completed);
		this.onEnd.accept(this);
		return true;
	}

	private void settle(boolean completed) {
		Reply reply = this.reply;
		double share = (completed) ? 1 : this.sentShare;
		if (reply != null && share > 0) {
			this.inputTokens = reply.usage().inputTokens();
			this.outputTokens = (long) Math.ceil(reply.usage().outputTokens() * share);
		}
		QuotaLedger.Reservation reservation = this.reservation;
		if (reservation != null) {
			reservation.settle(quotaTokens());
		}
	}

	@Override
	public void onSent() {
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			// The container has completed it, because the client has disconnected.
			this.completed = false;
		}
		Connections connections = this.closeAfterAnswer;
		if (connections != null) {
			try {
				this.scheduler.schedule(() -> connections.close(this.clientPort), CLOSE_DELAY_MILLIS,
						TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				connections.close(this.clientPort);
			}
		}
	}

	@Override
	public void onDisconnect() {
		cut();
	}

	JournalEntry entry() {
		return new JournalEntry(this.eventTime, this.operation, this.caller.region(), this.modelId,
				Optional.ofNullable(this.inferenceRegion), this.status, Optional.ofNullable(this.errorCode),
				this.protocol, this.inputTokens, this.outputTokens, this.completed, this.requestId,
				this.caller.scheme());
	}

}
