/**
 * Measurements in a JVM of their own.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.process;

import org.jspecify.annotations.NullMarked;
