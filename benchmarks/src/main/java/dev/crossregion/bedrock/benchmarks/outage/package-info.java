/**
 * Measures the effect of an outage of a Region on calls. Start reading at
 * {@code OutageScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
