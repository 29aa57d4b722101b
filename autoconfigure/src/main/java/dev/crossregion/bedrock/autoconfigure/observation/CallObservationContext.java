package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.client.observation.CallEnd;
import dev.crossregion.bedrock.client.observation.CallStart;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of the observation of a call. Its span is that of a client. Nothing is
 * propagated with it: Amazon Bedrock takes no trace context.
 *
 * @since 0.1.0
 */
public final class CallObservationContext extends SenderContext<Object> {

	private final CallStart start;

	private volatile @Nullable CallEnd end;

	CallObservationContext(CallStart start) {
		super((carrier, key, value) -> {
		}, Kind.CLIENT);
		this.start = start;
		setCarrier(start);
		setRemoteServiceName("Amazon Bedrock");
	}

	/**
	 * The call.
	 * @return its description
	 */
	public CallStart getStart() {
		return this.start;
	}

	/**
	 * The end of the call.
	 * @return how it ended, or {@code null} while it runs
	 */
	public @Nullable CallEnd getEnd() {
		return this.end;
	}

	void setEnd(CallEnd end) {
		this.end = end;
	}

}
