/**
 * Auto-configuration of the ledger; disabled by default. The lines and files themselves
 * are in {@code dev.crossregion.bedrock.ledger}. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.ledger.LedgerAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.ledger;

import org.jspecify.annotations.NullMarked;
