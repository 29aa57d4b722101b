/**
 * Scenarios, their measurements and targets. Depends on the JDK only. Start reading at
 * {@code Scenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
