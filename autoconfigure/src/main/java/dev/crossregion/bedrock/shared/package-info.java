/**
 * Quotas that several instances share, kept by Bucket4j on an engine such as Redis. The
 * only package that knows Bucket4j, and what it is connected by.
 */
@NullMarked
package dev.crossregion.bedrock.shared;

import org.jspecify.annotations.NullMarked;
