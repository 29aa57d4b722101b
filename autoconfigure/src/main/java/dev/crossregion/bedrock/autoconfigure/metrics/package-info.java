/**
 * Meters, where the application has a {@code MeterRegistry}. The only package that uses
 * Micrometer. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.metrics.CrossRegionMetricsAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
