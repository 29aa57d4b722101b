/**
 * Writes results as JSON and Markdown. Depends on {@code measure}. Start reading at
 * {@code ResultFiles}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.report;

import org.jspecify.annotations.NullMarked;
