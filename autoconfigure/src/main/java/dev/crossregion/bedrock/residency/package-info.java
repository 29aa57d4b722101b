/**
 * Places where a prompt may be processed, and the verdict on a profile's destinations.
 * Imports {@code profile}. Start with
 * {@link dev.crossregion.bedrock.residency.ResidencyPolicy}.
 */
@NullMarked
package dev.crossregion.bedrock.residency;

import org.jspecify.annotations.NullMarked;
