/**
 * What a source Region costs of the heap.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
