/**
 * From a declaration to a plan: which routes a model may take, and why every other one is
 * refused. Pure; imports {@code profile}, {@code residency} and {@code quota}. Start with
 * {@link dev.crossregion.bedrock.plan.RoutePlanner}.
 */
@NullMarked
package dev.crossregion.bedrock.plan;

import org.jspecify.annotations.NullMarked;
