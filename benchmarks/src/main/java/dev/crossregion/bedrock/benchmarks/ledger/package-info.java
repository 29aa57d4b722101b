/**
 * Measures the ledger and its comparison with CloudTrail. Start reading at
 * {@code LedgerScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
