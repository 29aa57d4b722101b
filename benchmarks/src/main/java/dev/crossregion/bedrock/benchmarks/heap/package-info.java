/**
 * Measures the heap of a source Region. Start reading at {@code HeapScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
