/**
 * From properties to plans: inheritance between levels, the source Region, residency
 * limits, and the dry run of a changed configuration. Uses {@code properties} and
 * {@code failure}, the planner, and neither clients nor LangChain4j. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations}, then
 * {@link dev.crossregion.bedrock.autoconfigure.declaration.PlanFactory}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.declaration;

import org.jspecify.annotations.NullMarked;
