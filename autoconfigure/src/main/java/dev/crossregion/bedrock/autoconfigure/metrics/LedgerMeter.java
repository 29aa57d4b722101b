package dev.crossregion.bedrock.autoconfigure.metrics;

import dev.crossregion.bedrock.ledger.CallLedger;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counter of the calls that have no line in the ledger.
 */
final class LedgerMeter implements MeterBinder {

	private final CallLedger ledger;

	LedgerMeter(CallLedger ledger) {
		this.ledger = ledger;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder(CrossRegionMeter.LEDGER_DROPPED.meterName(), this.ledger, CallLedger::dropped)
			.description("Calls that have no line in the ledger")
			.register(registry);
	}

}
