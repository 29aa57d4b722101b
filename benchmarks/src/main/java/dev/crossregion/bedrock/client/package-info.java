/**
 * Measures the routing clients from within their package, where a regional client can be
 * replaced by one that does nothing.
 */
@NullMarked
package dev.crossregion.bedrock.client;

import org.jspecify.annotations.NullMarked;
