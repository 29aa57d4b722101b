/**
 * Calls that are answered as they should be, one after another and many at once.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
