/**
 * Explains a missing bean by what the configuration lacks. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.missing.MissingModelFailureAnalyzer}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.missing;

import org.jspecify.annotations.NullMarked;
