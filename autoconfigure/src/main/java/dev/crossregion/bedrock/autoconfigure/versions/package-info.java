/**
 * Checks at start whether the versions of artifacts on the class path work together. Uses
 * no other package. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.versions.VersionCheck}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.versions;

import org.jspecify.annotations.NullMarked;
