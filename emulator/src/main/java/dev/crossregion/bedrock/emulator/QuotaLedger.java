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
 * Books requests and tokens against the configured quotas: reserved at admission, settled
 * when the answer ends, given back on failure. Thread-safe.
 */
final class QuotaLedger {

	private static final int BURST = 12;

	private final Map<Key, Account> accounts = new ConcurrentHashMap<>();

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
	 * Have all quotas full. Requests that are under way are settled with what was.
	 */
	void reset() {
		this.quotas.forEach((key, quota) -> this.accounts.put(key,
				new Account(quota, this.window.toNanos(), this.nanos.getAsLong())));
	}

	/**
	 * Reserve room for a request.
	 * @param key the source Region and the profile
	 * @param tokens input and the most that the answer may have
	 * @return the reservation, or what is exhausted
	 */
	Reservation reserve(Key key, long tokens) {
		Account account = this.accounts.get(key);
		return (account != null) ? account.reserve(tokens, this.nanos) : new Reservation((used) -> {
		});
	}

	/**
	 * What a quota belongs to.
	 *
	 * @param sourceRegion the source Region
	 * @param profile the profile
	 */
	record Key(String sourceRegion, String profile) {
	}

	/**
	 * Room for one request. Settled once; what comes later does nothing.
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
		 * What stood in the way.
		 * @return what is exhausted, or empty when the request is admitted
		 */
		Optional<String> exhausted() {
			return this.exhausted;
		}

		/**
		 * Replace the reservation by what was really used. The request stays counted: it
		 * was made.
		 * @param used the tokens that count; 0 gives all of them back
		 */
		void settle(long used) {
			LongConsumer settlement = this.settlement.getAndSet(null);
			if (settlement != null) {
				settlement.accept(used);
			}
		}

	}

	private static final class Account {

		private final EmulatorQuota quota;

		private final long window;

		private double tokens;

		private double requests;

		private long at;

		Account(EmulatorQuota quota, long window, long now) {
			this.quota = quota;
			this.window = window;
			this.at = now;
			this.tokens = capacity(quota.tokens());
			this.requests = capacity(quota.requests());
		}

		private double capacity(long perWindow) {
			return (this.quota.refill() == EmulatorQuota.Refill.SHORT_BURST) ? Math.max(1, perWindow / (double) BURST)
					: perWindow;
		}

		synchronized Reservation reserve(long wanted, LongSupplier nanos) {
			refill(nanos.getAsLong());
			if (this.requests < 1) {
				return new Reservation("requests");
			}
			// A request larger than the whole bucket passes when the bucket is full.
			if (this.tokens < Math.min(wanted, capacity(this.quota.tokens()))) {
				return new Reservation("tokens");
			}
			this.requests--;
			this.tokens -= wanted;
			long since = this.at;
			return new Reservation((used) -> settle(wanted, used, since, nanos.getAsLong()));
		}

		private synchronized void settle(long reserved, long used, long since, long now) {
			refill(now);
			if (this.quota.refill() == EmulatorQuota.Refill.FIXED_WINDOW && since != this.at) {
				// What was reserved went with its window. What comes on top is booked
				// now.
				this.tokens -= Math.max(0, used - reserved);
				return;
			}
			this.tokens = Math.min(capacity(this.quota.tokens()), this.tokens + reserved - used);
		}

		private void refill(long now) {
			if (this.quota.refill() == EmulatorQuota.Refill.FIXED_WINDOW) {
				long windows = (now - this.at) / this.window;
				if (windows > 0) {
					this.at += windows * this.window;
					this.tokens = this.quota.tokens();
					this.requests = this.quota.requests();
				}
				return;
			}
			double share = (now - this.at) / (double) this.window;
			this.at = now;
			this.tokens = Math.min(capacity(this.quota.tokens()), this.tokens + share * this.quota.tokens());
			this.requests = Math.min(capacity(this.quota.requests()), this.requests + share * this.quota.requests());
		}

	}

}
