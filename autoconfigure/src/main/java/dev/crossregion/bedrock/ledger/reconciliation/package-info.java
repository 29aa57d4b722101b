/**
 * Compares the ledger with CloudTrail: a command that joins both on the request ID, in
 * memory that does not grow with them. Imports {@code ledger} for the names in its lines,
 * and the JSON library that the AWS SDK contains. Start with
 * {@link dev.crossregion.bedrock.ledger.reconciliation.ReconcileCommand}.
 */
@NullMarked
package dev.crossregion.bedrock.ledger.reconciliation;

import org.jspecify.annotations.NullMarked;
