/**
 * Quotas of a source Region: token buckets, estimates of their refill rates from
 * throttles, and the rules by which requests are counted. Imports the JDK alone. Start
 * with {@link dev.crossregion.bedrock.quota.QuotaMirror}.
 */
@NullMarked
package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.NullMarked;
