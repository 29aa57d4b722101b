/**
 * Spring Boot auto-configuration: beans, log reports and refreshes. May use every other
 * package; none outside of {@code autoconfigure} may use this one. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration}; its beans
 * are in {@code PlanConfiguration} and {@code ClientConfiguration}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure;

import org.jspecify.annotations.NullMarked;
