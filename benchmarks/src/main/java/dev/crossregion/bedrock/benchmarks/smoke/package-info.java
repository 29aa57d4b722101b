/**
 * Whether everything works that the other scenarios need.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.smoke;

import org.jspecify.annotations.NullMarked;
