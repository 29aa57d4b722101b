/**
 * From a declaration to a proven plan: routes in order, refusals with reasons, and the
 * state of each route.
 */
@NullMarked
package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.NullMarked;
