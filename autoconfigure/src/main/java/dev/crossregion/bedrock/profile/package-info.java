/**
 * Model IDs, inference profiles, their destinations, and the evidence for them, with the
 * snapshot that is shipped. Start with
 * {@link dev.crossregion.bedrock.profile.InferenceProfileCatalog} and
 * {@link dev.crossregion.bedrock.profile.ModelReference}.
 */
@NullMarked
package dev.crossregion.bedrock.profile;

import org.jspecify.annotations.NullMarked;
