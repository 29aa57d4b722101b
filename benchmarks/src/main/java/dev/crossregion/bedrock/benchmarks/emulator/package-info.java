/**
 * The emulator in a process of its own.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.emulator;

import org.jspecify.annotations.NullMarked;
