package dev.crossregion.bedrock.autoconfigure.springai;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import org.springframework.ai.chat.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slow subscriber: it asks for one part, and for one after another only when it is told
 * to proceed.
 */
final class OneByOne extends BaseSubscriber<ChatResponse> {

	private final StringBuffer text = new StringBuffer();

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean proceeding;

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		subscription.request(1);
	}

	@Override
	protected void hookOnNext(ChatResponse part) {
		this.text.append(part.getResult().getOutput().getText());
		if (this.proceeding) {
			request(1);
		}
	}

	@Override
	protected void hookOnComplete() {
		this.ended.countDown();
	}

	/**
	 * Ask for the other parts, one after another.
	 */
	void proceed() {
		this.proceeding = true;
		request(1);
	}

	/**
	 * Wait for the end.
	 * @param patience how long
	 * @return the text of all parts
	 * @throws InterruptedException if the thread is interrupted
	 */
	String awaitText(Duration patience) throws InterruptedException {
		assertThat(this.ended.await(patience.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return this.text.toString();
	}

}
