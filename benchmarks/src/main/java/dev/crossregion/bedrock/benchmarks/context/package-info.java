/**
 * Measures the start and the close of applications. Start reading at
 * {@code ContextScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.context;

import org.jspecify.annotations.NullMarked;
