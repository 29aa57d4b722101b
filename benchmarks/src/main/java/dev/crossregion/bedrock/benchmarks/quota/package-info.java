/**
 * Measures how much of the quotas of several source Regions is used, and how many 429s
 * that costs. Start reading at {@code QuotaScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.quota;

import org.jspecify.annotations.NullMarked;
