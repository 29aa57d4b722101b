/**
 * What the routes of a plan cost, for reports and meters. No route is chosen by its
 * price. Uses {@code plan} and {@code profile}. Start with
 * {@link dev.crossregion.bedrock.price.PriceComparison}.
 */
@NullMarked
package dev.crossregion.bedrock.price;

import org.jspecify.annotations.NullMarked;
