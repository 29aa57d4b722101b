/**
 * Connects an application to an emulator that it declares as a bean.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.emulator;

import org.jspecify.annotations.NullMarked;
