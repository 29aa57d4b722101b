package dev.crossregion.bedrock.ledger.reconciliation;

import java.time.Instant;

import dev.crossregion.bedrock.profile.DisplayText;

/**
 * A call that ran in a Region that is none of its admitted destinations.
 *
 * @param attempt the attempt of the ledger
 * @param region the Region that ran it
 */
record OutsideCall(Row attempt, String region) {

	String requestId() {
		return DisplayText.oneLine(this.attempt.requestId());
	}

	Instant time() {
		return Instant.ofEpochMilli(this.attempt.time());
	}

	String shownRegion() {
		return DisplayText.of(this.region);
	}

	String model() {
		return DisplayText.of(this.attempt.field(Row.MODEL));
	}

	String profile() {
		return DisplayText.of(this.attempt.field(Row.PROFILE));
	}

	String sourceRegion() {
		return DisplayText.of(this.attempt.field(Row.SOURCE_REGION));
	}

	String destinations() {
		return DisplayText.line(this.attempt.field(Row.DESTINATIONS));
	}

	/**
	 * Takes such calls.
	 */
	@FunctionalInterface
	interface Consumer {

		void accept(OutsideCall call);

	}

}
