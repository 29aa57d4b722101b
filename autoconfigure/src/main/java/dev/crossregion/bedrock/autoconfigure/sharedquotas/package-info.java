/**
 * Auto-configuration of quotas that several instances of an application share; disabled
 * by default. The buckets themselves are in {@code dev.crossregion.bedrock.shared}. Start
 * with
 * {@link dev.crossregion.bedrock.autoconfigure.sharedquotas.SharedQuotasAutoConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import org.jspecify.annotations.NullMarked;
