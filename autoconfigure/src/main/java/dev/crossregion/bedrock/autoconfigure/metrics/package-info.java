/**
 * Meters, where the application has a {@code MeterRegistry}. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.metrics.CrossRegionMetricsAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
