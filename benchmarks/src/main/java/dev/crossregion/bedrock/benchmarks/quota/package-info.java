/**
 * How much of the quotas of several source Regions is used, and at what price.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.quota;

import org.jspecify.annotations.NullMarked;
