/**
 * Runs the scenarios. Start reading at {@code Runner}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks;

import org.jspecify.annotations.NullMarked;
