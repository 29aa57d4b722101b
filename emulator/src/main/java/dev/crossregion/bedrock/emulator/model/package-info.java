/**
 * The models and inference profiles that can be called from each source Region, and the
 * facts of the starter's snapshot about them. Internal. Depends on
 * {@code emulator.payload} for errors; start reading at {@code ModelDirectory}.
 */
@NullMarked
package dev.crossregion.bedrock.emulator.model;

import org.jspecify.annotations.NullMarked;
