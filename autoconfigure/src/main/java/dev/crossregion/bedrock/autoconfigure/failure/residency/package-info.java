/**
 * Exceptions of residency limits that cannot be met, and their failure analyzers. Uses
 * {@code failure}. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.failure.residency.UnknownResidencyPlaceException}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.failure.residency;

import org.jspecify.annotations.NullMarked;
