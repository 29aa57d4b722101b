package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Charges requests and tokens to the configured quotas. Tokens are reserved at admission,
 * settled when the answer ends, and returned on failure. Thread-safe.
 */
final class QuotaLedger {

	private static final int SHORT_BURST_DIVISOR = 12;

	private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();

	private final Map<Key, EmulatorQuota> quotas;

	private final Duration window;

	private final LongSupplier nanos;

	QuotaLedger(Map<Key, EmulatorQuota> quotas, Duration window, LongSupplier nanos) {
		this.quotas = Map.copyOf(quotas);
		this.window = window;
		this.nanos = nanos;
		reset();
	}

	/**
	 * Refill all quotas. Open requests are settled against the former buckets.
	 */
	void reset() {
		this.quotas.forEach((key, quota) -> this.buckets.put(key,
				new Bucket(quota, this.window.toNanos(), this.nanos.getAsLong())));
	}

	/**
	 * Reserve tokens for a request.
	 * @param key the source Region and the profile
	 * @param tokens the input tokens plus the maximum of the output tokens
	 * @return the reservation, or an exhausted one
	 */
	Reservation reserve(Key key, long tokens) {
		Bucket bucket = this.buckets.get(key);
		return (bucket != null) ? bucket.reserve(tokens, this.nanos) : new Reservation((used) -> {
		});
	}

	/**
	 * The key of a quota.
	 *
	 * @param sourceRegion the source Region
	 * @param profile the profile
	 */
	record Key(String sourceRegion, String profile) {
	}

	/**
	 * The reservation of one request. It is settled once; later calls have no effect.
	 */
	static final class Reservation {

		private final Optional<String> exhausted;

		private final AtomicReference<@Nullable LongConsumer> settlement;

		private Reservation(String exhausted) {
			this.exhausted = Optional.of(exhausted);
			this.settlement = new AtomicReference<>();
		}

		private Reservation(LongConsumer settlement) {
			this.exhausted = Optional.empty();
			this.settlement = new AtomicReference<>(settlement);
		}

		/**
		 * The quota that is exhausted.
		 * @return {@code requests} or {@code tokens}, or empty if the request is admitted
		 */
		Optional<String> exhausted() {
			return this.exhausted;
		}

		/**
		 * Replace the reserved tokens by the used ones. The request stays charged.
		 * @param used the used tokens; 0 returns all reserved ones
		 */
		void settle(long used) {
			LongConsumer settlement = this.settlement.getAndSet(null);
			if (settlement != null) {
				settlement.accept(used);
			}
		}

	}

	private static final class Bucket {

		private final EmulatorQuota quota;

		private final long window;

		private double tokens;

		private double requests;

		private long refilledAt;

		Bucket(EmulatorQuota quota, long window, long now) {
			this.quota = quota;
			this.window = window;
			this.refilledAt = now;
			this.tokens = capacity(quota.tokens());
			this.requests = capacity(quota.requests());
		}

		private double capacity(long perWindow) {
			return (this.quota.refill() == EmulatorQuota.Refill.SHORT_BURST)
					? Math.max(1, perWindow / (double) SHORT_BURST_DIVISOR) : perWindow;
		}

		synchronized Reservation reserve(long reserved, LongSupplier nanos) {
			refill(nanos.getAsLong());
			if (this.requests < 1) {
				return new Reservation("requests");
			}
			// A request larger than the bucket is admitted when the bucket is full.
			if (this.tokens < Math.min(reserved, capacity(this.quota.tokens()))) {
				return new Reservation("tokens");
			}
			this.requests--;
			this.tokens -= reserved;
			long reservedAt = this.refilledAt;
			return new Reservation((used) -> settle(reserved, used, reservedAt, nanos.getAsLong()));
		}

		private synchronized void settle(long reserved, long used, long reservedAt, long now) {
			refill(now);
			if (this.quota.refill() == EmulatorQuota.Refill.FIXED_WINDOW && reservedAt != this.refilledAt) {
				// The reservation ended with its window. Only the excess is charged now.
				this.tokens -= Math.max(0, used - reserved);
				return;
			}
			this.tokens = Math.min(capacity(this.quota.tokens()), this.tokens + reserved - used);
		}

		private void refill(long now) {
			if (this.quota.refill() == EmulatorQuota.Refill.FIXED_WINDOW) {
				long windows = (now - this.refilledAt) / this.window;
				if (windows > 0) {
					this.refilledAt += windows * this.window;
					this.tokens = this.quota.tokens();
					this.requests = this.quota.requests();
				}
				return;
			}
			double share = (now - this.refilledAt) / (double) this.window;
			this.refilledAt = now;
			this.tokens = Math.min(capacity(this.quota.tokens()), this.tokens + share * this.quota.tokens());
			this.requests = Math.min(capacity(this.quota.requests()), this.requests + share * this.quota.requests());
		}

	}

}
