/**
 * Failure analyzer for a missing chat model or client, which finds the reason in the
 * configuration. Uses {@code properties} and {@code declaration}. Start with
 * {@code MissingModelFailureAnalyzer}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.missing;

import org.jspecify.annotations.NullMarked;
