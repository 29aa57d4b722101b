/**
 * What is compared: ways to call Bedrock from one application.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
