/**
 * What a failed attempt means: the table from error to fault and remedy. Imports the AWS
 * SDK and {@code routing}. Start with
 * {@link dev.crossregion.bedrock.client.failure.FailureTable}.
 */
@NullMarked
package dev.crossregion.bedrock.client.failure;

import org.jspecify.annotations.NullMarked;
