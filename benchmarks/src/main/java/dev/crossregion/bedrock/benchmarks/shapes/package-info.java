/**
 * Whether the quota mirror is ever worse than sending everything, whatever the calls look
 * like.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.shapes;

import org.jspecify.annotations.NullMarked;
