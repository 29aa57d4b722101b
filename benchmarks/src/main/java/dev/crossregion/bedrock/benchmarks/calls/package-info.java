/**
 * Measures successful calls, one after another and concurrent. Start reading at
 * {@code SequentialScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
