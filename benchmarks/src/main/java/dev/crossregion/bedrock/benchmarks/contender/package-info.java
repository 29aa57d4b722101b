/**
 * The contenders: ways to call Bedrock from one application. Start reading at
 * {@code Contender}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
