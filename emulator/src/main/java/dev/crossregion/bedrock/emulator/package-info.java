/**
 * A look-alike of Amazon Bedrock over real HTTP.
 */
@NullMarked
package dev.crossregion.bedrock.emulator;

import org.jspecify.annotations.NullMarked;
