/**
 * Streams with faults at every point.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
