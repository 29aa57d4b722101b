/**
 * Connects an application to an emulator that it declares as a bean. The only package
 * that uses the emulator, which is optional. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.emulator;

import org.jspecify.annotations.NullMarked;
