/**
 * Residency limits that cannot be met as they are declared, each exception with its
 * analyzer.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.failure.residency;

import org.jspecify.annotations.NullMarked;
