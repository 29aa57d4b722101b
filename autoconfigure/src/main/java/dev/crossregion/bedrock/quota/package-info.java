/**
 * Quotas of a source Region: what configuration declares of them, what refusals teach,
 * and what requests use.
 */
@NullMarked
package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.NullMarked;
