/**
 * Warns of models whose end of life is near. Uses {@code plan} and {@code profile}. Start
 * with {@link dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
