/**
 * Measures streams with faults in every phase. Start reading at {@code StreamsScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
