/**
 * Meters.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
