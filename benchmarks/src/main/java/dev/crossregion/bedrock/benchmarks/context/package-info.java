/**
 * What an application's start and end cost.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.context;

import org.jspecify.annotations.NullMarked;
