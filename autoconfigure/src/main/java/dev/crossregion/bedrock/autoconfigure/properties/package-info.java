/**
 * The properties under {@code bedrock.cross-region}: binding, known keys, checks of
 * single values, and YAML of corrected files. Uses {@code failure}, whose exceptions its
 * checks throw. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
