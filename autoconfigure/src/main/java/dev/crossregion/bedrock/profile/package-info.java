/**
 * Model IDs, inference profiles, their destinations, and the evidence for them.
 */
@NullMarked
package dev.crossregion.bedrock.profile;

import org.jspecify.annotations.NullMarked;
