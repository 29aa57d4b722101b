/**
 * The properties under {@code bedrock.cross-region}, the keys that exist, and the checks
 * of single values. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
