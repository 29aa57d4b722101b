/**
 * Places where a prompt may be processed, and the verdict on a profile's destinations.
 */
@NullMarked
package dev.crossregion.bedrock.residency;

import org.jspecify.annotations.NullMarked;
