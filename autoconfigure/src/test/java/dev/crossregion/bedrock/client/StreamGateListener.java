package dev.crossregion.bedrock.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * A caller of a stream that writes down every signal and notices when two overlap.
 *
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamGateListener<R, E> implements EventStreamResponseHandler<R, E>, Subscriber<E> {

	/** What came, but for the events. */
	final Queue<String> signals = new ConcurrentLinkedQueue<>();

	final Queue<E> events = new ConcurrentLinkedQueue<>();

	final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final AtomicInteger inside = new AtomicInteger();

	private volatile boolean overlapped;

	private volatile @Nullable Publisher<E> publisher;

	private volatile @Nullable Subscription subscription;

	private volatile boolean subscribes = true;

	private volatile long first = 1;

	private volatile long each = 1;

	private volatile Consumer<String> reaction = (signal) -> {
	};

	/**
	 * Ask for a number of events at the start, and one for every event.
	 * @param first the number at the start; 0 for none
	 * @param each the number for every event
	 * @return this caller
	 */
	StreamGateListener<R, E> asking(long first, long each) {
		this.first = first;
		this.each = each;
		return this;
	}

	StreamGateListener<R, E> notSubscribing() {
		this.subscribes = false;
		return this;
	}

	/**
	 * Do something at every signal, after it is written down.
	 * @param reaction what to do; is given the signal
	 * @return this caller
	 */
	StreamGateListener<R, E> reacting(Consumer<String> reaction) {
		this.reaction = reaction;
		return this;
	}

	Subscription subscription() {
		Subscription subscription = this.subscription;
		if (subscription == null) {
			throw new AssertionError("The stream has not begun");
		}
		return subscription;
	}

	Publisher<E> publisher() {
		Publisher<E> publisher = this.publisher;
		if (publisher == null) {
			throw new AssertionError("The stream was not handed over");
		}
		return publisher;
	}

	/**
	 * The signals of the end, in order.
	 * @return the signals
	 */
	List<String> ends() {
		List<String> ends = new ArrayList<>(this.signals);
		ends.removeIf((signal) -> !List.of("onError", "exceptionOccurred", "onComplete", "complete").contains(signal));
		return ends;
	}

	boolean hasOverlapped() {
		return this.overlapped;
	}

	@Override
	public void responseReceived(R response) {
		signal("responseReceived");
	}

	@Override
	public void onEventStream(SdkPublisher<E> publisher) {
		this.publisher = publisher;
		signal("onEventStream");
		if (this.subscribes) {
			publisher.subscribe(this);
		}
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		signal("onSubscribe");
		if (this.first > 0) {
			subscription.request(this.first);
		}
	}

	@Override
	public void onNext(E event) {
		this.events.add(event);
		signal("onNext");
		if (this.each > 0) {
			subscription().request(this.each);
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.failures.add(failure);
		signal("onError");
	}

	@Override
	public void exceptionOccurred(Throwable failure) {
		this.failures.add(failure);
		signal("exceptionOccurred");
		this.ended.complete(null);
	}

	@Override
	public void onComplete() {
		signal("onComplete");
	}

	@Override
	public void complete() {
		signal("complete");
		this.ended.complete(null);
	}

	private void signal(String name) {
		if (this.inside.getAndIncrement() != 0 && !name.equals("onEventStream")) {
			this.overlapped = true;
		}
		try {
			if (!name.equals("onNext")) {
				this.signals.add(name);
			}
			this.reaction.accept(name);
		}
		finally {
			this.inside.decrementAndGet();
		}
	}

}
