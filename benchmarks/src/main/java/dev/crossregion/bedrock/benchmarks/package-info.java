/**
 * Runs the scenarios.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks;

import org.jspecify.annotations.NullMarked;
