/**
 * Measures routing by itself, with JMH. Start reading at {@code JmhScenario}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
