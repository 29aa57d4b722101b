package dev.crossregion.bedrock.ledger;

import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.StreamReadConstraints;

/**
 * The names in a line of the ledger, and the limits of its parser.
 *
 * @since 0.1.0
 */
public final class LedgerFormat {

	/** The version of the form of a line. A reader rejects lines of other versions. */
	public static final int SCHEMA = 1;

	/** The end of the names of all files. */
	public static final String SUFFIX = ".jsonl";

	/** The version of the form. */
	public static final String SCHEMA_FIELD = "schema";

	/** When a call or an attempt began, or when dropped calls were written down. */
	public static final String TIME = "time";

	/** The name of the configured model. */
	public static final String MODEL = "model";

	/** The operation, as AWS writes it. */
	public static final String OPERATION = "operation";

	/** How a call or an attempt ended. */
	public static final String OUTCOME = "outcome";

	/** Why a call was refused. */
	public static final String REASON = "reason";

	/** The duration of a call or an attempt in milliseconds. */
	public static final String MILLIS = "millis";

	/** The hash of the residency policy. */
	public static final String POLICY_HASH = "policyHash";

	/** The hash of the plan. */
	public static final String PLAN_HASH = "planHash";

	/** The attempts of a call. */
	public static final String ATTEMPTS = "attempts";

	/** The ID that AWS gave the request of an attempt. */
	public static final String REQUEST_ID = "requestId";

	/** The Region whose endpoint an attempt called. */
	public static final String SOURCE_REGION = "sourceRegion";

	/** The profile of an attempt, or the model where it was called in-Region. */
	public static final String PROFILE = "profile";

	/** Where an attempt was admitted to run; {@code *} is any Region. */
	public static final String DESTINATIONS = "destinations";

	/** The tokens of a call. */
	public static final String TOKENS = "tokens";

	/** A policy, in the form that its hash is computed of. */
	public static final String POLICY = "policy";

	/** A plan, in the form that its hash is computed of. */
	public static final String PLAN = "plan";

	/** The number of calls that have no line. */
	public static final String DROPPED = "dropped";

	/** When the first of the dropped calls ended. */
	public static final String SINCE = "since";

	private static final int MAX_STRING = 1024 * 1024;

	private static final int MAX_DEPTH = 100;

	private static final JsonFactory JSON = JsonFactory.builder()
		.streamReadConstraints(
				StreamReadConstraints.builder().maxStringLength(MAX_STRING).maxNestingDepth(MAX_DEPTH).build())
		.build();

	private LedgerFormat() {
	}

	/**
	 * Writes and reads JSON.
	 * @return the factory
	 */
	public static JsonFactory json() {
		return JSON;
	}

}
