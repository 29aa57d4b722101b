package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class QuotaLedgerTests {

	private static final QuotaLedger.Key KEY = new QuotaLedger.Key("eu-central-1", "eu.model");

	private final AtomicLong nanos = new AtomicLong(12_345);

	private QuotaLedger ledger(long tokens, long requests, EmulatorQuota.Refill refill) {
		return new QuotaLedger(Map.of(KEY, new EmulatorQuota(tokens, requests, refill)), Duration.ofMinutes(1),
				this.nanos::get);
	}

	private void pass(int seconds) {
		this.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

	@Test
	void profileWithoutAQuotaIsNotLimited() {
		QuotaLedger ledger = ledger(1, 1, EmulatorQuota.Refill.CONTINUOUS);
		QuotaLedger.Key other = new QuotaLedger.Key("eu-west-1", "eu.model");
		for (int call = 0; call < 100; call++) {
			assertThat(ledger.reserve(other, 1_000_000).exhausted()).isEmpty();
		}
	}

	@Test
	void continuousRefillIsProportionalToTime() {
		QuotaLedger ledger = ledger(600, 100, EmulatorQuota.Refill.CONTINUOUS);
		assertThat(ledger.reserve(KEY, 600).exhausted()).isEmpty();
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("tokens");
		pass(10);
		assertThat(ledger.reserve(KEY, 101).exhausted()).hasValue("tokens");
		assertThat(ledger.reserve(KEY, 100).exhausted()).isEmpty();
	}

	@Test
	void fixedWindowRefillsAtItsStart() {
		QuotaLedger ledger = ledger(600, 100, EmulatorQuota.Refill.FIXED_WINDOW);
		pass(50);
		assertThat(ledger.reserve(KEY, 600).exhausted()).isEmpty();
		pass(9);
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("tokens");
		pass(1);
		assertThat(ledger.reserve(KEY, 600).exhausted()).isEmpty();
	}

	@Test
	void reservationOfAnEarlierWindowDoesNotCountInTheNext() {
		QuotaLedger ledger = ledger(600, 100, EmulatorQuota.Refill.FIXED_WINDOW);
		QuotaLedger.Reservation early = ledger.reserve(KEY, 600);
		pass(60);
		ledger.reserve(KEY, 500);
		early.settle(0);
		assertThat(ledger.reserve(KEY, 101).exhausted()).hasValue("tokens");
	}

	@Test
	void shortBurstHasATwelfthOfTheCapacity() {
		QuotaLedger ledger = ledger(1200, 24, EmulatorQuota.Refill.SHORT_BURST);
		pass(60);
		assertThat(ledger.reserve(KEY, 50).exhausted()).isEmpty();
		assertThat(ledger.reserve(KEY, 50).exhausted()).isEmpty();
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("requests");
		pass(5);
		assertThat(ledger.reserve(KEY, 100).exhausted()).isEmpty();
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("tokens");
	}

	@Test
	void requestsAreExhaustedBeforeTokens() {
		QuotaLedger ledger = ledger(1_000_000, 2, EmulatorQuota.Refill.CONTINUOUS);
		ledger.reserve(KEY, 1);
		ledger.reserve(KEY, 1);
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("requests");
		pass(30);
		assertThat(ledger.reserve(KEY, 1).exhausted()).isEmpty();
	}

	@Test
	void settlementReturnsUnusedTokens() {
		QuotaLedger ledger = ledger(1000, 100, EmulatorQuota.Refill.CONTINUOUS);
		ledger.reserve(KEY, 1000).settle(300);
		assertThat(ledger.reserve(KEY, 701).exhausted()).hasValue("tokens");
		assertThat(ledger.reserve(KEY, 700).exhausted()).isEmpty();
	}

	@Test
	void burndownMayExceedTheReservation() {
		QuotaLedger ledger = ledger(1000, 100, EmulatorQuota.Refill.CONTINUOUS);
		ledger.reserve(KEY, 100).settle(1600);
		pass(36);
		assertThat(ledger.reserve(KEY, 1).exhausted()).hasValue("tokens");
		pass(1);
		assertThat(ledger.reserve(KEY, 1).exhausted()).isEmpty();
	}

	@Test
	void reservationIsSettledOnce() {
		QuotaLedger ledger = ledger(1000, 100, EmulatorQuota.Refill.CONTINUOUS);
		QuotaLedger.Reservation failed = ledger.reserve(KEY, 400);
		ledger.reserve(KEY, 600);
		failed.settle(0);
		failed.settle(0);
		assertThat(ledger.reserve(KEY, 401).exhausted()).hasValue("tokens");
		assertThat(ledger.reserve(KEY, 400).exhausted()).isEmpty();
	}

	@Test
	void quotaOfZeroIsInvalid() {
		assertThatIllegalArgumentException().isThrownBy(() -> EmulatorQuota.perMinute(0, 5))
			.withMessageContaining("0 and 5");
	}

}
