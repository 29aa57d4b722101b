/**
 * Health of the configured models: what they are bound to, and why that is allowed.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
