/**
 * Checks at start that the versions of the artifacts on the class path work together.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.versions;

import org.jspecify.annotations.NullMarked;
