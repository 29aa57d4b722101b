/**
 * Exceptions of a start whose configuration cannot be met, and the failure analyzers that
 * explain them and suggest YAML which a dry run has tried. Uses the planner and the
 * snapshot, and not {@code properties}, which depends on it. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.failure.DeclarationException}, then
 * {@code UnmetDeclarationFailureAnalyzer} and {@code Corrections}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.failure;

import org.jspecify.annotations.NullMarked;
