/**
 * Calls that arrive by themselves, whether or not earlier ones have ended.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.load;

import org.jspecify.annotations.NullMarked;
