/**
 * Runs emulators in a separate process. Start reading at {@code EmulatorProcess}.
 */
@NullMarked
package dev.crossregion.bedrock.benchmarks.emulator;

import org.jspecify.annotations.NullMarked;
