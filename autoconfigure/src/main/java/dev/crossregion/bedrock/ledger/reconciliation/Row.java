package dev.crossregion.bedrock.ledger.reconciliation;

import java.util.List;

/**
 * An attempt of the ledger or an event of CloudTrail, in the form in which it is joined.
 *
 * @param requestId the ID that AWS gave the request
 * @param time when it was, in milliseconds of the epoch
 * @param fields what is needed of it
 */
record Row(String requestId, long time, List<String> fields) {

	/** An event: the Region that ran it; empty if none did. */
	static final int RAN_IN = 0;

	/** An attempt: its admitted destinations, separated by spaces. */
	static final int DESTINATIONS = 0;

	/** An attempt: its source Region. */
	static final int SOURCE_REGION = 1;

	/** An attempt: its profile. */
	static final int PROFILE = 2;

	/** An attempt: the configured model. */
	static final int MODEL = 3;

	String field(int index) {
		return this.fields.get(index);
	}

	/**
	 * Whether an attempt may run in a Region.
	 * @param region the Region
	 * @return {@code true} if its destinations contain the Region, or all of them
	 */
	boolean admits(String region) {
		List<String> destinations = List.of(field(DESTINATIONS).split(" "));
		return destinations.contains(region) || destinations.contains("*");
	}

}
