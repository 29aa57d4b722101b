/**
 * Health of the configured models, read from plans and route states without a call. The
 * only package that uses Spring Boot's health. Start with {@code ModelHealthIndicator}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
