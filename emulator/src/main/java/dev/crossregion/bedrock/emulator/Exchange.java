package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request and its answer. Holds no thread between its steps. Ends once, with one
 * entry in the journal.
 */
final class Exchange {

	private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

	private final AsyncContext async;

	private final HttpServletResponse response;

	private final Response connectorResponse;

	private final ScheduledExecutorService scheduler;

	private final Consumer<Exchange> atEnd;

	private final AtomicBoolean over = new AtomicBoolean();

	private final Instant eventTime = Instant.now();

	private final String protocol;

	private final int clientPort;

	private final Operation operation;

	private final String sourceRegion;

	private final String modelId;

	private volatile @Nullable String inferenceRegion;

	private volatile @Nullable Reply reply;

	private volatile int status;

	private volatile @Nullable String errorCode;

	private volatile boolean completed;

	Exchange(HttpServletRequest request, AsyncContext async, Operation operation, String sourceRegion, String modelId,
			ScheduledExecutorService scheduler, Consumer<Exchange> atEnd) {
		this.async = async;
		this.response = (HttpServletResponse) async.getResponse();
		this.connectorResponse = (Response) request.getAttribute(EmulatorServer.RESPONSE);
		this.protocol = request.getProtocol();
		this.clientPort = request.getRemotePort();
		this.operation = operation;
		this.sourceRegion = sourceRegion;
		this.modelId = modelId;
		this.scheduler = scheduler;
		this.atEnd = atEnd;
	}

	Operation operation() {
		return this.operation;
	}

	String sourceRegion() {
		return this.sourceRegion;
	}

	String modelId() {
		return this.modelId;
	}

	int clientPort() {
		return this.clientPort;
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

	void replied(Reply reply) {
		this.reply = reply;
	}

	/**
	 * Do the next step later, without holding a thread.
	 * @param delay how much later
	 * @param step the step
	 */
	void after(Duration delay, Step step) {
		Runnable guarded = () -> run(step);
		if (delay.isZero()) {
			guarded.run();
			return;
		}
		try {
			this.scheduler.schedule(guarded, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			end(false);
		}
	}

	private void run(Step step) {
		if (isOver()) {
			return;
		}
		try {
			step.run();
		}
		catch (IOException | IllegalStateException ex) {
			// The client has gone away.
			end(false);
		}
	}

	void json(JsonNode body) throws IOException {
		answer(200, "application/json", Json.write(body));
	}

	void notJson() throws IOException {
		answer(200, "application/json", "<html>Not what you expect</html>".getBytes(StandardCharsets.UTF_8));
	}

	void error(ErrorAnswer error) throws IOException {
		this.errorCode = error.type();
		this.response.setHeader("x-amzn-ErrorType", error.type());
		String message = error.message().replace(Fault.Match.MODEL, this.modelId);
		answer(error.status(), "application/json", Json.write(Json.object().put("message", message)));
	}

	void header(String name, String value) {
		this.response.setHeader(name, value);
	}

	private void answer(int status, String contentType, byte[] body) throws IOException {
		this.status = status;
		this.response.setStatus(status);
		this.response.setContentType(contentType);
		this.response.setContentLength(body.length);
		this.response.getOutputStream().write(body);
		end(true);
	}

	void openStream() throws IOException {
		this.status = 200;
		this.response.setStatus(200);
		this.response.setContentType(EVENT_STREAM);
		this.response.flushBuffer();
	}

	void write(byte[] bytes) throws IOException {
		this.response.getOutputStream().write(bytes);
		this.response.getOutputStream().flush();
	}

	void endStream(@Nullable String errorCode, boolean completed) {
		this.errorCode = errorCode;
		end(completed);
	}

	/**
	 * End this answer abruptly: on HTTP/2 the stream, otherwise the connection.
	 */
	void closeNow() {
		this.connectorResponse.getCoyoteResponse().action(ActionCode.CLOSE_NOW, new IOException("Reset by a fault"));
		end(false);
	}

	/**
	 * End: once, whoever comes first.
	 * @param completed whether the client got all of the answer
	 */
	void end(boolean completed) {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		this.completed = completed;
		this.atEnd.accept(this);
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			// The container has ended it already, because the client went away.
			this.completed = false;
		}
	}

	JournalEntry entry() {
		Reply said = this.reply;
		return new JournalEntry(this.eventTime, this.operation, this.sourceRegion, this.modelId,
				Optional.ofNullable(this.inferenceRegion), this.status, Optional.ofNullable(this.errorCode),
				this.protocol, (said != null) ? said.inputTokens() : 0, (said != null) ? said.outputTokens() : 0,
				this.completed);
	}

	/**
	 * Send frames one after another.
	 * @param frames the frames
	 * @param pace the time before each paced frame
	 * @param cut where and how the stream is cut, or {@code null}
	 * @param server resets connections
	 */
	void stream(List<EventFrames.Frame> frames, Duration pace, Fault.@Nullable Cut cut, EmulatorServer server)
			throws IOException {
		openStream();
		step(frames, 0, pace, cut, server);
	}

	private void step(List<EventFrames.Frame> frames, int from, Duration pace, Fault.@Nullable Cut cut,
			EmulatorServer server) throws IOException {
		for (int index = from; index < frames.size() && !isOver(); index++) {
			if (cut != null && cut.afterEvents() == index) {
				cut(cut, frames.get(index), server);
				return;
			}
			EventFrames.Frame frame = frames.get(index);
			if (frame.paced() && !pace.isZero()) {
				int next = index + 1;
				after(pace, () -> {
					write(frame.bytes());
					step(frames, next, pace, cut, server);
				});
				return;
			}
			write(frame.bytes());
		}
		if (cut != null) {
			cut(cut, null, server);
			return;
		}
		endStream(null, true);
	}

	private void cut(Fault.Cut cut, EventFrames.@Nullable Frame next, EmulatorServer server) throws IOException {
		switch (cut.kind()) {
			case EXCEPTION -> {
				write(EventFrames.exception(cut.exception()));
				endStream(cut.exception(), false);
			}
			case END -> endStream(null, false);
			case END_IN_FRAME -> {
				if (next != null) {
					byte[] half = new byte[next.bytes().length / 2];
					System.arraycopy(next.bytes(), 0, half, 0, half.length);
					write(half);
				}
				endStream(null, false);
			}
			case CONNECTION_RESET -> reset(server);
			case STREAM_RESET -> {
				if (isHttp2()) {
					closeNow();
				}
				else {
					reset(server);
				}
			}
			case STALL -> {
				// Nothing more, until the client goes away or the emulator is closed.
			}
		}
	}

	void reset(EmulatorServer server) {
		server.reset(this.clientPort);
		end(false);
	}

	/**
	 * A step of an answer.
	 */
	@FunctionalInterface
	interface Step {

		void run() throws IOException;

	}

}
