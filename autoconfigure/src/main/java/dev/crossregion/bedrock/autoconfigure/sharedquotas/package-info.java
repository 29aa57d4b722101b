/**
 * Auto-configuration of quotas that several instances share; off by default.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import org.jspecify.annotations.NullMarked;
