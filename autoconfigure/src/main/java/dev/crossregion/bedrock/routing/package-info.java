/**
 * The state of each route while calls run: quotas, circuit breakers, denials, and the
 * queue of calls that wait for room. Imports {@code plan}, {@code quota},
 * {@code residency} and {@code profile}. Start with
 * {@link dev.crossregion.bedrock.routing.RouteStateRegistry}, then
 * {@link dev.crossregion.bedrock.routing.RouteHealth} and
 * {@link dev.crossregion.bedrock.routing.RouteSelector}.
 */
@NullMarked
package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.NullMarked;
