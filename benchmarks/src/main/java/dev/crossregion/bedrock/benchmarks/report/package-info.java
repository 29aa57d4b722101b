/**
 * Writes results down.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.report;

import org.jspecify.annotations.NullMarked;
