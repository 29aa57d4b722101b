/**
 * The actuator endpoint {@code crossregion} and the contribution to {@code info}: each
 * model's plan with its live state. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.endpoint.CrossRegionEndpoint}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
