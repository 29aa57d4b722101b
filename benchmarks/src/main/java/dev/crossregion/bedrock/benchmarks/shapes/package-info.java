/**
 * Compares the quota mirror with clients that send every call at once, for calls of
 * different shapes. Start reading at {@code ShapesScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.shapes;

import org.jspecify.annotations.NullMarked;
