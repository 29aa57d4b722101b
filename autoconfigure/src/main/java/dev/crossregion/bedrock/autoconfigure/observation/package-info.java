/**
 * Micrometer observations of calls and attempts, which become spans where the application
 * has tracing. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
