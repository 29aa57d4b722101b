/**
 * Quotas that several instances share, in token buckets of Bucket4j in a store such as
 * Redis. Knows the shared state and the circuit breaker in front of it. Imports
 * {@code routing}, {@code plan}, {@code profile}, Bucket4j, Lettuce and Spring; no other
 * package but the auto-configuration of shared quotas imports Bucket4j. Start with
 * {@link dev.crossregion.bedrock.shared.BucketSharedQuotas}.
 */
@NullMarked
package dev.crossregion.bedrock.shared;

import org.jspecify.annotations.NullMarked;
