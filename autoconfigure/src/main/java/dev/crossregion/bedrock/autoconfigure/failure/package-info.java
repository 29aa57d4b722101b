/**
 * What can be wrong with a configuration, as data, and the analyzers that say it in
 * words.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.failure;

import org.jspecify.annotations.NullMarked;
