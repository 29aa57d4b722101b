package dev.crossregion.bedrock.ledger.reconciliation;

/**
 * Takes the rows of one side.
 */
@FunctionalInterface
interface RowConsumer {

	void accept(Row row);

}
