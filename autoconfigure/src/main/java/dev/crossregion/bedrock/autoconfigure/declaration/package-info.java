/**
 * What the properties declare: inheritance between levels, the source Region, the plans,
 * and the dry run of a changed declaration. Start with
 * {@link dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations}.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure.declaration;

import org.jspecify.annotations.NullMarked;
