/**
 * What routing costs by itself, measured by JMH.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
