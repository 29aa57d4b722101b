/**
 * Checks the preconditions of the other scenarios. Start reading at
 * {@code SmokeScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.smoke;

import org.jspecify.annotations.NullMarked;
