/**
 * What a scenario is, and what it finds.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
