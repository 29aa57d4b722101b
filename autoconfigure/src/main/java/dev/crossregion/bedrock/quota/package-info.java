/**
 * Quotas of a source Region: what configuration declares of them.
 */
@NullMarked
package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.NullMarked;
