/**
 * The ledger: one JSON line for each call that has ended, in files that rotate. Knows the
 * form of a line, the hashes of policies and plans, and how to write without delaying a
 * call. Imports {@code client}, {@code plan}, {@code residency} and the JSON library that
 * the AWS SDK contains; nothing but its auto-configuration imports it. Start with
 * {@link dev.crossregion.bedrock.ledger.CallLedger}.
 */
@NullMarked
package dev.crossregion.bedrock.ledger;

import org.jspecify.annotations.NullMarked;
