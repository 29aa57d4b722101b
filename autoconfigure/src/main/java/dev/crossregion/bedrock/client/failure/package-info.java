/**
 * The classification of failed attempts, by a table from errors to their fault and
 * remedy. Imports the AWS SDK and {@code routing}. Start with
 * {@link dev.crossregion.bedrock.client.failure.FailureTable}.
 */
@NullMarked
package dev.crossregion.bedrock.client.failure;

import org.jspecify.annotations.NullMarked;
